//! Makes values of the records of a block.

use std::ops::Range;

use ::csv::ByteRecord;
use arrow::array::{BinaryBuilder, RecordBatch, StringArray};
use arrow::datatypes::{DataType, SchemaRef};

use super::scan::Scanner;
use super::{Csv, Dialect, Records};
use crate::error::Result;
use crate::source::beginning::{SAVE_AS_UTF8, not_utf8};
use crate::source::cutter::Scan;
use crate::source::reject::{Fault, settle, without_skipped};
use crate::source::typed::{bad, failed, typed};
use crate::source::{BlockDecoder, Decoded, OnError, RawBlock};

/// Makes values of blocks.
pub(super) struct Decoder {
    schema: SchemaRef,
    dialect: Dialect,
    null_words: Vec<String>,
    on_error: OnError,
}

impl Decoder {
    pub(super) fn new(schema: SchemaRef, csv: &Csv) -> Self {
        let null_words = csv.null_words.clone();
        Self { schema, dialect: csv.dialect(), null_words, on_error: csv.on_error }
    }
}

impl BlockDecoder for Decoder {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn decode(&self, block: &RawBlock) -> Result<Decoded> {
        let mut rows = Rows::new(self);
        let is_utf8 = std::str::from_utf8(&block.bytes).is_ok();
        let mut records = self.dialect.records(&block.bytes);
        let mut record = ByteRecord::new();
        let mut number = 0;
        while records.read(&mut record)? && !rows.is_failed() {
            rows.take(number, &record, is_utf8)?;
            number += 1;
        }
        rows.flush()?;
        let ranges = Ranges { records: self.dialect.records(&block.bytes), bytes: &block.bytes };
        let rejects = settle(rows.faults, self.on_error, block, ranges)?;
        Ok(Decoded { batches: rows.batches, rejects })
    }
}

/// The bytes of every record.
struct Ranges<'a> {
    records: Records<'a>,
    bytes: &'a [u8],
}

impl Iterator for Ranges<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let before = self.records.place();
        self.records.read(&mut ByteRecord::new()).ok().filter(|is_read| *is_read)?;
        let start = before + Scanner::blank(&self.bytes[before..]);
        Some(start..self.records.place().max(start))
    }
}

/// Rows of a batch, and bytes of a column in it, at most.
const MAX_BATCH_ROWS: usize = 1 << 13;
const MAX_BATCH_BYTES: usize = 16 << 20;

/// Rows on their way to become batches.
struct Rows<'a> {
    decoder: &'a Decoder,
    columns: Vec<BinaryBuilder>,
    /// Which records of the block they are.
    records: Vec<u64>,
    /// Bytes of all columns.
    bytes: usize,
    batches: Vec<RecordBatch>,
    faults: Vec<Fault>,
}

impl<'a> Rows<'a> {
    fn new(decoder: &'a Decoder) -> Self {
        let columns = decoder.schema.fields().iter().map(|_| BinaryBuilder::with_capacity(0, 0));
        Self {
            decoder,
            columns: columns.collect(),
            records: Vec::new(),
            bytes: 0,
            batches: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Whether the run has failed, so that more need not be looked at.
    fn is_failed(&self) -> bool {
        self.decoder.on_error == OnError::Fail && !self.faults.is_empty()
    }

    fn take(&mut self, number: u64, record: &ByteRecord, is_utf8: bool) -> Result<()> {
        if let Some(fault) = self.fault(number, record, is_utf8) {
            self.faults.push(fault);
            return Ok(());
        }
        let fields = self.decoder.schema.fields().iter().zip(&mut self.columns);
        for ((field, column), value) in fields.zip(record) {
            let is_text = *field.data_type() == DataType::Utf8;
            let is_null_word =
                || self.decoder.null_words.iter().any(|word| word.as_bytes() == value);
            if (value.is_empty() && !is_text) || is_null_word() {
                column.append_null();
            } else {
                column.append_value(value);
            }
        }
        self.records.push(number);
        self.bytes += record.as_slice().len();
        if self.records.len() >= MAX_BATCH_ROWS || self.bytes >= MAX_BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// What is wrong with a whole record.
    fn fault(&self, number: u64, record: &ByteRecord, is_utf8: bool) -> Option<Fault> {
        let (found, expected) = (record.len(), self.columns.len());
        if found != expected {
            let problem = format!(
                "there {}, but {expected} {}",
                counted(found, "is", "are", "field"),
                if expected == 1 { "column" } else { "columns" }
            );
            return Some(Fault::of_record(number, problem, RAGGED));
        }
        let problem = if is_utf8 { None } else { not_utf8(record.as_slice()) };
        problem.map(|problem| Fault::of_record(number, problem, SAVE_AS_UTF8))
    }

    /// Makes a batch of the rows.
    fn flush(&mut self) -> Result<()> {
        let records = std::mem::take(&mut self.records);
        self.bytes = 0;
        if records.is_empty() {
            return Ok(());
        }
        let mut faults = Vec::new();
        let schema = &self.decoder.schema;
        let mut arrays = Vec::with_capacity(self.columns.len());
        for (field, column) in schema.fields().iter().zip(&mut self.columns) {
            let texts = texts(column)?;
            let array = typed(&texts, field.data_type())?;
            for row in bad(&texts, &array) {
                let problem = format!("is no {}", field.data_type());
                let name = field.name().clone();
                faults.push(Fault::of_value(records[row], name, texts.value(row), problem));
            }
            arrays.push(array);
        }
        let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(failed)?;
        self.batches.push(without_skipped(batch, &records, &faults, self.decoder.on_error)?);
        self.faults.extend(faults);
        Ok(())
    }
}

const RAGGED: &str = "Give each record as many fields as there are columns; put a field that has \
    the delimiter in it into quotes.";

fn counted(count: usize, one: &str, more: &str, what: &str) -> String {
    if count == 1 { format!("{one} 1 {what}") } else { format!("{more} {count} {what}s") }
}

/// A column's texts, which are known to be UTF-8.
fn texts(column: &mut BinaryBuilder) -> Result<StringArray> {
    StringArray::try_from_binary(column.finish()).map_err(failed)
}
