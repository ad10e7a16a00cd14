//! Blocks to record batches.

use std::io::Cursor;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::json::ReaderBuilder;
use arrow::json::reader::infer_json_schema;

use super::{Pages, check};
use crate::error::{Error, Result};
use crate::source::{About, BlockDecoder, ColumnType, Decoded, RawBlock};

/// Makes values of the columns' types of the records of a block.
pub struct Transformer {
    schema: SchemaRef,
}

impl Transformer {
    /// For the columns of a job.
    ///
    /// # Errors
    /// [`Error::Setting`] when there are none.
    pub fn new(pages: &Pages) -> Result<Self> {
        if pages.columns.is_empty() {
            let remedy = "Read the first page, or enter the columns.";
            return Err(Error::setting(check::COLUMNS, "there are none", remedy));
        }
        Ok(Self { schema: ColumnType::schema(&pages.columns, check::COLUMNS)? })
    }

    fn read(&self, ndjson: &[u8]) -> std::result::Result<Vec<RecordBatch>, ArrowError> {
        ReaderBuilder::new(self.schema.clone())
            .with_strict_mode(true)
            .build(Cursor::new(ndjson))?
            .collect()
    }
}

impl BlockDecoder for Transformer {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn decode(&self, block: &RawBlock) -> Result<Decoded> {
        if let Ok(batches) = self.read(&block.bytes) {
            return Ok(Decoded { batches, rejects: Vec::new() });
        }
        let (mut batches, mut record) = (Vec::new(), 0);
        for line in block.bytes.split_inclusive(|byte| *byte == b'\n') {
            batches.extend(self.read(line).map_err(|error| Error::Source {
                place: place(&block.about, record),
                problem: error.to_string(),
                remedy: "Correct the column's type.".into(),
            })?);
            record += 1;
        }
        Ok(Decoded { batches, rejects: Vec::new() })
    }
}

fn place(about: &About, record: u64) -> String {
    let place = about.places.iter().rev().find(|place| place.record <= record);
    let place = place.cloned().unwrap_or_default();
    let number = place.number + record - place.record;
    format!("page {}, record {number}", place.page.unwrap_or_default())
}

/// The columns of the records of the first page.
pub(super) fn infer(block: &RawBlock) -> Result<Vec<ColumnType>> {
    let inferred = infer_json_schema(Cursor::new(&block.bytes), None);
    let problem = match inferred {
        Ok((schema, _)) if schema.fields().is_empty() => {
            "it has no record to tell columns from".into()
        }
        Ok((schema, _)) => return Ok(ColumnType::all(&schema)),
        Err(error) => error.to_string(),
    };
    Err(Error::Pages { page: 1, problem, remedy: "Enter the columns and their types.".into() })
}
