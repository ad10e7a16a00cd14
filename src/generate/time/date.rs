//! Dates.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::{business_day, business_days_before};
use super::day;
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Numbers;
use crate::generate::{BadParameter, Column, Context, Parameters, int32};

/// Dates, each as likely as the others; Date32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Date {
    /// The first date, such as 2020-01-31.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
    /// Only days from Monday to Friday.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub business_days: bool,
}

impl Default for Date {
    fn default() -> Self {
        Self { from: day(2020, 1, 1), to: day(2029, 12, 31), business_days: false }
    }
}

/// Days from 0001-01-01, chrono's day 1, to 1970-01-01.
const EPOCH: i32 = 719_163;

/// Days since 1970-01-01.
pub(super) fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

impl Parameters for Date {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let (first, last) = (days(self.from), days(self.to));
        if last < first {
            let problem = format!("{} is before {}", self.to, self.from);
            return Err(BadParameter::new("to", problem, "Enter a later date."));
        }
        let stream = context.stream();
        if !self.business_days {
            let days = context.numbers(stream, u64::from(last.abs_diff(first)) + 1);
            return Ok(Arc::new(Dates { first, days }));
        }
        let first = business_days_before(first.into());
        let days = business_days_before(i64::from(last) + 1) - first;
        match u32::try_from(days) {
            Ok(0) | Err(_) => {
                let problem = "there is no day from Monday to Friday";
                Err(BadParameter::new("to", problem, "Enter a later date."))
            }
            Ok(days) => {
                let days = context.numbers(stream, days.into());
                Ok(Arc::new(BusinessDates { first, days }))
            }
        }
    }
}

struct Dates {
    /// Days since 1970-01-01.
    first: i32,
    /// Days after the first.
    days: Numbers,
}

impl Column for Dates {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        int32(rows, |row| self.first.wrapping_add_unsigned(self.days.short(row)))
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.days.distinct_rows()
    }
}

struct BusinessDates {
    /// Business days before the first.
    first: i64,
    /// Business days after the first.
    days: Numbers,
}

impl Column for BusinessDates {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    #[expect(clippy::cast_possible_truncation, reason = "between two dates in 32 bits")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        int32(rows, |row| business_day(self.first + i64::from(self.days.short(row))) as i32)
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.days.distinct_rows()
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, counts, numbers, unevenness};

    /// Days since 1970-01-01, of which the first was a Thursday.
    fn is_weekend(days: i64) -> bool {
        matches!(days.rem_euclid(7), 2 | 3)
    }

    #[test]
    fn business_days_are_all_there_and_even() {
        // Saturday to Sunday, four weeks: 20 business days.
        let json = r#"{"date": {"from": "2024-06-01", "to": "2024-06-30", "business_days": true}}"#;
        let days = numbers(json, 20_000);
        assert!(days.iter().all(|days| !is_weekend(*days)));
        // 2024-06-03 and 2024-06-28 in days since 1970-01-01.
        assert!(days.iter().all(|days| (19_877..=19_902).contains(days)));
        let counts = counts(days);
        assert_eq!(counts.len(), 20);
        assert!(unevenness(&counts) < 3.0, "{counts:?}");
    }

    #[test]
    fn all_days_are_even_without_them() {
        let json = r#"{"date": {"from": "1969-12-01", "to": "1970-01-31"}}"#;
        let counts = counts(numbers(json, 20_000));
        assert_eq!(counts.len(), 62);
        assert!(unevenness(&counts) < 2.0, "{counts:?}");
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"date": {"from": "2024-06-02", "to": "2024-06-01"}}"#), "to");
        let weekend =
            r#"{"date": {"from": "2024-06-01", "to": "2024-06-02", "business_days": true}}"#;
        assert_eq!(bad_parameter(weekend), "to");
    }
}
