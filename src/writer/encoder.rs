//! One block in, one row group out: bytes and metadata, made without knowing the rest of the file.

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::options::{WRITE_BATCH_ROWS, WriterOptions};
use crate::assemble::MAGIC;
use crate::error::{Error, Result};
use crate::job::Job;

/// Key of the file metadata that holds the job: what makes this file again.
pub const JOB_KEY: &str = "parquet_blocks.job";

/// Key of the file metadata that holds this crate's version.
const VERSION_KEY: &str = "parquet_blocks.version";

/// Rows that a worker generates and encodes at a time, so that it holds few of a large block's rows
/// as Arrow arrays and can be stopped in between. The parquet crate looks for the end of a page
/// after each write batch: steps of whole write batches end pages where one step would.
pub const STEP_ROWS: u64 = 8 * WRITE_BATCH_ROWS as u64;

/// Encodes blocks of one schema. Blocks do not know of each other, so any number of encoders can
/// share the work.
pub struct Encoder {
    schema: SchemaRef,
    properties: WriterProperties,
}

/// One row group, as a Parquet file of its own.
///
/// An assembler takes [`Self::data`] as it is and shifts the offsets of [`Self::tail`].
#[derive(Debug)]
pub struct EncodedBlock {
    file: Vec<u8>,
    data_end: usize,
    /// Rows.
    pub rows: u64,
    /// Bytes of the same rows as Arrow arrays.
    pub raw_bytes: u64,
}

impl EncodedBlock {
    /// The row group's pages and bloom filters.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.file[MAGIC.len()..self.data_end]
    }

    /// Page indexes and footer of the one-row-group file.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.file[self.data_end..]
    }

    /// Bytes of the row group with its share of indexes and footer.
    #[must_use]
    pub fn file_bytes(&self) -> usize {
        self.file.len()
    }
}

impl Encoder {
    /// An encoder for a schema. `job` goes into the file's metadata, so it must be resolved
    /// ([`Job::resolved`]): the same for every worker and every destination.
    ///
    /// # Errors
    /// [`Error::Setting`] when the job's writer options do not fit each other.
    pub fn new(schema: SchemaRef, job: &Job) -> Result<Self> {
        let metadata = vec![
            KeyValue::new(JOB_KEY.to_string(), job.to_json()),
            KeyValue::new(VERSION_KEY.to_string(), env!("CARGO_PKG_VERSION").to_string()),
        ];
        Self::with_options(schema, &job.writer, metadata)
    }

    /// An encoder for a schema and options, with any metadata.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_options(
        schema: SchemaRef,
        options: &WriterOptions,
        metadata: Vec<KeyValue>,
    ) -> Result<Self> {
        Ok(Self { schema, properties: options.properties(metadata)? })
    }

    /// Begins block number `block`.
    ///
    /// # Errors
    /// [`Error::Encode`] when the schema does not fit Parquet.
    pub fn begin(&self, block: u64) -> Result<BlockInProgress> {
        let properties = Some(self.properties.clone());
        let writer = ArrowWriter::try_new(Vec::new(), self.schema.clone(), properties)
            .map_err(failed(block))?;
        Ok(BlockInProgress { writer, block, rows: 0, raw_bytes: 0 })
    }

    /// Encodes block number `block` from one batch.
    ///
    /// # Errors
    /// As [`BlockInProgress::write`].
    pub fn encode(&self, block: u64, batch: &RecordBatch) -> Result<EncodedBlock> {
        let mut encoding = self.begin(block)?;
        encoding.write(batch)?;
        encoding.finish()
    }
}

/// A block that is encoded batch by batch: the same bytes as from one batch, if every batch but
/// the last has a multiple of [`STEP_ROWS`] rows.
pub struct BlockInProgress {
    writer: ArrowWriter<Vec<u8>>,
    block: u64,
    rows: u64,
    raw_bytes: u64,
}

impl BlockInProgress {
    /// Adds rows.
    ///
    /// # Errors
    /// [`Error::Encode`] when the columns are not those of the schema or do not fit Parquet.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        self.raw_bytes += raw_bytes(batch);
        self.writer.write(batch).map_err(failed(self.block))
    }

    /// Ends the row group.
    ///
    /// # Errors
    /// [`Error::Encode`] when the last pages cannot be encoded.
    pub fn finish(mut self) -> Result<EncodedBlock> {
        self.writer.flush().map_err(failed(self.block))?;
        let data_end = self.writer.bytes_written();
        let file = self.writer.into_inner().map_err(failed(self.block))?;
        Ok(EncodedBlock { file, data_end, rows: self.rows, raw_bytes: self.raw_bytes })
    }
}

fn failed(block: u64) -> impl Fn(ParquetError) -> Error {
    move |cause| Error::Encode { block, cause: cause.to_string() }
}

/// Bytes that a batch's values take as Arrow arrays, without spare capacity.
fn raw_bytes(batch: &RecordBatch) -> u64 {
    batch
        .columns()
        .iter()
        .filter_map(|column| column.to_data().get_slice_memory_size().ok())
        .sum::<usize>() as u64
}
