//! Values as people write them, for the preview and for texts made of other columns.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, RecordBatch, RecordBatchOptions, make_array, new_empty_array,
};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::batch::{ByteValues, Values};
use crate::error::{Error, Result};
use crate::generate::words::push_number;

/// An array whose zones are offsets: the formatter knows no zone by its name. Every zone here is
/// UTC.
pub(crate) fn readable(array: &ArrayRef) -> Result<ArrayRef> {
    if with_offset(array.data_type()) == *array.data_type() {
        return Ok(array.clone());
    }
    Ok(make_array(with_offsets(array.to_data()).map_err(failed)?))
}

/// A readable array without values.
pub(crate) fn readable_none(data_type: &DataType) -> ArrayRef {
    new_empty_array(&with_offset(data_type))
}

/// Rows whose columns are [`readable`].
pub(crate) fn readable_rows(rows: &RecordBatch) -> Result<RecordBatch> {
    let columns = rows.columns().iter().map(readable).collect::<Result<Vec<_>>>()?;
    let fields = rows.schema_ref().fields().iter().zip(&columns);
    let fields = fields
        .map(|(field, column)| field.as_ref().clone().with_data_type(column.data_type().clone()));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    RecordBatch::try_new_with_options(schema, columns, &options).map_err(failed)
}

fn with_offsets(data: ArrayData) -> std::result::Result<ArrayData, ArrowError> {
    let children = data
        .child_data()
        .iter()
        .cloned()
        .map(with_offsets)
        .collect::<std::result::Result<_, _>>()?;
    let data_type = with_offset(data.data_type());
    data.into_builder().data_type(data_type).child_data(children).build()
}

fn with_offset(data_type: &DataType) -> DataType {
    let inside = |field: &Arc<Field>| {
        let data_type = with_offset(field.data_type());
        Arc::new(field.as_ref().clone().with_data_type(data_type))
    };
    match data_type {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some("+00:00".into())),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect()),
        DataType::List(element) => DataType::List(inside(element)),
        DataType::Map(entry, sorted) => DataType::Map(inside(entry), *sorted),
        other => other.clone(),
    }
}

/// The texts of some values.
pub(crate) enum Texts {
    /// One after another.
    Each(ByteValues),
    /// Picks from a list.
    Picks(Arc<ByteValues>, Vec<u32>),
}

impl Texts {
    /// The texts of values of a type. Texts and whole numbers are written without the formatter,
    /// which is much slower.
    ///
    /// # Errors
    /// [`Error::Generate`] when values are not of the type or are more than a batch can hold.
    pub(crate) fn of(values: Values, data_type: &DataType) -> Result<Self> {
        Ok(match (values, data_type) {
            (Values::Bytes(texts), DataType::Utf8) => Self::Each(texts),
            (Values::Picks { choices, keys }, DataType::Utf8) => Self::Picks(choices, keys),
            (Values::Int32(numbers), DataType::Int32) => {
                Self::numbers(numbers.into_iter().map(i64::from))?
            }
            (Values::Int64(numbers), DataType::Int64) => Self::numbers(numbers.into_iter())?,
            // The formatter would make a String of each. Every zone here is UTC.
            (values, DataType::Timestamp(unit, Some(_))) => {
                let local = DataType::Timestamp(*unit, None);
                Self::formatted(&values.to_array(&local).map_err(failed)?, "Z")?
            }
            (values, _) => Self::formatted(&values.to_array(data_type).map_err(failed)?, "")?,
        })
    }

    fn numbers(numbers: impl ExactSizeIterator<Item = i64>) -> Result<Self> {
        let mut texts = ByteValues::with_capacity(numbers.len(), 8);
        for number in numbers {
            texts.push_with(|text| {
                if number < 0 {
                    text.push(b'-');
                }
                push_number(text, number.unsigned_abs());
            });
        }
        Ok(Self::Each(texts.checked()?))
    }

    /// Values as the formatter writes them, and `after` each of them.
    fn formatted(array: &ArrayRef, after: &str) -> Result<Self> {
        let (array, options) = (readable(array)?, FormatOptions::default());
        let formatter = ArrayFormatter::try_new(&array, &options).map_err(failed)?;
        let mut texts = ByteValues::with_capacity(array.len(), 20);
        let mut text = String::new();
        for index in 0..array.len() {
            text.clear();
            formatter.value(index).write(&mut text).map_err(failed)?;
            text.push_str(after);
            texts.push(text.as_bytes());
        }
        Ok(Self::Each(texts.checked()?))
    }

    /// One text.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> &[u8] {
        match self {
            Self::Each(texts) => texts.get(index),
            Self::Picks(choices, keys) => choices.get(keys[index] as usize),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn failed(error: ArrowError) -> Error {
    Error::Generate(error.to_string())
}
