//! What follows from another column's dates: ages, and dates after them.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::civil;
use super::moments::Moments;
use super::{DAY, day};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::cell::per_second;
use crate::generate::rng::{Stream, below_u64};
use crate::generate::{BadParameter, Column, Context, Parameters};

/// Age in whole years by a column of birth dates; Int32. It is 0 for who is not born yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Age {
    /// The column of birth dates.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: String,
    /// The date on which the age is told.
    #[serde(default = "new_year")]
    pub at: NaiveDate,
}

impl Age {
    /// The ages that belong to a column of birth dates.
    #[must_use]
    pub fn of(of: String) -> Self {
        Self { of, at: new_year() }
    }
}

fn new_year() -> NaiveDate {
    day(2026, 1, 1)
}

impl Parameters for Age {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        Ok(Arc::new(Ages { births: Moments::of(context, "of", &self.of)?, at: self.at }))
    }
}

struct Ages {
    births: Moments,
    at: NaiveDate,
}

impl Column for Ages {
    fn data_type(&self) -> DataType {
        DataType::Int32
    }

    #[expect(clippy::cast_possible_truncation, reason = "years of instants in 64 bits")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let (year, at) = (i64::from(self.at.year()), (self.at.month(), self.at.day()));
        let age = |days| {
            let birth = civil(days);
            let is_ahead = at < (birth.month.into(), birth.day.into());
            (year - birth.year - i64::from(is_ahead)).max(0) as i32
        };
        Ok(Values::Int32(self.births.days(rows)?.into_iter().map(age).collect()))
    }
}

/// Date or timestamp some time after another column's, such as shipped after ordered; of the same
/// type.
///
/// A timestamp is any instant between the least time and the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DateOffset {
    /// The column of dates or timestamps.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: String,
    /// The least time after it, in `unit`; negative is before it.
    #[serde(default = "one")]
    pub least: i64,
    /// The most time after it, in `unit`.
    #[serde(default = "two_weeks")]
    pub most: i64,
    /// What the times are in.
    #[serde(default)]
    pub unit: Unit,
}

fn one() -> i64 {
    1
}

fn two_weeks() -> i64 {
    14
}

/// What times after a date are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Days.
    #[default]
    Days,
    /// Hours, of a timestamp.
    Hours,
    /// Minutes, of a timestamp.
    Minutes,
    /// Seconds, of a timestamp.
    Seconds,
}

impl Unit {
    fn seconds(self) -> i64 {
        match self {
            Self::Days => DAY,
            Self::Hours => 3_600,
            Self::Minutes => 60,
            Self::Seconds => 1,
        }
    }
}

/// Furthest that dates are moved, in days: 10,000 years.
const MAX_DAYS: i64 = 3_652_425;

impl Parameters for DateOffset {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let base = Moments::of(context, "of", &self.of)?;
        if base.unit.is_none() && self.unit != Unit::Days {
            let problem = format!("{} is a date", self.of);
            return Err(BadParameter::new("unit", problem, "Choose days, or name a timestamp."));
        }
        let steps = base.unit.map_or(1, |unit| self.unit.seconds() * per_second(unit));
        let far = |parameter, value: i64| {
            let moved = value.checked_mul(self.unit.seconds());
            let fits = moved.is_some_and(|seconds| seconds.abs() <= MAX_DAYS * DAY);
            value.checked_mul(steps).filter(|_| fits).ok_or_else(|| {
                BadParameter::new(parameter, format!("{value} is too far"), "Enter less.")
            })
        };
        let (least, most) = (far("least", self.least)?, far("most", self.most)?);
        let Ok(more) = u64::try_from(most - least) else {
            let problem = format!("{} is less than {}", self.most, self.least);
            return Err(BadParameter::new("most", problem, "Enter more."));
        };
        Ok(Arc::new(Offsets { stream: context.stream(), base, least, times: more + 1 }))
    }
}

struct Offsets {
    stream: Stream,
    base: Moments,
    /// Days, or parts of a second.
    least: i64,
    /// How many times after it there are.
    times: u64,
}

impl Column for Offsets {
    fn data_type(&self) -> DataType {
        self.base.data_type()
    }

    #[expect(clippy::cast_possible_truncation, reason = "dates are in 32 bits, and so is a move")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let moved = |(&row, base): (&u64, i64)| {
            let after = below_u64(self.stream.at(row), self.times);
            base.wrapping_add(self.least).wrapping_add_unsigned(after)
        };
        let moved = rows.iter().zip(self.base.values(rows)?).map(moved);
        Ok(match self.base.unit {
            None => Values::Int32(moved.map(|days| days as i32).collect()),
            Some(_) => Values::Int64(moved.collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{as_numbers, bad_parameter, counts, table, unevenness};

    #[test]
    fn ages_are_those_of_chrono() {
        let columns = [
            ("age", r#"{"age": {"of": "born", "at": "2024-02-29"}}"#),
            ("born", r#"{"date": {"from": "1920-01-01", "to": "2025-12-31"}}"#),
        ];
        let batch = table(&columns, 40_000);
        let [ages, births] = [0, 1].map(|column| as_numbers(&batch.columns()[column].values));
        let at = day(2024, 2, 29);
        for (age, days) in ages.iter().zip(births) {
            let birth = chrono::DateTime::from_timestamp(days * 86_400, 0).unwrap().date_naive();
            assert_eq!(*age, i64::from(at.years_since(birth).unwrap_or(0)), "{birth}");
        }
    }

    #[test]
    fn dates_are_moved_by_every_number_of_days() {
        let columns = [
            ("shipped", r#"{"date_offset": {"of": "ordered", "least": -3, "most": 6}}"#),
            ("ordered", r#"{"date": {}}"#),
        ];
        let batch = table(&columns, 20_000);
        assert_eq!(batch.schema().field(0).data_type(), &DataType::Date32);
        let [shipped, ordered] = [0, 1].map(|column| as_numbers(&batch.columns()[column].values));
        let days: Vec<_> = shipped.iter().zip(&ordered).map(|(after, base)| after - base).collect();
        assert!(days.iter().all(|days| (-3..=6).contains(days)));
        let counts = counts(days);
        assert!(counts.len() == 10 && unevenness(&counts) < 4.0, "{counts:?}");
    }

    #[test]
    fn instants_are_moved_by_any_time_between() {
        let columns = [
            ("at", r#"{"timestamp": {"unit": "us", "zone": "Asia/Tokyo"}}"#),
            ("after", r#"{"date_offset": {"of": "at", "least": 2, "most": 4, "unit": "hours"}}"#),
        ];
        let batch = table(&columns, 20_000);
        let schema = batch.schema();
        assert_eq!(schema.field(0).data_type(), schema.field(1).data_type());
        let [at, after] = [0, 1].map(|column| as_numbers(&batch.columns()[column].values));
        let minute = 60_000_000;
        let moved: Vec<_> = after.iter().zip(&at).map(|(after, at)| after - at).collect();
        assert!(moved.iter().all(|moved| (120 * minute..=240 * minute).contains(moved)));
        let counts = counts(moved.iter().map(|moved| moved / (10 * minute)));
        assert!(counts.len() == 12 && unevenness(&counts) < 4.0, "{counts:?}");
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"age": {"of": "c"}}"#), "of");
        assert_eq!(bad_parameter(r#"{"date_offset": {"of": "nothing"}}"#), "of");
        let bad =
            |more: &str| bad_parameter(&format!(r#"{{"date_offset": {{"of": "day", {more}}}}}"#));
        assert_eq!(bad(r#""unit": "hours""#), "unit");
        assert_eq!(bad(r#""most": 0"#), "most");
        assert_eq!(bad(r#""most": 9223372036854775807"#), "most");
        assert_eq!(bad(r#""least": -4000000"#), "least");
    }
}
