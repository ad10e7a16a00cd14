//! The columns and first rows of a CSV file.

use std::collections::HashSet;

use ::csv::ByteRecord;
use arrow::array::{RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::decode::Decoder;
use super::infer::{NULL_WORDS, infer};
use super::{COLUMNS, Csv};
use crate::error::{Error, Result};
use crate::job::{BlockSize, SourceSpec};
use crate::limits::MAX_COLUMNS;
use crate::propose::csv::layout::Layout;
use crate::source::beginning::{Beginning, SAVE_AS_UTF8, not_utf8};
use crate::source::typed::failed;
use crate::source::{BlockDecoder, ColumnType, OnError, Opened, Opening, RawBlock, Source};

pub(super) fn open(csv: &Csv, opening: &Opening) -> Result<Opened> {
    Error::of(csv.problems())?;
    let beginning = Beginning::of(opening)?;
    let mut notes = Vec::new();
    let mut csv = Csv { header: Some(csv.has_header()), ..csv.clone() };
    csv.quote = Some(char::from(csv.dialect().quote));
    if csv.delimiter.is_none() {
        let layout = Layout::of(beginning.text());
        csv.delimiter = Some(char::from(layout.delimiter));
        notes.push(format!("Fields are separated by {}.", layout.name()));
    }
    let first = first_record(&csv, &beginning)?;
    let block = first_block(&csv, &beginning)?;
    if csv.columns.is_empty() {
        csv.columns = columns(&csv, &first, &block, &mut notes)?;
    } else if csv.columns.len() != first.len() {
        let problem = format!("there are {}, but the file has {}", csv.columns.len(), first.len());
        return Err(Error::setting(COLUMNS, problem, "Leave them out to have them told anew."));
    }
    let sample = sample(&csv, &block)?;
    let sample_bytes = block.bytes.len() as u64;
    let total_bytes = if beginning.is_cut { beginning.total } else { Some(sample_bytes) };
    Ok(Opened { spec: SourceSpec::Csv(csv), sample, sample_bytes, total_bytes, notes })
}

/// The first record, which has the columns' names or is a row.
fn first_record(csv: &Csv, beginning: &Beginning) -> Result<ByteRecord> {
    let (mut record, text) = (ByteRecord::new(), beginning.text());
    let mut records = csv.dialect().records(text);
    if !records.read(&mut record)? {
        let problem = "there is no record";
        return Err(Error::source("line 1", problem, "Give a file with rows in it."));
    }
    if beginning.is_cut && records.place() >= text.len() {
        let problem = format!("the first record does not end within {} bytes", text.len());
        let remedy = "Check that the file is CSV, and that its first quote is closed.";
        return Err(Error::source("line 1", problem, remedy));
    }
    if record.len() > MAX_COLUMNS {
        let problem = format!("there are {} columns, more than {MAX_COLUMNS}", record.len());
        return Err(Error::source("line 1", problem, "Leave out those that do not matter."));
    }
    match not_utf8(record.as_slice()) {
        Some(problem) => Err(Error::source("line 1", problem, SAVE_AS_UTF8)),
        None => Ok(record),
    }
}

/// The records of the beginning; without the last, where that may be cut in two.
fn first_block(csv: &Csv, beginning: &Beginning) -> Result<RawBlock> {
    let mut cutter = csv.cutter(BlockSize::SourceBytes(u64::MAX));
    cutter.push(beginning.text())?;
    if !beginning.is_cut {
        cutter.end()?;
    }
    Ok(cutter.pop().unwrap_or_default())
}

/// The first rows.
fn sample(csv: &Csv, block: &RawBlock) -> Result<RecordBatch> {
    let decoder = csv.decoder()?;
    let decoded = decoder.decode(block)?;
    joined(decoder.schema(), &decoded.batches)
}

fn joined(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<RecordBatch> {
    concat_batches(schema, batches).map_err(failed)
}

/// The columns' names and types.
fn columns(
    csv: &Csv,
    first: &ByteRecord,
    block: &RawBlock,
    notes: &mut Vec<String>,
) -> Result<Vec<ColumnType>> {
    let names = names(csv, first, notes);
    let field = |name: &String| Field::new(name, DataType::Utf8, true);
    let schema: SchemaRef = Schema::new(names.iter().map(field).collect::<Vec<_>>()).into();
    let lenient = Csv { on_error: OnError::Null, ..csv.clone() };
    let texts = Decoder::new(schema.clone(), &lenient).decode(block)?.batches;
    let texts = joined(&schema, &texts)?;
    let column = |(name, texts): (String, _)| {
        let data_type = column_type(&name, &StringArray::from(texts), notes)?;
        Ok(ColumnType { name, data_type: data_type.to_string() })
    };
    let texts = texts.columns().iter().map(arrow::array::Array::to_data);
    names.into_iter().zip(texts).map(column).collect()
}

/// Whether a text is a whole number that no `Int64` holds.
fn is_large(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['+', '-']);
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && text.trim().parse::<i64>().is_err()
        && !digits.is_empty()
}

/// A column's type, with a note where it is text for a few words or for nothing.
fn column_type(name: &str, texts: &StringArray, notes: &mut Vec<String>) -> Result<DataType> {
    let data_type = infer(texts)?;
    if data_type == DataType::Float64 && texts.iter().flatten().any(is_large) {
        notes.push(format!(
            "{name} has whole numbers beyond 64 bits, which lose digits as Float64: choose Utf8 or \
             Decimal128(38, 0) to keep them."
        ));
    }
    if data_type != DataType::Utf8 {
        return Ok(data_type);
    }
    let word = |text: &str| NULL_WORDS.into_iter().find(|word| *word == text);
    let words: HashSet<_> = texts.iter().flatten().filter_map(word).collect();
    let others = texts.iter().map(|text| text.filter(|text| word(text).is_none())).collect();
    let without = infer(&others)?;
    if texts.iter().flatten().all(str::is_empty) {
        notes.push(format!("{name} has no value in the first rows: it is taken for text."));
    } else if without != DataType::Utf8 {
        let words: Vec<_> = NULL_WORDS.iter().filter(|word| words.contains(*word)).collect();
        notes.push(format!(
            "{name} is text for {words:?} alone, else it would be {without}: enter them as null \
             words if they stand for no value."
        ));
    }
    Ok(data_type)
}

/// The columns' names: each has one of its own.
fn names(csv: &Csv, first: &ByteRecord, notes: &mut Vec<String>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::new();
    for (place, field) in first.iter().enumerate() {
        let given = if csv.has_header() { String::from_utf8_lossy(field) } else { "".into() };
        let numbered = || format!("column_{}", place + 1);
        let base = if given.is_empty() { numbered() } else { given.to_string() };
        let mut name = base.clone();
        let mut number = place + 1;
        while !taken.insert(name.clone()) {
            name = format!("{base}_{number}");
            number += 1;
        }
        if csv.has_header() && name != given {
            notes.push(format!(
                "Column {} is named {given:?} in the file: it is {name} here.",
                place + 1
            ));
        }
        names.push(name);
    }
    names
}
