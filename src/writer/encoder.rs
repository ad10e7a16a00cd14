//! One block in, one row group out: bytes and metadata, made without knowing the rest of the file.

use std::ops::Range;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::arrow::{ArrowSchemaConverter, add_encoded_arrow_schema_to_metadata};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::SchemaDescPtr;

use super::flat::{self, FlatColumn};
use super::options::{WRITE_BATCH_ROWS, WriterOptions};
use super::sorting::SortCheck;
use crate::assemble::MAGIC;
use crate::batch::{Batch, ColumnData};
use crate::error::{Error, Result};
use crate::generate::{Table, block_ranges};
use crate::job::Job;

/// Key of the file metadata that holds the job: what makes this file again.
pub const JOB_KEY: &str = "parquet_blocks.job";

/// Key of the file metadata that holds this crate's version.
const VERSION_KEY: &str = "parquet_blocks.version";

/// Bytes for which room is made behind a block's column chunks: indexes and footer take a few KB.
const ROOM_FOR_FOOTER: usize = 16 * 1024;

/// Rows that a worker generates and encodes at a time, so that it holds few of a large block's rows
/// as Arrow arrays and can be stopped in between. The parquet crate looks for the end of a page
/// after each write batch: steps of whole write batches end pages where one step would.
pub const STEP_ROWS: u64 = 8 * WRITE_BATCH_ROWS as u64;

/// The rows of each step of a block.
pub fn steps(rows: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let steps = block_ranges(rows.end.saturating_sub(rows.start), STEP_ROWS);
    steps.map(move |step| rows.start + step.start..rows.start + step.end)
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
        let parquet_schema = ArrowSchemaConverter::new().convert(&schema).map_err(&failed)?;
        let mut properties = options.properties(metadata, &parquet_schema)?;
        add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
        let properties = Arc::new(properties);
        let (options, parquet_schema) = (Arc::new(options.clone()), Arc::new(parquet_schema));
        Ok(Self { schema, options, parquet_schema, properties })
    }

    /// Begins block number `block`.
    #[must_use]
    pub fn begin(&self, block: u64) -> BlockInProgress {
        let sorted = SortCheck::new(&self.options.sorting_columns);
        let encoder = self.clone();
        BlockInProgress { encoder, columns: Vec::new(), sorted, block, rows: 0, raw_bytes: 0 }
    }

    /// A file with room for so many bytes of column chunks.
    fn file(
        &self,
        bytes: usize,
    ) -> std::result::Result<SerializedFileWriter<Vec<u8>>, ParquetError> {
        let root = self.parquet_schema.root_schema_ptr();
        let room = bytes + ROOM_FOR_FOOTER;
        SerializedFileWriter::new(Vec::with_capacity(room), root, self.properties.clone())
    }

    /// Generates and encodes rows of a table as block number `block`: a step at a time, so that a
    /// large block is never in memory as Arrow arrays.
    ///
    /// # Errors
    /// As [`BlockInProgress::write`], and [`Error::Generate`] when the rows cannot be made.
    pub fn encode_rows(&self, block: u64, table: &Table, rows: Range<u64>) -> Result<EncodedBlock> {
        let mut encoding = self.begin(block);
        for step in steps(rows) {
            encoding.write(&table.rows(step)?)?;
        }
        encoding.finish()
    }

    /// Encodes block number `block` from one batch.
    ///
    /// # Errors
    /// As [`BlockInProgress::write`].
    pub fn encode(&self, block: u64, batch: &Batch) -> Result<EncodedBlock> {
        let mut encoding = self.begin(block);
        encoding.write(batch)?;
        encoding.finish()
    }
}

/// A block that is encoded batch by batch: the same bytes as from one batch, if every batch but
/// the last has a multiple of [`STEP_ROWS`] rows.
pub struct BlockInProgress {
    encoder: Encoder,
    /// One for each column, from the first batch on.
    columns: Vec<ColumnEncoder>,
    sorted: SortCheck,
    block: u64,
    rows: u64,
    raw_bytes: u64,
}

/// What encodes a column.
enum ColumnEncoder {
    Flat(Box<FlatColumn>),
    /// The parquet crate, with a writer for each leaf of the column.
    Crate(Vec<ArrowColumnWriter>),
}

impl BlockInProgress {
    /// Adds rows.
    ///
    /// # Errors
    /// [`Error::Encode`] when the columns are not those of the schema or do not fit Parquet,
    /// [`Error::Setting`] when the rows are not sorted as the file says.
    pub fn write(&mut self, batch: &Batch) -> Result<()> {
        let failed = failed(self.block);
        if batch.columns().len() != self.encoder.schema.fields().len() {
            let cause = format!("{} columns for another schema", batch.columns().len());
            return Err(Error::Encode { block: self.block, cause });
        }
        self.sorted.check(batch)?;
        if self.columns.is_empty() {
            self.columns = self.column_encoders(batch).map_err(&failed)?;
        }
        self.rows += batch.rows() as u64;
        self.raw_bytes += batch.arrow_bytes();
        let fields = self.encoder.schema.fields();
        for ((column, encoder), field) in batch.columns().iter().zip(&mut self.columns).zip(fields)
        {
            match encoder {
                ColumnEncoder::Flat(flat) => flat.write(column).map_err(&failed)?,
                ColumnEncoder::Crate(leaves) => {
                    let array = column.to_array(field.data_type())?;
                    let written = compute_leaves(field, &array).and_then(|values| {
                        let mut pairs = leaves.iter_mut().zip(&values);
                        pairs.try_for_each(|(leaf, values)| leaf.write(values))
                    });
                    written.map_err(&failed)?;
                }
            }
        }
        Ok(())
    }

    /// Encoders for columns whose values are like those of a batch.
    fn column_encoders(
        &self,
        batch: &Batch,
    ) -> std::result::Result<Vec<ColumnEncoder>, ParquetError> {
        let schema = &self.encoder.parquet_schema;
        let factory =
            ArrowRowGroupWriterFactory::new(&self.encoder.file(0)?, self.encoder.schema.clone());
        let mut leaves = factory.create_column_writers(0)?.into_iter().enumerate().peekable();
        let mut encoders = Vec::new();
        for (column, values) in batch.columns().iter().enumerate() {
            let mut own = Vec::new();
            while let Some((leaf, writer)) =
                leaves.next_if(|(leaf, _)| schema.get_column_root_idx(*leaf) == column)
            {
                own.push((leaf, writer));
            }
            encoders.push(match self.flat(&own, column, values) {
                Some(flat) => ColumnEncoder::Flat(Box::new(flat)),
                None => ColumnEncoder::Crate(own.into_iter().map(|(_, writer)| writer).collect()),
            });
        }
        Ok(encoders)
    }

    /// The encoder of a flat column, if its values and options allow it.
    fn flat(
        &self,
        leaves: &[(usize, ArrowColumnWriter)],
        column: usize,
        data: &ColumnData,
    ) -> Option<FlatColumn> {
        let [(leaf, _)] = leaves else { return None };
        let descriptor = self.encoder.parquet_schema.column(*leaf);
        let name = self.encoder.schema.field(column).name();
        let options = self.encoder.options.flat(name, &data.values)?;
        flat::fits(&descriptor, &data.values).then(|| FlatColumn::new(descriptor, options))
    }

    /// Ends the row group.
    ///
    /// # Errors
    /// [`Error::Encode`] when the last pages cannot be encoded.
    pub fn finish(self) -> Result<EncodedBlock> {
        let failed = failed(self.block);
        let chunks = finished(self.columns).map_err(&failed)?;
        let bytes = chunks.iter().map(Chunk::bytes).sum();
        let mut file = self.encoder.file(bytes).map_err(&failed)?;
        write_row_group(&mut file, chunks).map_err(&failed)?;
        let data_end = file.bytes_written();
        let file = file.into_inner().map_err(&failed)?;
        Ok(EncodedBlock { file, data_end, rows: self.rows, raw_bytes: self.raw_bytes })
    }
}

/// A column chunk that is encoded.
enum Chunk {
    Flat(Bytes, Box<ColumnCloseResult>),
    Crate(Box<ArrowColumnChunk>),
}

impl Chunk {
    fn bytes(&self) -> usize {
        let bytes = match self {
            Self::Flat(_, close) => close.bytes_written,
            Self::Crate(chunk) => chunk.close().bytes_written,
        };
        usize::try_from(bytes).unwrap_or(usize::MAX)
    }
}

fn finished(columns: Vec<ColumnEncoder>) -> std::result::Result<Vec<Chunk>, ParquetError> {
    let mut chunks = Vec::new();
    for column in columns {
        match column {
            ColumnEncoder::Flat(flat) => {
                let (bytes, close) = flat.finish()?;
                chunks.push(Chunk::Flat(bytes, Box::new(close)));
            }
            ColumnEncoder::Crate(leaves) => {
                for leaf in leaves {
                    chunks.push(Chunk::Crate(Box::new(leaf.close()?)));
                }
            }
        }
    }
    Ok(chunks)
}

/// Writes the column chunks as one row group; each is freed when it is written.
fn write_row_group(
    file: &mut SerializedFileWriter<Vec<u8>>,
    chunks: Vec<Chunk>,
) -> std::result::Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for chunk in chunks {
        match chunk {
            Chunk::Flat(bytes, close) => group.append_column(&bytes, *close)?,
            Chunk::Crate(chunk) => chunk.append_to_row_group(&mut group)?,
        }
    }
    group.close()?;
    Ok(())
}

fn failed(block: u64) -> impl Fn(ParquetError) -> Error {
    move |cause| Error::Encode { block, cause: cause.to_string() }
}
