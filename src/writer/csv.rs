//! CSV as RFC 4180 has it, with lines that end in LF.
//!
//! A null is a field without quotes, and a text that would look like one has quotes: so readers
//! that look at quotes, such as `DuckDB`, can tell an empty text from no text.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, FieldRef, SchemaRef};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::{Deserialize, Serialize};

use super::format::{BlockEncoder, FileAssembler, FileFormat, refuse};
use super::options::WriterOptions;
use super::text::{LineAssembler, LineEncoder, Lines};
use crate::display::readable_none;
use crate::error::{Checked, Problem, Result};
use crate::job::Job;

/// How CSV is written: the `csv` of a job's writer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CsvOptions {
    /// What stands between two fields: an ASCII character.
    pub delimiter: char,
    /// Whether the first line has the columns' names.
    pub header: bool,
    /// What a null is written as.
    pub null: String,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: ',', header: true, null: String::new() }
    }
}

impl CsvOptions {
    fn check_delimiter(&self) -> Checked {
        let delimiter = self.delimiter;
        if delimiter.is_ascii() && !matches!(delimiter, '"' | '\r' | '\n' | '\0') {
            return Ok(());
        }
        let problem = format!("{delimiter:?} cannot stand between fields");
        let remedy = "Enter one ASCII character such as a comma, semicolon or tab.";
        Err(Problem::new("writer.csv.delimiter", problem, remedy))
    }

    fn check_null(&self) -> Checked {
        if !self.null.contains([self.delimiter, '"', '\r', '\n']) {
            return Ok(());
        }
        let problem = format!("{:?} needs quotes, which a null has not", self.null);
        let remedy = "Enter a word without delimiter, quotes and line ends, or nothing.";
        Err(Problem::new("writer.csv.null", problem, remedy))
    }

    /// Adds a field's text.
    fn push(&self, field: &[u8], text: &mut Vec<u8>) {
        let special = |byte: &u8| matches!(byte, b'"' | b'\r' | b'\n') || self.is_delimiter(*byte);
        if !field.is_empty() && field != self.null.as_bytes() && !field.iter().any(special) {
            return text.extend_from_slice(field);
        }
        text.push(b'"');
        for part in field.split_inclusive(|&byte| byte == b'"') {
            text.extend_from_slice(part);
            if part.ends_with(b"\"") {
                text.push(b'"');
            }
        }
        text.push(b'"');
    }

    fn is_delimiter(&self, byte: u8) -> bool {
        char::from(byte) == self.delimiter
    }

    /// Adds what ends a field: the last of a line, or another.
    fn end_field(&self, is_last: bool, text: &mut Vec<u8>) {
        text.push(if is_last { b'\n' } else { self.delimiter as u8 });
    }

    /// The first line.
    fn header(&self, schema: &SchemaRef) -> Vec<u8> {
        let mut line = Vec::new();
        let columns = schema.fields().len();
        for (place, field) in (1..).zip(schema.fields()).take_while(|_| self.header) {
            self.push(field.name().as_bytes(), &mut line);
            self.end_field(place == columns, &mut line);
        }
        line
    }
}

/// Comma-separated values.
pub(super) struct Csv;

impl FileFormat for Csv {
    fn options(&self) -> &'static [&'static str] {
        &["csv", "gzip"]
    }

    fn problems(&self, options: &WriterOptions) -> Vec<Problem> {
        let csv = options.csv();
        [csv.check_delimiter(), csv.check_null()].into_iter().filter_map(Checked::err).collect()
    }

    fn encoder(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn BlockEncoder>> {
        refuse(schema, "CSV", is_text)?;
        Ok(Box::new(LineEncoder::new(schema, job.writer.csv(), job.writer.gzip)))
    }

    fn assembler(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn FileAssembler>> {
        let header = job.writer.csv().header(schema);
        Ok(Box::new(LineAssembler::new(schema.fields().len(), header, job.writer.gzip)?))
    }
}

/// Whether a column's values have a text: those with values inside have none that other readers
/// know.
fn is_text(field: &FieldRef) -> bool {
    let none = readable_none(field.data_type());
    !field.data_type().is_nested()
        && ArrayFormatter::try_new(&none, &FormatOptions::default()).is_ok()
}

/// The fields of a column.
enum Cells<'a> {
    Texts(&'a StringArray),
    /// Anything else, and which values there are: all when left out.
    Formatted(ArrayFormatter<'a>, Option<NullBuffer>),
}

impl<'a> Cells<'a> {
    fn new(
        column: &'a ArrayRef,
        options: &FormatOptions<'a>,
    ) -> std::result::Result<Self, ArrowError> {
        Ok(match column.data_type() {
            DataType::Utf8 => Self::Texts(column.as_string()),
            // Some types have nulls without saying so in each value.
            _ => Self::Formatted(ArrayFormatter::try_new(column, options)?, column.logical_nulls()),
        })
    }

    /// The text at a row, which may have to be made; nothing for a null.
    fn get<'b>(
        &'b self,
        row: usize,
        made: &'b mut String,
    ) -> std::result::Result<Option<&'b [u8]>, ArrowError> {
        Ok(match self {
            Self::Texts(texts) if texts.is_valid(row) => Some(texts.value(row).as_bytes()),
            Self::Formatted(cells, nulls)
                if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) =>
            {
                made.clear();
                cells.value(row).write(made)?;
                Some(made.as_bytes())
            }
            _ => None,
        })
    }
}

impl Lines for CsvOptions {
    fn push(&self, rows: &RecordBatch, text: &mut Vec<u8>) -> std::result::Result<(), ArrowError> {
        let options = FormatOptions::default();
        let columns = rows.columns().iter().map(|column| Cells::new(column, &options));
        let columns = columns.collect::<std::result::Result<Vec<_>, _>>()?;
        // A line without anything in it is none for readers.
        let is_lone = columns.len() == 1 && self.null.is_empty();
        let mut made = String::new();
        for row in 0..rows.num_rows() {
            for (place, column) in (1..).zip(&columns) {
                match column.get(row, &mut made)? {
                    Some(field) => CsvOptions::push(self, field, text),
                    None if is_lone => text.extend_from_slice(b"\"\""),
                    None => text.extend_from_slice(self.null.as_bytes()),
                }
                self.end_field(place == columns.len(), text);
            }
        }
        Ok(())
    }
}
