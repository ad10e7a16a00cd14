//! Columns of fixed width: numbers, dates, times and booleans; and picks from a list.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, TimeUnit};

use super::rng::{Stream, below, unit};
use super::text::text_array;
use super::{Column, pick};
use crate::error::{Error, Result};

/// The zone of every timestamp column.
const UTC: &str = "UTC";

/// 1, 2, 3, …: the row's number plus `first`.
pub struct Sequence {
    pub(super) first: i64,
}

impl Column for Sequence {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        // Rows are far below 2^63: a plan's file offsets are i64 already.
        let values = rows.map(|row| self.first.wrapping_add_unsigned(row));
        Ok(Arc::new(Int64Array::from_iter_values(values)))
    }
}

/// Dates, uniform from `first` over `days` days.
pub struct Date {
    pub(super) stream: Stream,
    pub(super) first: i32,
    pub(super) days: u32,
}

impl Column for Date {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        let days = rows.map(|row| {
            let day = below(self.stream.at(row), self.days);
            self.first.wrapping_add_unsigned(day)
        });
        Ok(Arc::new(Date32Array::from_iter_values(days)))
    }
}

/// Instants in UTC, uniform from `first` over `seconds` seconds, with milliseconds.
pub struct Timestamp {
    pub(super) stream: Stream,
    pub(super) first: i64,
    pub(super) seconds: u32,
}

impl Column for Timestamp {
    fn data_type(&self) -> DataType {
        DataType::Timestamp(TimeUnit::Millisecond, Some(UTC.into()))
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        let span = u64::from(self.seconds) * 1000;
        let instants = rows.map(|row| {
            // The upper 64 of the 128 bits of a product: uniform below `span`.
            let offset = (u128::from(self.stream.at(row)) * u128::from(span)) >> 64;
            self.first + offset as i64
        });
        Ok(Arc::new(TimestampMillisecondArray::from_iter_values(instants).with_timezone(UTC)))
    }
}

/// Amounts with two decimals from `low` to below `high`, in hundredths.
pub struct Decimal {
    pub(super) stream: Stream,
    pub(super) precision: u8,
    pub(super) low: i64,
    pub(super) high: i64,
    /// 1 is uniform; more makes small amounts likelier (the power of a uniform number).
    pub(super) skew: u8,
}

/// Digits after the point of every decimal column.
const SCALE: i8 = 2;

impl Column for Decimal {
    fn data_type(&self) -> DataType {
        DataType::Decimal128(self.precision, SCALE)
    }

    #[expect(clippy::cast_possible_truncation, reason = "within low..high")]
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        let span = (self.high - self.low) as f64;
        let values = rows.map(|row| {
            let uniform = unit(self.stream.at(row));
            // Multiplications only: `powf` differs between platforms.
            let share = (1..self.skew).fold(uniform, |share, _| share * uniform);
            i128::from(self.low + (share * span) as i64)
        });
        let array = Decimal128Array::from_iter_values(values)
            .with_precision_and_scale(self.precision, SCALE)
            .map_err(|error| Error::Generate(error.to_string()))?;
        Ok(Arc::new(array))
    }
}

/// True in `percent` of the rows.
pub struct Boolean {
    pub(super) stream: Stream,
    pub(super) percent: u32,
}

impl Column for Boolean {
    fn data_type(&self) -> DataType {
        DataType::Boolean
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        let values = rows.map(|row| below(self.stream.at(row), 100) < self.percent);
        Ok(Arc::new(values.map(Some).collect::<BooleanArray>()))
    }
}

/// One of a list, each as likely as it is often in the list.
pub struct Choice {
    pub(super) stream: Stream,
    pub(super) values: &'static [&'static str],
}

impl Column for Choice {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        text_array(rows, 12, |row, text| {
            text.push_str(pick(self.values, self.stream.at(row)));
        })
    }
}
