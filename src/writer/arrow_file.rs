//! Arrow IPC files: a record batch for each block, and a footer that says where each begins.
//!
//! The arrow crate's own writer of files needs all rows. Blocks are encoded by the parts that it is
//! made of, and the footer is written from the blocks' lengths.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, FieldRef, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::convert::IpcSchemaEncoder;
use arrow::ipc::writer::{
    DictionaryTracker, IpcDataGenerator, IpcWriteContext, IpcWriteOptions, StreamWriter,
    write_message,
};
use arrow::ipc::{Block, FooterBuilder, MetadataVersion};

use super::block::EncodedBlock;
use super::format::{BlockEncoder, BlockInProgress, FileAssembler, FileFormat, refuse};
use super::options::WriterOptions;
use crate::assemble::{FileStats, Footer, check_schema};
use crate::batch::Batch;
use crate::error::{Error, Problem, Result};
use crate::job::Job;
use crate::logical::unmarked;

/// First bytes of a file, padded to the alignment of 8; without padding also the last.
const START: &[u8; 8] = b"ARROW1\0\0";
const MAGIC_BYTES: usize = 6;

/// A message without a length: nothing follows but the footer (`Message.fbs`).
const END_OF_STREAM: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

/// Arrow IPC.
pub(super) struct Arrow;

impl FileFormat for Arrow {
    fn options(&self) -> &'static [&'static str] {
        &[]
    }

    fn problems(&self, _options: &WriterOptions) -> Vec<Problem> {
        Vec::new()
    }

    fn encoder(&self, schema: &SchemaRef, _job: &Job) -> Result<Box<dyn BlockEncoder>> {
        let written = without_dictionaries(schema);
        refuse(&written, "an Arrow file that is written block by block", is_plain)?;
        Ok(Box::new(Encoder { schema: schema.clone(), written }))
    }

    fn assembler(&self, schema: &SchemaRef, _job: &Job) -> Result<Box<dyn FileAssembler>> {
        let written = without_dictionaries(schema);
        Ok(Box::new(Assembler::new(written).map_err(failed(0))?))
    }
}

/// The schema with the values of dictionaries instead of these: a file has one dictionary for all
/// blocks, which do not know of each other. What values stand for is Parquet's to say: Polars has no
/// texts where an Arrow file has JSON.
fn without_dictionaries(schema: &SchemaRef) -> SchemaRef {
    let schema = unmarked(schema);
    let plain = |field: &FieldRef| match field.data_type() {
        DataType::Dictionary(_, value) => {
            Arc::new(field.as_ref().clone().with_data_type(value.as_ref().clone()))
        }
        _ => field.clone(),
    };
    let fields = schema.fields().iter().map(plain).collect::<Vec<_>>();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// Whether a column has no Arrow dictionary inside.
fn is_plain(field: &FieldRef) -> bool {
    fn plain(data_type: &DataType) -> bool {
        match data_type {
            DataType::Dictionary(..) => false,
            DataType::Struct(fields) => fields.iter().all(is_plain),
            DataType::Union(fields, _) => fields.iter().all(|(_, field)| is_plain(field)),
            DataType::List(field)
            | DataType::LargeList(field)
            | DataType::ListView(field)
            | DataType::LargeListView(field)
            | DataType::FixedSizeList(field, _)
            | DataType::Map(field, _)
            | DataType::RunEndEncoded(_, field) => is_plain(field),
            _ => true,
        }
    }
    plain(field.data_type())
}

struct Encoder {
    schema: SchemaRef,
    /// What the file has.
    written: SchemaRef,
}

impl BlockEncoder for Encoder {
    fn begin(&self, block: u64) -> Box<dyn BlockInProgress> {
        let (schema, written) = (self.schema.clone(), self.written.clone());
        Box::new(Rows { schema, written, block, batches: Vec::new(), raw_bytes: 0 })
    }
}

/// The rows of a block: they are one record batch, however many come at a time.
struct Rows {
    schema: SchemaRef,
    written: SchemaRef,
    block: u64,
    batches: Vec<RecordBatch>,
    raw_bytes: u64,
}

impl BlockInProgress for Rows {
    fn write(&mut self, batch: &Batch) -> Result<()> {
        check_schema(self.block, &self.schema, batch.schema())?;
        let rows = batch.to_record_batch()?;
        let columns = rows.columns().iter().zip(self.written.fields());
        let columns = columns
            .map(|(column, field)| cast(column, field.data_type()))
            .collect::<std::result::Result<_, _>>()
            .map_err(failed(self.block))?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
        let written = RecordBatch::try_new_with_options(self.written.clone(), columns, &options);
        self.batches.push(written.map_err(failed(self.block))?);
        self.raw_bytes += batch.arrow_bytes();
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<EncodedBlock> {
        let failed = failed(self.block);
        let rows = concat_batches(&self.written, &self.batches).map_err(&failed)?;
        let (bytes, head_bytes) = message(&rows).map_err(&failed)?;
        let tail = Tail { rows: rows.num_rows() as u64, head_bytes: head_bytes as u64 };
        Ok(EncodedBlock::new(vec![bytes.into()], tail.to_bytes(), tail.rows, self.raw_bytes))
    }
}

/// A record batch as a message: its bytes, and how many of them stand before the values.
fn message(rows: &RecordBatch) -> std::result::Result<(Vec<u8>, usize), ArrowError> {
    let options = IpcWriteOptions::default();
    let mut tracker = DictionaryTracker::new(true);
    let mut context = IpcWriteContext::default();
    let (_, encoded) =
        IpcDataGenerator::default().encode(rows, &mut tracker, &options, &mut context)?;
    let mut bytes = Vec::new();
    let (head_bytes, _) = write_message(&mut bytes, encoded, &options)?;
    Ok((bytes, head_bytes))
}

/// What an assembler has to know of a block.
#[derive(Clone, Copy)]
struct Tail {
    rows: u64,
    head_bytes: u64,
}

impl Tail {
    fn to_bytes(self) -> Vec<u8> {
        [self.rows.to_le_bytes(), self.head_bytes.to_le_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (rows, head_bytes) = bytes.split_first_chunk::<8>()?;
        let head_bytes = u64::from_le_bytes(head_bytes.try_into().ok()?);
        Some(Self { rows: u64::from_le_bytes(*rows), head_bytes })
    }
}

struct Assembler {
    schema: SchemaRef,
    start: Vec<u8>,
    blocks: Vec<Block>,
    rows: u64,
    /// Bytes of the file before the next block.
    position: u64,
}

impl Assembler {
    fn new(schema: SchemaRef) -> std::result::Result<Self, ArrowError> {
        // A file begins as a stream does, after its own first bytes.
        let stream = StreamWriter::try_new(START.to_vec(), &schema)?;
        let start = stream.get_ref().clone();
        let position = start.len() as u64;
        Ok(Self { schema, start, blocks: Vec::new(), rows: 0, position })
    }

    #[expect(clippy::default_trait_access, reason = "arrow does not name the crate of its type")]
    fn footer(&self) -> Vec<u8> {
        let mut builder = Default::default();
        let schema = IpcSchemaEncoder::new().schema_to_fb_offset(&mut builder, &self.schema);
        let blocks = builder.create_vector(&self.blocks);
        let dictionaries = builder.create_vector::<Block>(&[]);
        let mut footer = FooterBuilder::new(&mut builder);
        footer.add_version(MetadataVersion::V5);
        footer.add_schema(schema);
        footer.add_dictionaries(dictionaries);
        footer.add_recordBatches(blocks);
        let footer = footer.finish();
        builder.finish(footer, None);
        builder.finished_data().to_vec()
    }
}

impl FileAssembler for Assembler {
    fn start(&self) -> Vec<u8> {
        self.start.clone()
    }

    fn append(&mut self, tail: &[u8], data_bytes: u64) -> Result<()> {
        let number = self.blocks.len() as u64;
        let block = (|| {
            let tail = Tail::read(tail)?;
            let body_bytes = i64::try_from(data_bytes.checked_sub(tail.head_bytes)?).ok()?;
            let head_bytes = i32::try_from(tail.head_bytes).ok()?;
            let offset = i64::try_from(self.position).ok()?;
            Some((Block::new(offset, head_bytes, body_bytes), tail.rows))
        })();
        let (block, rows) = block.ok_or_else(|| Error::Assemble {
            block: number,
            problem: "its tail is not that of a record batch".into(),
        })?;
        self.blocks.push(block);
        self.rows += rows;
        self.position += data_bytes;
        Ok(())
    }

    fn metadata_bytes(&self) -> usize {
        size_of_val(&self.blocks[..])
    }

    fn finish(&mut self) -> Result<Footer> {
        let blocks = self.blocks.len() as u64;
        let footer = self.footer();
        let length = i32::try_from(footer.len()).map_err(|_| Error::Assemble {
            block: blocks,
            problem: "the footer is larger than 2 GiB; use larger blocks".into(),
        })?;
        let bytes =
            [&END_OF_STREAM[..], &footer, &length.to_le_bytes(), &START[..MAGIC_BYTES]].concat();
        let stats = FileStats {
            rows: self.rows,
            columns: self.schema.fields().len() as u64,
            row_groups: blocks,
            file_bytes: self.position + bytes.len() as u64,
        };
        Ok(Footer { bytes, stats })
    }
}

fn failed(block: u64) -> impl Fn(ArrowError) -> Error {
    move |cause| Error::Encode { block, cause: cause.to_string() }
}
