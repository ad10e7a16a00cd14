//! Rows on their way from a source to a writer: columns of values, laid out as Parquet stores them.

mod bytes;
mod flat;
mod nulls;

pub use bytes::{ByteValues, Repeat, Text};
pub(crate) use nulls::paths;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, FixedSizeBinaryArray, Float32Array, Float64Array,
    Int32Array, Int64Array, RecordBatch, RecordBatchOptions, UInt32Array,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};
use arrow::compute::{cast, take};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;

use crate::error::{Error, Result};

/// Some rows of a table.
#[derive(Clone, Debug)]
pub struct Batch {
    schema: SchemaRef,
    rows: usize,
    columns: Vec<ColumnData>,
}

/// Some rows of one column.
#[derive(Clone, Debug)]
pub struct ColumnData {
    /// The values of the rows that have one, in the order of the rows.
    pub values: Values,
    /// Which rows have a value; all when left out. [`Values::Array`] has its own nulls instead.
    pub validity: Option<NullBuffer>,
}

/// Values of one column, none of them null, in Parquet's physical types.
#[derive(Clone, Debug)]
pub enum Values {
    /// BOOLEAN.
    Boolean(Vec<bool>),
    /// INT32: also dates and small decimals, and the bits of unsigned numbers.
    Int32(Vec<i32>),
    /// INT64: also times and decimals of up to 18 digits, and the bits of unsigned numbers.
    Int64(Vec<i64>),
    /// FLOAT.
    Float(Vec<f32>),
    /// DOUBLE.
    Double(Vec<f64>),
    /// `BYTE_ARRAY`: text and binary.
    Bytes(ByteValues),
    /// `FIXED_LEN_BYTE_ARRAY`, one value after another.
    Fixed {
        /// Bytes of each value.
        width: usize,
        /// All values.
        bytes: Vec<u8>,
    },
    /// `BYTE_ARRAY` values of a known list, by their places in it.
    Picks {
        /// The list.
        choices: Arc<ByteValues>,
        /// A place in the list for each value.
        keys: Vec<u32>,
    },
    /// Anything else, such as lists and structs: an Arrow array with its nulls.
    Array(ArrayRef),
}

impl Values {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Boolean(values) => values.len(),
            Self::Int32(values) => values.len(),
            Self::Int64(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Bytes(values) => values.len(),
            Self::Fixed { width, bytes } => bytes.len() / width,
            Self::Picks { keys, .. } => keys.len(),
            Self::Array(array) => array.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values as an Arrow array of a type.
    pub(crate) fn to_array(
        &self,
        data_type: &DataType,
    ) -> std::result::Result<ArrayRef, ArrowError> {
        let physical: ArrayRef = match self {
            Self::Boolean(values) => Arc::new(BooleanArray::from(values.clone())),
            Self::Int32(values) => Arc::new(Int32Array::from(values.clone())),
            Self::Int64(values) => Arc::new(Int64Array::from(values.clone())),
            Self::Float(values) => Arc::new(Float32Array::from(values.clone())),
            Self::Double(values) => Arc::new(Float64Array::from(values.clone())),
            Self::Bytes(values) => Arc::new(binary(values)?),
            Self::Fixed { width, bytes } => {
                let width = i32::try_from(*width).unwrap_or(i32::MAX);
                Arc::new(FixedSizeBinaryArray::try_new(width, Buffer::from(&bytes[..]), None)?)
            }
            Self::Picks { choices, keys } => {
                take(&binary(choices)?, &UInt32Array::from(keys.clone()), None)?
            }
            Self::Array(array) => array.clone(),
        };
        logical(&physical, data_type)
    }
}

fn binary(values: &ByteValues) -> std::result::Result<BinaryArray, ArrowError> {
    let offsets = OffsetBuffer::from_lengths(values.iter().map(<[u8]>::len));
    BinaryArray::try_new(offsets, Buffer::from(values.bytes()), None)
}

/// An array of a physical type as one of the type that its column has.
fn logical(array: &ArrayRef, data_type: &DataType) -> std::result::Result<ArrayRef, ArrowError> {
    match (array.data_type(), data_type) {
        (from, to) if from == to => Ok(array.clone()),
        // Unscaled integers become the decimal's digits, not its whole part.
        (DataType::Int64 | DataType::Int32, DataType::Decimal128(..)) => {
            let digits = cast(array, &DataType::Decimal128(38, 0))?;
            let data = digits.to_data().into_builder().data_type(data_type.clone()).build()?;
            Ok(arrow::array::make_array(data))
        }
        (DataType::Int32, DataType::Date32 | DataType::Time32(_) | DataType::UInt32)
        | (DataType::Int64, DataType::UInt64) => {
            let data = array.to_data().into_builder().data_type(data_type.clone()).build()?;
            Ok(arrow::array::make_array(data))
        }
        _ => cast(array, data_type),
    }
}

impl ColumnData {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.validity.as_ref().map_or_else(|| self.values.len(), NullBuffer::len)
    }

    /// How many rows have no value, and how many values inside others are missing.
    #[must_use]
    pub fn nulls(&self) -> Vec<usize> {
        let mut nulls = match &self.values {
            Values::Array(array) => nulls::of(array),
            _ => vec![0],
        };
        nulls[0] += self.validity.as_ref().map_or(0, NullBuffer::null_count);
        nulls
    }

    /// The column as an Arrow array.
    ///
    /// # Errors
    /// [`Error::Generate`] when the values are not of the type.
    pub fn to_array(&self, data_type: &DataType) -> Result<ArrayRef> {
        let failed = |error: ArrowError| Error::Generate(error.to_string());
        let dense = self.values.to_array(data_type).map_err(failed)?;
        match &self.validity {
            None => Ok(dense),
            Some(validity) => take(&dense, &places(validity), None).map_err(failed),
        }
    }

    /// Bytes of the column as an Arrow array of a type, without spare capacity.
    pub(crate) fn arrow_bytes(&self, data_type: &DataType) -> usize {
        let rows = self.rows();
        let validity = self.validity.as_ref().map_or(0, |_| rows.div_ceil(8));
        let text = |bytes: usize| bytes + size_of::<i32>() * (rows + 1);
        let width = data_type.primitive_width().unwrap_or_default();
        validity
            + match &self.values {
                Values::Boolean(_) => rows.div_ceil(8),
                Values::Int32(_) | Values::Float(_) | Values::Int64(_) | Values::Double(_) => {
                    width * rows
                }
                Values::Bytes(values) => text(values.bytes().len()),
                Values::Fixed { width, .. } => width * rows,
                Values::Picks { choices, keys } => {
                    text(keys.iter().map(|&key| choices.get(key as usize).len()).sum())
                }
                Values::Array(array) => array.to_data().get_slice_memory_size().unwrap_or(0),
            }
    }
}

/// For each row the place of its value among those that are not null.
fn places(validity: &NullBuffer) -> UInt32Array {
    let mut next = 0;
    let place = |valid: bool| {
        valid.then(|| {
            next += 1;
            next - 1
        })
    };
    validity.iter().map(place).collect()
}

impl Batch {
    /// Rows from columns of equal length.
    ///
    /// # Errors
    /// [`Error::Generate`] when the columns do not fit the schema or each other.
    pub fn new(schema: SchemaRef, rows: usize, columns: Vec<ColumnData>) -> Result<Self> {
        let fit = schema.fields().len() == columns.len()
            && columns.iter().all(|column| column.rows() == rows);
        if fit {
            return Ok(Self { schema, rows, columns });
        }
        let found: Vec<_> = columns.iter().map(ColumnData::rows).collect();
        Err(Error::Generate(format!(
            "{} columns of {rows} rows are wanted, columns of {found:?} rows are given",
            schema.fields().len()
        )))
    }

    /// The columns' names and types.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, in the order of the schema.
    #[must_use]
    pub fn columns(&self) -> &[ColumnData] {
        &self.columns
    }

    /// Bytes of the same rows as Arrow arrays.
    #[must_use]
    pub fn arrow_bytes(&self) -> u64 {
        let fields = self.schema.fields().iter().zip(&self.columns);
        fields.map(|(field, column)| column.arrow_bytes(field.data_type())).sum::<usize>() as u64
    }

    /// How many rows of each column have no value, and after it, how many values inside others
    /// are missing.
    #[must_use]
    pub fn nulls(&self) -> Vec<usize> {
        self.columns.iter().flat_map(ColumnData::nulls).collect()
    }

    /// The rows as Arrow arrays.
    ///
    /// # Errors
    /// [`Error::Generate`] when values are not of their column's type.
    pub fn to_record_batch(&self) -> Result<RecordBatch> {
        let arrays = self
            .schema
            .fields()
            .iter()
            .zip(&self.columns)
            .map(|(field, column)| column.to_array(field.data_type()))
            .collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options)
            .map_err(|error| Error::Generate(error.to_string()))
    }
}

impl From<&RecordBatch> for Batch {
    fn from(batch: &RecordBatch) -> Self {
        Self {
            schema: batch.schema(),
            rows: batch.num_rows(),
            columns: batch.columns().iter().map(ColumnData::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::AsArray;
    use arrow::datatypes::{Decimal128Type, Field, Schema, TimeUnit, UInt32Type, UInt64Type};

    fn column(values: Values) -> ColumnData {
        ColumnData { values, validity: None }
    }

    #[test]
    fn becomes_arrow_arrays_of_the_column_types() {
        let choices: Arc<ByteValues> = Arc::new(["x", "y"].into_iter().collect());
        let types = [
            DataType::Utf8,
            DataType::Date32,
            DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
            DataType::Decimal128(12, 2),
            DataType::Utf8,
            DataType::UInt32,
            DataType::UInt64,
        ];
        let columns = vec![
            ColumnData {
                values: Values::Bytes(["a", "b"].into_iter().collect()),
                validity: Some(NullBuffer::from(vec![true, false, true])),
            },
            column(Values::Int32(vec![0, 1, 2])),
            column(Values::Int64(vec![0, 1, 2])),
            column(Values::Int64(vec![150, -1, 0])),
            column(Values::Picks { choices, keys: vec![1, 0, 1] }),
            column(Values::Int32(vec![-1, 0, i32::MIN])),
            column(Values::Int64(vec![-1, 0, i64::MIN])),
        ];
        let fields: Vec<_> =
            types.into_iter().map(|data_type| Field::new("c", data_type, true)).collect();
        let batch = Batch::new(Arc::new(Schema::new(fields)), 3, columns).unwrap();
        let arrays = batch.to_record_batch().unwrap();
        let text: Vec<_> = arrays.column(0).as_string::<i32>().iter().collect();
        assert_eq!(text, [Some("a"), None, Some("b")]);
        let amounts = arrays.column(3).as_primitive::<Decimal128Type>();
        assert_eq!(amounts.value_as_string(0), "1.50");
        let picks: Vec<_> = arrays.column(4).as_string::<i32>().iter().flatten().collect();
        assert_eq!(picks, ["y", "x", "y"]);
        let small = arrays.column(5).as_primitive::<UInt32Type>();
        assert_eq!(small.values(), &[u32::MAX, 0, 1 << 31]);
        let large = arrays.column(6).as_primitive::<UInt64Type>();
        assert_eq!(large.values(), &[u64::MAX, 0, 1 << 63]);
        let expected: usize =
            arrays.columns().iter().map(|a| a.to_data().get_slice_memory_size().unwrap()).sum();
        assert_eq!(batch.arrow_bytes(), expected as u64);
    }
}
