//! One block in, one row group out: bytes and metadata, made without knowing the rest of the file.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use parquet::arrow::{ArrowSchemaConverter, add_encoded_arrow_schema_to_metadata};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::SchemaDescPtr;

use super::block::{EncodedBlock, block_of};
use super::column_encoder::{ColumnEncoder, column_encoders};
use super::format::{BlockEncoder, BlockInProgress};
use super::options::{WRITE_BATCH_ROWS, WriterOptions};
use super::schema::parquet_schema;
use super::sorting::SortCheck;
use crate::batch::{Batch, ColumnData};
use crate::error::{Error, Result};
use crate::generate::{Counts, Table, block_ranges};
use crate::job::Job;
use crate::logical::unmarked;

/// Key of the file metadata that holds the job: what makes this file again.
pub const JOB_KEY: &str = "parquet_blocks.job";

/// Key of the file metadata that holds this crate's version.
const VERSION_KEY: &str = "parquet_blocks.version";

/// Rows that a worker generates and encodes at a time, so that it holds few of a large block's rows
/// as arrays and can be stopped in between. The parquet crate looks for the end of a page after each
/// write batch: steps of whole write batches end pages where one step would.
pub const STEP_ROWS: u64 = 16 * WRITE_BATCH_ROWS as u64;

/// Rows of one column that are generated and encoded at a time: what they need stays in a core's
/// caches.
const PART: usize = 2 * WRITE_BATCH_ROWS;

/// The rows of each step of a block.
pub(super) fn steps(rows: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    pieces(rows, STEP_ROWS)
}

/// The rows of one column that are generated at a time.
pub fn parts(rows: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    pieces(rows, PART as u64)
}

fn pieces(rows: Range<u64>, most: u64) -> impl Iterator<Item = Range<u64>> {
    let pieces = block_ranges(rows.end.saturating_sub(rows.start), most);
    pieces.map(move |piece| rows.start + piece.start..rows.start + piece.end)
}

/// Encodes blocks of one schema. Blocks do not know of each other, so any number of encoders can
/// share the work.
#[derive(Clone)]
pub struct Encoder {
    schema: SchemaRef,
    options: Arc<WriterOptions>,
    /// The schema as Parquet has it: a leaf for each column chunk.
    parquet_schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
}

impl Encoder {
    /// An encoder for a schema. `job` goes into the file's metadata, so it must be resolved
    /// ([`Job::resolved`]): the same for every worker and every destination.
    ///
    /// # Errors
    /// [`Error::Setting`] when the job's writer options do not fit each other or the schema.
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
        let failed = failed(0);
        let plain = ArrowSchemaConverter::new().convert(&schema).map_err(&failed)?;
        let mut properties = options.properties(metadata, &plain)?;
        add_encoded_arrow_schema_to_metadata(&unmarked(&schema), &mut properties);
        let parquet_schema = parquet_schema(&schema, options).map_err(&failed)?;
        let properties = Arc::new(properties);
        let (options, parquet_schema) = (Arc::new(options.clone()), Arc::new(parquet_schema));
        Ok(Self { schema, options, parquet_schema, properties })
    }

    /// A file of the schema that writes to a sink.
    fn file<W: Write + Send>(
        &self,
        sink: W,
    ) -> std::result::Result<SerializedFileWriter<W>, ParquetError> {
        let root = self.parquet_schema.root_schema_ptr();
        SerializedFileWriter::new(sink, root, self.properties.clone())
    }
}

impl BlockEncoder for Encoder {
    fn begin(&self, block: u64) -> Box<dyn BlockInProgress> {
        let sorted = SortCheck::new(&self.options.sorting_columns);
        let encoder = self.clone();
        Box::new(RowGroup { encoder, columns: Vec::new(), sorted, block, rows: 0, raw_bytes: 0 })
    }
}

/// A row group that is encoded batch by batch: the same bytes as from one batch, if every batch but
/// the last has a multiple of [`STEP_ROWS`] rows.
struct RowGroup {
    encoder: Encoder,
    /// One for each column, from the first batch on.
    columns: Vec<ColumnEncoder>,
    sorted: SortCheck,
    block: u64,
    rows: u64,
    raw_bytes: u64,
}

impl BlockInProgress for RowGroup {
    fn write(&mut self, batch: &Batch) -> Result<()> {
        self.begin_rows(batch.columns().len(), batch.rows())?;
        self.sorted.check(batch)?;
        batch.columns().iter().enumerate().try_for_each(|(column, data)| self.add(column, data))
    }

    /// One column after another.
    fn generate(&mut self, table: &Table, rows: Range<u64>) -> Result<Counts> {
        if !self.sorted.is_empty() {
            // What the rows are sorted by is looked at in all columns at once.
            let batch = table.rows(rows.clone())?;
            self.write(&batch)?;
            return table.counts(rows, &batch.nulls());
        }
        let sources = table.sources(rows.clone());
        let columns = table.schema().fields().len();
        self.begin_rows(columns, sources.len())?;
        let mut nulls = Vec::new();
        for column in 0..columns {
            let mut counted = Vec::new();
            for part in sources.chunks(PART) {
                let data = table.column(column, part)?;
                add(&mut counted, &data.nulls());
                self.add(column, &data)?;
            }
            nulls.append(&mut counted);
        }
        table.counts(rows, &nulls)
    }

    fn finish(self: Box<Self>) -> Result<EncodedBlock> {
        let failed = failed(self.block);
        let mut chunks = Vec::new();
        for column in self.columns {
            chunks.extend(column.finish().map_err(&failed)?);
        }
        let begin = |sink| self.encoder.file(sink);
        block_of(chunks, begin, self.rows, self.raw_bytes).map_err(&failed)
    }
}

impl RowGroup {
    /// Makes ready for rows of so many columns.
    fn begin_rows(&mut self, columns: usize, rows: usize) -> Result<()> {
        if columns != self.encoder.schema.fields().len() {
            let cause = format!("{columns} columns for another schema");
            return Err(Error::Encode { block: self.block, cause });
        }
        if self.columns.is_empty() {
            let file = self.encoder.file(Vec::new());
            let columns = file.and_then(|file| column_encoders(&self.encoder.schema, &file));
            self.columns = columns.map_err(failed(self.block))?;
        }
        self.rows += rows as u64;
        Ok(())
    }

    /// Adds values of a column.
    fn add(&mut self, column: usize, data: &ColumnData) -> Result<()> {
        let (encoder, column) = (&self.encoder, &mut self.columns[column]);
        self.raw_bytes += column.arrow_bytes(data);
        column.add(data, (&encoder.parquet_schema, &encoder.options), failed(self.block))
    }
}

/// Adds counts to sums that may not have begun.
fn add(sums: &mut Vec<usize>, counts: &[usize]) {
    sums.resize(counts.len(), 0);
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

fn failed(block: u64) -> impl Fn(ParquetError) -> Error {
    move |cause| Error::Encode { block, cause: cause.to_string() }
}
