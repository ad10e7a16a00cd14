//! NDJSON: a JSON object for each row.
//!
//! Every line has every column: a null is written as `null`, so that a reader that looks at the
//! first lines finds all columns. What JSON has no number for, such as NaN, is `null` too.

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::{SortOptions, sort_to_indices};
use arrow::datatypes::{FieldRef, SchemaRef};
use arrow::error::ArrowError;
use arrow::json::writer::{LineDelimited, make_encoder};
use arrow::json::{EncoderOptions, WriterBuilder};
use arrow::util::display::{ArrayFormatter, FormatOptions};

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

/// Whether the earliest and the latest value of a column have a text: the arrow crate writes what
/// is wrong with a time, such as one of the year 300,000, in its place.
fn check_times(column: &ArrayRef) -> std::result::Result<(), ArrowError> {
    if !column.data_type().is_temporal() {
        return Ok(());
    }
    let formatter = ArrayFormatter::try_new(column, &FormatOptions::default())?;
    for descending in [false, true] {
        let order = SortOptions { descending, nulls_first: false };
        for row in sort_to_indices(column, Some(order), Some(1))?.values() {
            formatter.value(*row as usize).write(&mut String::new())?;
        }
    }
    Ok(())
}

impl Lines for Ndjson {
    fn push(&self, rows: &RecordBatch, text: &mut Vec<u8>) -> std::result::Result<(), ArrowError> {
        rows.columns().iter().try_for_each(check_times)?;
        let writer = WriterBuilder::new().with_explicit_nulls(true);
        let mut writer = writer.build::<_, LineDelimited>(text);
        writer.write(rows)?;
        writer.finish()
    }
}
