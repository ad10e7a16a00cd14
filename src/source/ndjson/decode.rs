//! Makes values of JSON objects.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::json::ReaderBuilder;

use super::check::{Wrong, check};
use super::lines::lines;
use super::nested::{Bad, mapped, values};
use super::problems;
use crate::error::{Error, Result};
use crate::source::beginning::{SAVE_AS_UTF8, not_utf8};
use crate::source::reject::{Fault, settle, without_skipped};
use crate::source::typed::failed;
use crate::source::{BlockDecoder, ColumnType, Decoded, OnError, RawBlock};

/// Makes values of blocks whose records are JSON objects, each on a line of its own. Where there
/// are pages in [`crate::source::About::places`], it tells places by them.
pub struct Decoder {
    schema: SchemaRef,
    /// All columns as one type.
    columns: DataType,
    /// The columns with texts in them instead of values: those become values as in any other file.
    /// Arrow's own reader would cut `1.5` to a whole number.
    texts: SchemaRef,
    on_error: OnError,
}

impl Decoder {
    /// A decoder for columns, which are at `field` in the job.
    ///
    /// # Errors
    /// [`Error::Setting`] when there are none, or values of JSON cannot become their types.
    pub fn new(columns: &[ColumnType], field: &str, on_error: OnError) -> Result<Self> {
        Error::of(problems(columns, field))?;
        let given = ColumnType::opened(columns, field)?;
        let schema = with_types(&given, DataType::clone);
        let texts = with_types(&given, |_| DataType::Utf8);
        Ok(Self { columns: DataType::Struct(schema.fields().clone()), schema, texts, on_error })
    }
}

fn with_types(schema: &Schema, leaf: fn(&DataType) -> DataType) -> SchemaRef {
    let field =
        |field: &Arc<Field>| Field::new(field.name(), mapped(field.data_type(), leaf), true);
    Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()).into()
}

impl BlockDecoder for Decoder {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn decode(&self, block: &RawBlock) -> Result<Decoded> {
        let mut rows = Rows::new(self)?;
        for (number, line) in (0..).zip(lines(&block.bytes)) {
            rows.take(number, block.bytes[line].trim_ascii_end())?;
            if self.on_error == OnError::Fail && !rows.faults.is_empty() {
                break;
            }
        }
        rows.flush()?;
        let rejects = settle(rows.faults, self.on_error, block, lines(&block.bytes))?;
        Ok(Decoded { batches: rows.batches, rejects })
    }
}

/// Fields in a batch, and bytes of them, at most.
const MAX_BATCH_FIELDS: usize = 1 << 17;
const MAX_BATCH_BYTES: usize = 16 << 20;

/// Rows on their way to become batches.
struct Rows<'a> {
    decoder: &'a Decoder,
    reader: arrow::json::reader::Decoder,
    /// Rows of a batch.
    most: usize,
    /// Which records of the block they are.
    records: Vec<u64>,
    /// Bytes of them.
    bytes: usize,
    batches: Vec<RecordBatch>,
    faults: Vec<Fault>,
}

impl<'a> Rows<'a> {
    fn new(decoder: &'a Decoder) -> Result<Self> {
        let fields = decoder.texts.flattened_fields().len();
        let most = (MAX_BATCH_FIELDS / fields.max(1)).clamp(1, 1 << 13);
        let reader = ReaderBuilder::new(decoder.texts.clone())
            .with_batch_size(most)
            .with_coerce_primitive(true)
            // What is of another kind was told of before.
            .with_ignore_type_conflicts(true);
        let reader = reader.build_decoder().map_err(failed)?;
        let (records, batches, faults) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { decoder, reader, most, records, bytes: 0, batches, faults })
    }

    fn take(&mut self, number: u64, line: &[u8]) -> Result<()> {
        let faults = self.check(number, line);
        let is_left_out = faults.iter().any(|fault| fault.column.is_none());
        let is_kept = !is_left_out && self.decoder.on_error == OnError::Null;
        let is_taken = faults.is_empty() || is_kept;
        self.faults.extend(faults);
        if !is_taken {
            return Ok(());
        }
        self.reader.decode(line).map_err(failed)?;
        self.records.push(number);
        self.bytes += line.len();
        if self.records.len() >= self.most || self.bytes >= MAX_BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn check(&self, number: u64, line: &[u8]) -> Vec<Fault> {
        let Ok(text) = std::str::from_utf8(line) else {
            let problem = not_utf8(line).unwrap_or_default();
            return vec![Fault::of_record(number, problem, SAVE_AS_UTF8)];
        };
        let fault = |wrong| match wrong {
            Wrong::Record(problem) => Fault::of_record(number, problem, ONE_A_LINE),
            Wrong::Kind(path, problem) => Fault::of_column(number, path, problem),
            Wrong::Unknown(path) => {
                Fault::of_column(number, path, "there is no such column".into())
            }
        };
        check(text, &self.decoder.columns).into_iter().map(fault).collect()
    }

    /// Makes a batch of the rows.
    fn flush(&mut self) -> Result<()> {
        let records = std::mem::take(&mut self.records);
        self.bytes = 0;
        let Some(texts) = self.reader.flush().map_err(failed)? else { return Ok(()) };
        let mut found = Vec::new();
        let fields = self.decoder.schema.fields().iter();
        let columns = fields
            .zip(texts.columns())
            .map(|(field, texts)| values(texts, field, field.name(), &mut found))
            .collect::<Result<Vec<ArrayRef>>>()?;
        let batch = RecordBatch::try_new(self.decoder.schema.clone(), columns).map_err(failed)?;
        let fault = |bad: Bad| {
            let problem = format!("is no {}", bad.data_type);
            Fault::of_value(records[bad.row], bad.path, &bad.text, problem)
        };
        let faults: Vec<_> = found.into_iter().map(fault).collect();
        let batch = without_skipped(batch, &records, &faults, self.decoder.on_error)?;
        self.batches.push(batch);
        self.faults.extend(faults);
        Ok(())
    }
}

const ONE_A_LINE: &str =
    "Write each record as a JSON object on a line of its own, as `jq -c '.[]'` does of a list.";
