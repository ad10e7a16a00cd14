//! Writers: blocks in, bytes of a file out.

mod block;
mod codec;
mod column_encoder;
mod columns;
mod encoder;
mod flat;
mod options;
mod parquet;
mod sink;
mod sorting;

pub use block::EncodedBlock;
pub use codec::Codec;
pub use columns::{ColumnOptions, Encoding};
pub use encoder::{BlockInProgress, Encoder, JOB_KEY, STEP_ROWS, parts};
pub use options::{Format, Statistics, WriterOptions};
pub use parquet::ParquetWriter;
pub use sink::{FileSink, MemorySink, Sink};
pub(crate) use sorting::SortCheck;
pub use sorting::SortingColumn;

use crate::assemble::FileStats;
use crate::batch::Batch;
use crate::error::Result;

/// Writes a file block by block.
///
/// The first block fixes the schema. A writer that is dropped before [`BlockWriter::finish`]
/// releases what it holds and leaves no half file behind.
pub trait BlockWriter {
    /// Begins the file.
    ///
    /// # Errors
    /// [`crate::Error::Disk`] when the sink refuses it.
    fn start(&mut self) -> Result<()>;

    /// Writes one block.
    ///
    /// # Errors
    /// [`crate::Error::SchemaMismatch`] when its schema is not that of the first block; nothing
    /// of it is written then. [`crate::Error::Encode`] and [`crate::Error::Disk`] as they come.
    fn write_block(&mut self, block: &Batch) -> Result<()>;

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
