//! Arrow schemas: of IPC streams and files, and of Parquet files.

use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::ipc::convert::try_schema_from_ipc_buffer;

use super::facts::Facts;
use super::proposal::{Table, proposal};
use super::{Format, Proposal, Sample};
use crate::error::{Error, Result};

/// What an IPC file begins with, before zeros and what is a stream.
const FILE: &[u8] = b"ARROW1\0\0";

/// A recipe for an Arrow schema; its rows are not read.
pub(super) fn propose(sample: &Sample) -> Result<Proposal> {
    let mut stream = sample.bytes;
    if stream.starts_with(FILE) {
        stream = &stream[FILE.len()..];
        while let Some(rest) = stream.strip_prefix(&[0; 8]) {
            stream = rest;
        }
    }
    let at = sample.bytes.len() - stream.len() + 1;
    let schema = try_schema_from_ipc_buffer(stream).map_err(|error| {
        let cause = match error {
            ArrowError::ParseError(cause) => cause,
            other => other.to_string(),
        };
        let remedy = "Give a file or stream in the Arrow IPC format.";
        Error::sample(format!("byte {at}"), format!("no Arrow schema begins here: {cause}"), remedy)
    })?;
    let columns = columns(&schema, &mut |_| ());
    proposal(Format::Arrow, vec![Table::only(columns)], Vec::new())
}

/// The facts of a schema's columns; `leaf` adds to those that have no columns inside, in the order
/// in which Parquet has them.
pub(super) fn columns(schema: &Schema, leaf: &mut dyn FnMut(&mut Facts)) -> Vec<Facts> {
    schema.fields().iter().map(|field| facts(field, leaf)).collect()
}

fn facts(field: &Field, leaf: &mut dyn FnMut(&mut Facts)) -> Facts {
    let data_type = plain(field.data_type());
    let mut facts = Facts::new(field.name(), data_type.clone(), described(&data_type));
    let inside: Vec<&Field> = match &data_type {
        DataType::Struct(fields) => fields.iter().map(AsRef::as_ref).collect(),
        DataType::List(element) => vec![element],
        DataType::FixedSizeList(element, length) => {
            let length = u32::try_from(*length).unwrap_or_default();
            facts.lengths = Some((length, length));
            vec![element]
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => fields.iter().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    if inside.is_empty() && !data_type.is_nested() {
        leaf(&mut facts);
    }
    facts.inner = inside.into_iter().map(|field| self::facts(field, leaf)).collect();
    facts
}

/// A type without what is only another way to hold the same values in memory.
fn plain(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => plain(values),
        DataType::RunEndEncoded(_, values) => plain(values.data_type()),
        DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::LargeBinary | DataType::BinaryView => DataType::Binary,
        DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element) => DataType::List(element.clone()),
        other => other.clone(),
    }
}

/// A type for people: those inside are told at their own columns.
fn described(data_type: &DataType) -> String {
    match data_type {
        DataType::Struct(fields) => format!("Struct of {}", fields.len()),
        DataType::List(_) => "List".into(),
        DataType::FixedSizeList(_, length) => format!("FixedSizeList of {length}"),
        DataType::Map(..) => "Map".into(),
        other => other.to_string(),
    }
}
