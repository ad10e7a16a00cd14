//! NDJSON: a JSON object for each row.
//!
//! Every line has every column: a null is written as `null`, so that a reader that looks at the
//! first lines finds all columns.

use arrow::array::RecordBatch;
use arrow::datatypes::{FieldRef, SchemaRef};
use arrow::error::ArrowError;
use arrow::json::writer::{LineDelimited, make_encoder};
use arrow::json::{EncoderOptions, WriterBuilder};

use super::format::{BlockEncoder, FileAssembler, FileFormat, refuse};
use super::options::WriterOptions;
use super::text::{LineAssembler, LineEncoder, Lines};
use crate::display::readable_none;
use crate::error::{Problem, Result};
use crate::job::Job;

/// Newline-delimited JSON.
pub(super) struct Ndjson;

impl FileFormat for Ndjson {
    fn options(&self) -> &'static [&'static str] {
        &["gzip"]
    }

    fn problems(&self, _options: &WriterOptions) -> Vec<Problem> {
        Vec::new()
    }

    fn encoder(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn BlockEncoder>> {
        refuse(schema, "NDJSON", has_json)?;
        Ok(Box::new(LineEncoder::new(schema, Self, job.writer.gzip)))
    }

    fn assembler(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn FileAssembler>> {
        let columns = schema.fields().len();
        Ok(Box::new(LineAssembler::new(columns, Vec::new(), job.writer.gzip)?))
    }
}

/// Whether the arrow crate has JSON for a column: not for maps whose keys are no texts.
fn has_json(field: &FieldRef) -> bool {
    let none = readable_none(field.data_type());
    make_encoder(field, &none, &EncoderOptions::default()).is_ok()
}

impl Lines for Ndjson {
    fn push(&self, rows: &RecordBatch, text: &mut Vec<u8>) -> std::result::Result<(), ArrowError> {
        let writer = WriterBuilder::new().with_explicit_nulls(true);
        let mut writer = writer.build::<_, LineDelimited>(text);
        writer.write(rows)?;
        writer.finish()
    }
}
