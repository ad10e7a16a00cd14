//! Whole numbers, and the types that hold them.

use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::error::Result;
use crate::generate::parameters::parameters;
use crate::generate::permutation::Numbers;
use crate::generate::rng::Stream;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Column, Context, Parameters};

/// The Arrow type of whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IntegerType {
    /// 8 bits: -128 to 127.
    Int8,
    /// 16 bits: -32,768 to 32,767.
    Int16,
    /// 32 bits: about -2.1 to 2.1 thousand millions.
    Int32,
    /// 64 bits: about -9.2 to 9.2 million million millions.
    #[default]
    Int64,
    /// 8 bits without a sign: 0 to 255.
    Uint8,
    /// 16 bits without a sign: 0 to 65,535.
    Uint16,
    /// 32 bits without a sign: 0 to about 4.3 thousand millions.
    Uint32,
    /// 64 bits without a sign: 0 to about 18.4 million million millions.
    Uint64,
}

impl IntegerType {
    pub(super) fn arrow(self) -> DataType {
        match self {
            Self::Int8 => DataType::Int8,
            Self::Int16 => DataType::Int16,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::Uint8 => DataType::UInt8,
            Self::Uint16 => DataType::UInt16,
            Self::Uint32 => DataType::UInt32,
            Self::Uint64 => DataType::UInt64,
        }
    }

    /// The numbers that it holds.
    pub(crate) fn range(self) -> RangeInclusive<i128> {
        match self {
            Self::Int8 => i8::MIN.into()..=i8::MAX.into(),
            Self::Int16 => i16::MIN.into()..=i16::MAX.into(),
            Self::Int32 => i32::MIN.into()..=i32::MAX.into(),
            Self::Int64 => i64::MIN.into()..=i64::MAX.into(),
            Self::Uint8 => 0..=u8::MAX.into(),
            Self::Uint16 => 0..=u16::MAX.into(),
            Self::Uint32 => 0..=u32::MAX.into(),
            Self::Uint64 => 0..=u64::MAX.into(),
        }
    }

    /// A number that it holds, of a parameter: its 64 bits.
    #[expect(clippy::cast_possible_truncation, reason = "held by the type")]
    pub(in crate::generate) fn check(
        self,
        parameter: &str,
        number: impl Into<i128>,
    ) -> std::result::Result<i64, BadParameter> {
        let (number, range) = (number.into(), self.range());
        if range.contains(&number) {
            return Ok(number as i64);
        }
        let problem = format!("{number} is no {}", self.arrow());
        let (least, most) = (range.start(), range.end());
        let remedy = format!("Enter {least} to {most}, or choose a larger type.");
        Err(BadParameter::new(parameter, problem, remedy))
    }

    /// Numbers that it holds, by their 64 bits, as values.
    #[expect(clippy::cast_possible_truncation, reason = "held by the type")]
    pub(super) fn values(self, numbers: impl Iterator<Item = i64>) -> Values {
        match self {
            Self::Int64 | Self::Uint64 => Values::Int64(numbers.collect()),
            _ => Values::Int32(numbers.map(|number| number as i32).collect()),
        }
    }

    /// The column whose whole numbers, which the type holds, `number` gives by their 64 bits.
    pub(super) fn column(
        self,
        number: impl Fn(u64) -> i64 + Send + Sync + 'static,
    ) -> Arc<dyn Column> {
        Arc::new(Integers { kind: self, number })
    }
}

struct Integers<N> {
    kind: IntegerType,
    number: N,
}

impl<N: Fn(u64) -> i64 + Send + Sync> Column for Integers<N> {
    fn data_type(&self) -> DataType {
        self.kind.arrow()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        Ok(self.kind.values(rows.iter().map(|&row| (self.number)(row))))
    }
}

parameters! {
    /// Whole numbers of a range, each as likely.
    Integer {
        /// Smallest number.
        low: i128 = 0,
        /// Largest number.
        high: i128 = 100,
        /// The Arrow type of the values.
        r#type: IntegerType = IntegerType::Int64,
    }
}

impl Parameters for Integer {
    fn column(&self, context: &Context) -> Made {
        let (stream, low) = (context.stream(), self.r#type.check("low", self.low)?);
        let high = self.r#type.check("high", self.high)?;
        if self.low > self.high {
            let problem = format!("{} is below low {}", self.high, self.low);
            let remedy = format!("Enter {} or more.", self.low);
            return Err(BadParameter::new("high", problem, remedy));
        }
        let count = high.wrapping_sub(low).cast_unsigned().checked_add(1);
        let numbers = count.map(|count| context.numbers(stream, count));
        Ok(Arc::new(Uniform { kind: self.r#type, low, stream, numbers }))
    }
}

/// Whole numbers from `low` on, each as likely.
struct Uniform {
    kind: IntegerType,
    /// By its 64 bits.
    low: i64,
    stream: Stream,
    /// Numbers of the range; nothing when it is all of 64 bits.
    numbers: Option<Numbers>,
}

impl Column for Uniform {
    fn data_type(&self) -> DataType {
        self.kind.arrow()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let rows = rows.iter();
        Ok(match self.numbers {
            Some(numbers) => {
                self.kind.values(rows.map(|&row| self.low.wrapping_add_unsigned(numbers.at(row))))
            }
            None => self.kind.values(rows.map(|&row| self.stream.at(row).cast_signed())),
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        // A stream has no 64 bits twice.
        self.numbers.map_or(Some(u64::MAX), |numbers| numbers.distinct_rows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::AsArray;
    use arrow::datatypes::{UInt32Type, UInt64Type};

    use crate::generate::DataGenerator;
    use crate::generate::testing::{as_numbers, bad_parameter, counts, numbers, table, unevenness};

    #[test]
    fn every_number_of_the_range_is_as_likely() {
        for (name, data_type) in [("int8", DataType::Int8), ("int64", DataType::Int64)] {
            let json = format!(r#"{{"integer": {{"low": -7, "high": 12, "type": "{name}"}}}}"#);
            let schema = table(&[("n", &json)], 1).schema().clone();
            assert_eq!(schema.field(0).data_type(), &data_type);
            let numbers = numbers(&json, 20_000);
            assert!(numbers.iter().all(|number| (-7..=12).contains(number)));
            let counts = counts(numbers);
            assert!(counts.len() == 20 && unevenness(&counts) < 4.0, "{counts:?}");
        }
    }

    #[test]
    fn numbers_without_a_sign_fill_their_type() {
        let json = |name, most: u64| {
            let low = most - 3;
            format!(r#"{{"integer": {{"low": {low}, "high": {most}, "type": "{name}"}}}}"#)
        };
        for (name, most) in [("uint8", u64::from(u8::MAX)), ("uint16", u16::MAX.into())] {
            let numbers = numbers(&json(name, most), 1_000);
            assert!(numbers.iter().all(|n| (most - 3..=most).contains(&n.cast_unsigned())));
        }
        let batch = table(
            &[("a", &json("uint32", u32::MAX.into())), ("b", &json("uint64", u64::MAX))],
            1_000,
        );
        let arrays = batch.to_record_batch().unwrap();
        let [small, large] = [0, 1].map(|column| arrays.column(column).clone());
        let small = small.as_primitive::<UInt32Type>().values();
        assert!(small.iter().all(|number| *number >= u32::MAX - 3));
        let large = large.as_primitive::<UInt64Type>().values();
        assert!(large.iter().all(|number| *number >= u64::MAX - 3));
        assert!(large.contains(&u64::MAX) && large.contains(&(u64::MAX - 3)));
    }

    #[test]
    fn a_range_may_be_one_number_or_all() {
        let range = |low: i64, high: i64| {
            numbers(&format!(r#"{{"integer": {{"low": {low}, "high": {high}}}}}"#), 8_000)
        };
        assert!(range(5, 5).iter().all(|number| *number == 5));
        let counts = counts(range(i64::MIN, i64::MAX).iter().map(|number| number >> 60));
        assert!(counts.len() == 16 && unevenness(&counts) < 4.0, "{counts:?}");
    }

    #[test]
    fn unique_numbers_are_all_of_the_range() {
        let column =
            r#"{"name": "n", "unique": true, "generator": {"integer": {"low": -7, "high": 12}}}"#;
        let recipe = format!(r#"{{"version": 1, "columns": [{column}]}}"#);
        let table = DataGenerator::new(42).table(&serde_json::from_str(&recipe).unwrap()).unwrap();
        let mut numbers = as_numbers(&table.rows(0..20).unwrap().columns()[0].values);
        numbers.sort_unstable();
        assert_eq!(numbers, (-7..=12).collect::<Vec<_>>());
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad = |parameters: &str| bad_parameter(&format!(r#"{{"integer": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""low": 101"#), "high");
        assert_eq!(bad(r#""type": "int8", "high": 128"#), "high");
        assert_eq!(bad(r#""type": "int32", "low": -2147483649"#), "low");
        assert_eq!(bad(r#""type": "uint64", "low": -1"#), "low");
        assert_eq!(bad(r#""high": 9223372036854775808"#), "high");
    }
}
