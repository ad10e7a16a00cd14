//! Row groups in order become one file: their bytes stay as they are, their offsets are shifted,
//! and one footer is written for all.
//!
//! What is kept for each block is the Thrift encoding of its metadata, a few KB, so that a file
//! of thousands of row groups does not fill the memory with decoded structs.

mod facts;
mod group;
pub(crate) mod thrift;

pub use facts::FooterFacts;

use arrow::datatypes::Schema;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::ParquetMetaDataReader;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::limits::MAX_ROW_GROUPS;
use crate::writer::FileAssembler;
use group::Group;
use thrift::{Value, push_field_header, push_list_header};

/// First and last bytes of a Parquet file.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// Footer length and magic bytes at the end of a Parquet file.
const TRAILER_BYTES: usize = 8;

/// Field ids of `FileMetaData` in `parquet.thrift`.
const NUM_ROWS: i16 = 3;
const ROW_GROUPS: i16 = 4;

/// Puts row groups together. Blocks are appended in the order of the file.
#[derive(Default)]
pub struct Assembler {
    /// What the first block says of the whole file.
    head: Option<Head>,
    groups: Vec<Group>,
    /// Bytes of the file before the next row group.
    position: u64,
    rows: i64,
}

struct Head {
    schema: Schema,
    /// The first block's `FileMetaData`: schema, key-value metadata, column orders.
    metadata: Value,
}

/// The end of a file.
pub struct Footer {
    /// Page indexes, metadata, length and magic bytes.
    pub bytes: Vec<u8>,
    /// What the file holds.
    pub stats: FileStats,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FileStats {
    /// Rows.
    pub rows: u64,
    /// Columns.
    pub columns: u64,
    /// Row groups, one for each block.
    pub row_groups: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
}

impl Assembler {
    /// An assembler for a file that begins with [`MAGIC`].
    #[must_use]
    pub fn new() -> Self {
        Self { position: MAGIC.len() as u64, ..Self::default() }
    }

    /// How many blocks were appended.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.groups.len() as u64
    }

    /// A later block has the first one's schema.
    fn check_head(&self, block: u64, footer: &[u8]) -> Result<()> {
        match &self.head {
            Some(head) => check_schema(block, &head.schema, &arrow_schema(block, footer)?),
            None => Ok(()),
        }
    }

    /// Column indexes of all row groups, then offset indexes, as the format asks; tells each
    /// group where its own are.
    fn page_indexes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for group in &mut self.groups {
            group.place_column_indexes(self.position + bytes.len() as u64);
            bytes.extend_from_slice(&group.column_indexes);
        }
        for group in &mut self.groups {
            group.place_offset_indexes(self.position + bytes.len() as u64);
            bytes.extend_from_slice(&group.offset_indexes);
        }
        bytes
    }

    /// The first block's `FileMetaData` with the rows and row groups of all.
    fn push_metadata(&self, first: &Value, bytes: &mut Vec<u8>) {
        let Value::Struct(fields) = first else { return };
        // An ordinal is an i16: none is written where the last would not fit.
        let ordinals = i16::try_from(self.groups.len()).is_ok();
        let mut last = 0;
        for (id, value) in fields {
            push_field_header(bytes, last, *id, value.kind());
            match (*id, value) {
                (NUM_ROWS, Value::Int(kind, _)) => Value::Int(*kind, self.rows).encode(bytes),
                (ROW_GROUPS, Value::List(kind, _)) => {
                    push_list_header(bytes, *kind, self.groups.len());
                    for group in &self.groups {
                        group.encode(ordinals, bytes);
                    }
                }
                _ => value.encode(bytes),
            }
            last = *id;
        }
        bytes.push(0);
    }
}

impl FileAssembler for Assembler {
    fn start(&self) -> Vec<u8> {
        MAGIC.to_vec()
    }

    fn metadata_bytes(&self) -> usize {
        self.groups.iter().map(Group::bytes).sum()
    }

    /// The tail is that of the row group's file of its own.
    fn append(&mut self, tail: &[u8], data_bytes: u64) -> Result<()> {
        let block = self.blocks();
        let broken = |problem: &str| Error::Assemble { block, problem: problem.into() };
        let footer = footer_bytes(tail).ok_or_else(|| broken("its footer is cut off"))?;
        self.check_head(block, footer)?;
        let metadata =
            Value::decode_struct(footer).ok_or_else(|| broken("its footer cannot be read"))?;
        // The tail's offsets count from the start of its file, where the data follows the magic.
        let tail_start = MAGIC.len() as u64 + data_bytes;
        let shift = self.position - MAGIC.len() as u64;
        let (group, rows) = Group::new(metadata.field(ROW_GROUPS), tail, tail_start, shift, block)
            .ok_or_else(|| broken("it is not one row group"))?;
        self.rows += rows;
        self.groups.push(group);
        self.position += data_bytes;
        if self.head.is_none() {
            self.head = Some(Head { schema: arrow_schema(block, footer)?, metadata });
        }
        Ok(())
    }

    /// Not without a block, nor with a footer that outgrows its i32 length.
    fn finish(&mut self) -> Result<Footer> {
        let blocks = self.blocks();
        let broken = |problem: &str| Error::Assemble { block: blocks, problem: problem.into() };
        let head = self.head.take().ok_or_else(|| broken("a file needs at least one block"))?;
        let mut bytes = self.page_indexes();
        let start = bytes.len();
        self.push_metadata(&head.metadata, &mut bytes);
        let length = i32::try_from(bytes.len() - start)
            .map_err(|_| broken("the footer is larger than 2 GiB; use larger blocks"))?;
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        let stats = FileStats {
            rows: self.rows.unsigned_abs(),
            columns: head.schema.fields().len() as u64,
            row_groups: blocks,
            file_bytes: self.position + bytes.len() as u64,
        };
        Ok(Footer { bytes, stats })
    }
}

/// The Thrift bytes of the footer at the end of a file.
fn footer_bytes(tail: &[u8]) -> Option<&[u8]> {
    let (rest, trailer) = tail.split_last_chunk::<TRAILER_BYTES>()?;
    let (length, magic) = trailer.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let start = rest.len().checked_sub(length)?;
    (magic == MAGIC).then_some(&rest[start..])
}

fn arrow_schema(block: u64, footer: &[u8]) -> Result<Schema> {
    let failed = |cause: parquet::errors::ParquetError| Error::Assemble {
        block,
        problem: cause.to_string(),
    };
    let metadata = ParquetMetaDataReader::decode_metadata(footer).map_err(failed)?;
    let file = metadata.file_metadata();
    parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata()).map_err(failed)
}

/// Whether a block has the first block's columns: names, order, types and nullability.
///
/// # Errors
/// [`Error::SchemaMismatch`] that names the first column that differs.
pub fn check_schema(block: u64, first: &Schema, found: &Schema) -> Result<()> {
    let describe = |schema: &Schema, index: usize| match schema.fields().get(index) {
        Some(field) if field.is_nullable() => {
            format!("{} {} (nullable)", field.name(), field.data_type())
        }
        Some(field) => format!("{} {}", field.name(), field.data_type()),
        None => "no such column".into(),
    };
    for index in 0..first.fields().len().max(found.fields().len()) {
        let (expected, found_here) = (describe(first, index), describe(found, index));
        if expected != found_here {
            let named = if index < first.fields().len() { first } else { found };
            return Err(Error::SchemaMismatch {
                block,
                column: named.field(index).name().clone(),
                expected,
                found: found_here,
            });
        }
    }
    Ok(())
}

/// How many row groups a file may have.
///
/// # Errors
/// [`Error::Limit`] with the numbers.
pub fn check_row_groups(blocks: u64) -> Result<()> {
    if blocks <= MAX_ROW_GROUPS {
        return Ok(());
    }
    Err(Error::Limit {
        what: "the number of row groups",
        planned: blocks,
        limit: MAX_ROW_GROUPS,
        whose: "the Parquet format",
        remedy: "Use a larger block size or fewer rows.",
    })
}
