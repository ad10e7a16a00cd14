//! Writers: blocks in, bytes of a file out.

mod arrow_file;
mod block;
mod codec;
mod column_encoder;
mod columns;
mod csv;
mod encoder;
mod file;
mod flat;
mod format;
mod ndjson;
mod options;
mod parquet;
mod schema;
mod sink;
mod sorting;
mod text;
mod widen;

pub use block::EncodedBlock;
pub use codec::Codec;
pub use columns::{ColumnOptions, Encoding};
pub use csv::CsvOptions;
pub use encoder::{Encoder, JOB_KEY, STEP_ROWS, parts};
pub use file::FileWriter;
pub use format::{BlockEncoder, BlockInProgress, FileAssembler, FileFormat, Format};
pub use options::{Statistics, WriterOptions};
pub use sink::{FileSink, MemorySink, Sink};
pub(crate) use sorting::SortCheck;
pub use sorting::SortingColumn;

use std::slice;

use arrow::datatypes::SchemaRef;

use crate::assemble::FileStats;
use crate::batch::Batch;
use crate::error::Result;
use crate::job::Job;
pub use crate::logical::LogicalType;

/// What encodes blocks of a schema for each file of a resolved job, in the order of
/// [`Job::files`].
///
/// # Errors
/// [`crate::Error::Setting`] when a format or its options do not fit the schema.
pub fn encoders(schema: &SchemaRef, job: &Job) -> Result<Vec<Box<dyn BlockEncoder>>> {
    let first = job.files().into_iter().enumerate();
    let encoder = |(place, file): (usize, Job)| {
        let made = file.writer.format.writer().encoder(schema, &file);
        made.map_err(|error| if place == 0 { error } else { error.of_also() })
    };
    first.map(encoder).collect()
}

/// Writes a file block by block.
///
/// The first block fixes the schema. A writer that is dropped before [`BlockWriter::finish`]
/// releases what it holds and leaves no half file behind.
pub trait BlockWriter {
    /// Makes ready for the first block.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] when its options make no file.
    fn start(&mut self) -> Result<()>;

    /// Writes one block of any number of batches; nothing if there is none.
    ///
    /// # Errors
    /// [`crate::Error::SchemaMismatch`] when its schema is not that of the first block; nothing
    /// of it is written then. [`crate::Error::Encode`] and [`crate::Error::Disk`] as they come.
    fn write_batches(&mut self, block: &[Batch]) -> Result<()>;

    /// Writes one block of one batch.
    ///
    /// # Errors
    /// As [`Self::write_batches`].
    fn write_block(&mut self, block: &Batch) -> Result<()> {
        self.write_batches(slice::from_ref(block))
    }

    /// Ends the file, so that it is whole in its sink.
    ///
    /// # Errors
    /// [`crate::Error::Disk`] when the sink refuses it.
    fn finish(self: Box<Self>) -> Result<WriterStats>;
}

/// What a writer has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterStats {
    /// What the file holds.
    pub file: FileStats,
    /// Bytes of the same rows as Arrow arrays.
    pub raw_bytes: u64,
}
