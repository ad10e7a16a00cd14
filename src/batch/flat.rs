//! Arrow arrays as flat values, so that rows that are read are encoded as those that are generated.

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, GenericByteArray};
use arrow::datatypes::{
    ArrowNativeType, ByteArrayType, DataType, Date32Type, Decimal128Type, DurationMicrosecondType,
    DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType,
    Time64MicrosecondType, Time64NanosecondType, TimeUnit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};

use super::{ByteValues, ColumnData, Values};

/// Most digits of a decimal that Parquet stores as INT32, and as INT64 (`LogicalTypes.md`).
const INT32_DIGITS: u8 = 9;
const INT64_DIGITS: u8 = 18;

impl From<&ArrayRef> for ColumnData {
    /// Flat values where the type has some; else the array as it is.
    fn from(array: &ArrayRef) -> Self {
        match values(array) {
            Some(values) => {
                let validity = array.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
                Self { values, validity }
            }
            None => Self { values: Values::Array(array.clone()), validity: None },
        }
    }
}

/// The values that are not null, in the physical type that Parquet has for them.
fn values(array: &ArrayRef) -> Option<Values> {
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    Some(match array.data_type() {
        DataType::Boolean => Values::Boolean(array.as_boolean().iter().flatten().collect()),
        DataType::Int8 => Values::Int32(widened::<Int8Type>(array)),
        DataType::Int16 => Values::Int32(widened::<Int16Type>(array)),
        DataType::Int32 => Values::Int32(natives::<Int32Type>(array)),
        DataType::UInt8 => Values::Int32(widened::<UInt8Type>(array)),
        DataType::UInt16 => Values::Int32(widened::<UInt16Type>(array)),
        DataType::UInt32 => Values::Int32(bits::<UInt32Type, _>(array, u32::cast_signed)),
        DataType::UInt64 => Values::Int64(bits::<UInt64Type, _>(array, u64::cast_signed)),
        DataType::Date32 => Values::Int32(natives::<Date32Type>(array)),
        DataType::Time32(Second) => Values::Int32(natives::<Time32SecondType>(array)),
        DataType::Time32(Millisecond) => Values::Int32(natives::<Time32MillisecondType>(array)),
        DataType::Int64 => Values::Int64(natives::<Int64Type>(array)),
        DataType::Time64(Microsecond) => Values::Int64(natives::<Time64MicrosecondType>(array)),
        DataType::Time64(Nanosecond) => Values::Int64(natives::<Time64NanosecondType>(array)),
        DataType::Timestamp(unit, _) => Values::Int64(match unit {
            Second => natives::<TimestampSecondType>(array),
            Millisecond => natives::<TimestampMillisecondType>(array),
            Microsecond => natives::<TimestampMicrosecondType>(array),
            Nanosecond => natives::<TimestampNanosecondType>(array),
        }),
        DataType::Duration(unit) => Values::Int64(match unit {
            Second => natives::<DurationSecondType>(array),
            Millisecond => natives::<DurationMillisecondType>(array),
            Microsecond => natives::<DurationMicrosecondType>(array),
            Nanosecond => natives::<DurationNanosecondType>(array),
        }),
        DataType::Float32 => Values::Float(natives::<Float32Type>(array)),
        DataType::Float64 => Values::Double(natives::<Float64Type>(array)),
        DataType::Decimal128(..=INT32_DIGITS, _) => Values::Int32(digits(array)?),
        DataType::Decimal128(..=INT64_DIGITS, _) => Values::Int64(digits(array)?),
        DataType::Utf8 => Values::Bytes(bytes(array.as_string::<i32>())?),
        DataType::LargeUtf8 => Values::Bytes(bytes(array.as_string::<i64>())?),
        DataType::Binary => Values::Bytes(bytes(array.as_binary::<i32>())?),
        DataType::LargeBinary => Values::Bytes(bytes(array.as_binary::<i64>())?),
        DataType::FixedSizeBinary(width @ 1..) => Values::Fixed {
            width: usize::try_from(*width).ok()?,
            bytes: array.as_fixed_size_binary().iter().flatten().collect::<Vec<_>>().concat(),
        },
        _ => return None,
    })
}

fn natives<T: ArrowPrimitiveType>(array: &ArrayRef) -> Vec<T::Native> {
    let array = array.as_primitive::<T>();
    if array.null_count() == 0 { array.values().to_vec() } else { array.iter().flatten().collect() }
}

fn widened<T: ArrowPrimitiveType<Native: Into<i32>>>(array: &ArrayRef) -> Vec<i32> {
    array.as_primitive::<T>().iter().flatten().map(Into::into).collect()
}

/// Unsigned numbers as the signed ones of the same bits.
fn bits<T: ArrowPrimitiveType, S>(array: &ArrayRef, signed: fn(T::Native) -> S) -> Vec<S> {
    array.as_primitive::<T>().iter().flatten().map(signed).collect()
}

/// The digits of decimals; nothing where one has more than its type says, which nobody looks at
/// when an array is made.
fn digits<T: TryFrom<i128>>(array: &ArrayRef) -> Option<Vec<T>> {
    let values = array.as_primitive::<Decimal128Type>().iter().flatten();
    values.map(|value| T::try_from(value).ok()).collect()
}

/// Texts or binary; nothing where they are more bytes than an array of 32-bit offsets holds, which
/// is what they become again.
fn bytes<T: ByteArrayType>(array: &GenericByteArray<T>) -> Option<ByteValues> {
    let offsets = array.value_offsets();
    let [first, last] = [offsets.first()?, offsets.last()?].map(|offset| offset.as_usize());
    i32::try_from(last - first).ok()?;
    let mut values =
        ByteValues::with_capacity(array.len(), (last - first).div_ceil(array.len().max(1)));
    for value in array.iter().flatten() {
        values.push(value.as_ref());
    }
    Some(values)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use std::sync::Arc;

    use arrow::array::{
        BooleanArray, Decimal128Array, FixedSizeBinaryArray, Float64Array, Int64Array,
        LargeStringArray, RecordBatch, StringArray, UInt8Array, UInt16Array, UInt32Array,
        UInt64Array,
    };
    use arrow::compute::cast;
    use proptest::prelude::*;

    use crate::batch::Batch;

    /// The same numbers as every flat type of numbers, and as text, binary and decimals.
    #[allow(clippy::cast_possible_truncation, reason = "other numbers do as well")]
    fn arrays(numbers: &[Option<i32>]) -> Vec<ArrayRef> {
        use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
        let small: Vec<_> = numbers.iter().map(|number| number.map(|n| n % 100)).collect();
        let int32: ArrayRef = Arc::new(arrow::array::Int32Array::from(small.clone()));
        let int64: ArrayRef =
            Arc::new(numbers.iter().map(|n| n.map(i64::from)).collect::<Int64Array>());
        let of = |array: &ArrayRef, data_type| cast(array, &data_type).unwrap();
        let decimal = |precision| -> ArrayRef {
            let digits: Decimal128Array = small.iter().map(|n| n.map(i128::from)).collect();
            Arc::new(digits.with_precision_and_scale(precision, 1).unwrap())
        };
        let text = |n: Option<i32>| n.map(|n| "\u{e9}".repeat(n.unsigned_abs() as usize % 5));
        let unsigned = numbers.iter().map(|n| n.map(i32::cast_unsigned));
        let fixed = numbers.iter().map(|n| n.map(i32::to_le_bytes));
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(small.iter().map(|n| n.map(|n| n > 0)).collect::<BooleanArray>()),
            Arc::new(numbers.iter().map(|n| n.map(f64::from)).collect::<Float64Array>()),
            of(&int32, DataType::Float32),
            Arc::new(numbers.iter().map(|n| text(*n)).collect::<StringArray>()),
            Arc::new(numbers.iter().map(|n| text(*n)).collect::<LargeStringArray>()),
            Arc::new(FixedSizeBinaryArray::try_from_sparse_iter_with_size(fixed, 4).unwrap()),
            decimal(9),
            decimal(18),
            decimal(38),
            of(&int32, DataType::Int8),
            of(&int32, DataType::Int16),
            of(&int32, DataType::Date32),
            of(&int32, DataType::Time32(Second)),
            of(&int32, DataType::Time32(Millisecond)),
            of(&int64, DataType::Time64(Microsecond)),
            of(&int64, DataType::Time64(Nanosecond)),
            Arc::new(unsigned.clone().map(|n| n.map(u64::from)).collect::<UInt64Array>()),
            Arc::new(
                unsigned
                    .clone()
                    .map(|n| n.map(|n| u64::MAX - u64::from(n)))
                    .collect::<UInt64Array>(),
            ),
            Arc::new(unsigned.clone().collect::<UInt32Array>()),
            Arc::new(unsigned.clone().map(|n| n.map(|n| n as u16)).collect::<UInt16Array>()),
            Arc::new(unsigned.map(|n| n.map(|n| n as u8)).collect::<UInt8Array>()),
        ];
        for unit in [Second, Millisecond, Microsecond, Nanosecond] {
            arrays.push(of(&int64, DataType::Timestamp(unit, Some("UTC".into()))));
            arrays.push(of(&int64, DataType::Duration(unit)));
        }
        let texts = arrays[3..5].to_vec();
        arrays.push(of(&texts[0], DataType::Binary));
        arrays.push(of(&texts[1], DataType::LargeBinary));
        arrays.extend([int32, int64]);
        arrays
    }

    fn batch(arrays: Vec<ArrayRef>) -> RecordBatch {
        let named = arrays.into_iter().enumerate();
        RecordBatch::try_from_iter_with_nullable(
            named.map(|(place, array)| (place.to_string(), array, true)),
        )
        .unwrap()
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were(
            numbers in prop::collection::vec(prop::option::weighted(0.8, any::<i32>()), 1..50),
            slice in any::<(prop::sample::Index, prop::sample::Index)>(),
        ) {
            let all = batch(arrays(&numbers));
            let start = slice.0.index(numbers.len());
            let rows = slice.1.index(numbers.len() - start + 1);
            for rows in [all.slice(start, rows), all] {
                let flat = Batch::from(&rows);
                prop_assert_eq!(flat.to_record_batch().unwrap(), rows);
            }
        }
    }

    #[test]
    fn what_has_a_flat_type_is_flat() {
        for column in batch(arrays(&[Some(1), None, Some(-2)])).columns() {
            let flat = ColumnData::from(column);
            let is_array = matches!(flat.values, Values::Array(_));
            let stays = matches!(column.data_type(), DataType::Decimal128(38, _));
            assert_eq!(is_array, stays, "{}", column.data_type());
            assert_eq!((flat.rows(), flat.nulls()), (3, vec![1]), "{}", column.data_type());
        }
    }

    #[test]
    fn decimals_with_more_digits_than_their_type_says_stay_an_array() {
        let digits =
            Decimal128Array::from(vec![1_i128 << 80]).with_data_type(DataType::Decimal128(18, 0));
        let column: ArrayRef = Arc::new(digits);
        assert!(matches!(ColumnData::from(&column).values, Values::Array(_)));
    }
}
