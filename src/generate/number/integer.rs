//! Whole numbers, and the types that hold them.

use std::fmt::Display;
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
}

impl IntegerType {
    pub(super) fn arrow(self) -> DataType {
        match self {
            Self::Int8 => DataType::Int8,
            Self::Int16 => DataType::Int16,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
        }
    }

    /// The numbers that it holds.
    pub(crate) fn range(self) -> RangeInclusive<i64> {
        match self {
            Self::Int8 => i8::MIN.into()..=i8::MAX.into(),
            Self::Int16 => i16::MIN.into()..=i16::MAX.into(),
            Self::Int32 => i32::MIN.into()..=i32::MAX.into(),
            Self::Int64 => i64::MIN..=i64::MAX,
        }
    }

    /// A number that it holds, of a parameter.
    pub(in crate::generate) fn check<N>(
        self,
        parameter: &str,
        number: N,
    ) -> std::result::Result<i64, BadParameter>
    where
        N: TryInto<i64> + Display + Copy,
    {
        let range = self.range();
        if let Ok(number) = number.try_into()
            && range.contains(&number)
        {
            return Ok(number);
        }
        let problem = format!("{number} is no {}", self.arrow());
        let (least, most) = (range.start(), range.end());
        let remedy = format!("Enter {least} to {most}, or choose a larger type.");
        Err(BadParameter::new(parameter, problem, remedy))
    }

    /// Numbers that it holds as values.
    #[expect(clippy::cast_possible_truncation, reason = "held by the type")]
    pub(super) fn values(self, numbers: impl Iterator<Item = i64>) -> Values {
        match self {
            Self::Int64 => Values::Int64(numbers.collect()),
            _ => Values::Int32(numbers.map(|number| number as i32).collect()),
        }
    }

    /// The column whose whole numbers, which the type holds, `number` gives.
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
        low: i64 = 0,
        /// Largest number.
        high: i64 = 100,
        /// The Arrow type of the values.
        r#type: IntegerType = IntegerType::Int64,
    }
}

impl Parameters for Integer {
    fn column(&self, context: &Context) -> Made {
        let (stream, low) = (context.stream(), self.r#type.check("low", self.low)?);
        let high = self.r#type.check("high", self.high)?;
        if low > high {
            let problem = format!("{high} is below low {low}");
            return Err(BadParameter::new("high", problem, format!("Enter {low} or more.")));
        }
        let count = high.abs_diff(low).checked_add(1);
        let numbers = count.map(|count| context.numbers(stream, count));
        Ok(Arc::new(Uniform { kind: self.r#type, low, stream, numbers }))
    }
}

/// Whole numbers from `low` on, each as likely.
struct Uniform {
    kind: IntegerType,
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
    }
}
