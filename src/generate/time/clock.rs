//! Times of day and durations.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use super::{DAY, Unit, closing};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::rng::{Stream, below_u64};
use crate::generate::{BadParameter, Column, Context, Parameters, int32, int64};

/// Times of day, each as likely as the others; Time32(ms) or Time64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct TimeOfDay {
    /// The first time, such as 09:00:00.
    pub from: NaiveTime,
    /// The time after the last, of the next day where it is earlier than the first: 22:00:00 to
    /// 06:00:00 is a night. 00:00:00 is the end of the day.
    pub to: NaiveTime,
    /// How fine the times are.
    pub unit: Unit,
}

impl Default for TimeOfDay {
    fn default() -> Self {
        Self { from: NaiveTime::MIN, to: NaiveTime::MIN, unit: Unit::Ms }
    }
}

impl Parameters for TimeOfDay {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let (first, day) = (self.parts(self.from), DAY * self.unit.per_second());
        let end = closing("to", first, self.parts(self.to), day)?;
        let span = (end - first).cast_unsigned();
        Ok(Arc::new(Times { stream: context.stream(), unit: self.unit, first, span, day }))
    }
}

impl TimeOfDay {
    /// Since midnight, in its unit.
    fn parts(self, time: NaiveTime) -> i64 {
        let per_second = self.unit.per_second();
        let nanos = i64::from(time.nanosecond()) % 1_000_000_000;
        i64::from(time.num_seconds_from_midnight()) * per_second
            + nanos / (1_000_000_000 / per_second)
    }
}

struct Times {
    stream: Stream,
    unit: Unit,
    /// Since midnight.
    first: i64,
    /// At most a day.
    span: u64,
    /// How long a day is.
    day: i64,
}

impl Column for Times {
    fn data_type(&self) -> DataType {
        match self.unit {
            Unit::Ms => DataType::Time32(self.unit.arrow()),
            Unit::Us | Unit::Ns => DataType::Time64(self.unit.arrow()),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a day has 86,400,000 milliseconds")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let at = |row| {
            let time = self.first.wrapping_add_unsigned(below_u64(self.stream.at(row), self.span));
            if time < self.day { time } else { time - self.day }
        };
        match self.unit {
            Unit::Ms => int32(rows, |row| at(row) as i32),
            Unit::Us | Unit::Ns => int64(rows, at),
        }
    }
}

/// Durations in whole seconds, each as likely as the others; Int64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Duration {
    /// Seconds of the shortest.
    pub shortest: u32,
    /// Seconds of the longest.
    pub longest: u32,
}

impl Default for Duration {
    fn default() -> Self {
        Self { shortest: 0, longest: 3_600 }
    }
}

impl Parameters for Duration {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let Some(more) = self.longest.checked_sub(self.shortest) else {
            let problem = format!("{} is less than {}", self.longest, self.shortest);
            return Err(BadParameter::new("longest", problem, "Enter more."));
        };
        let stream = context.stream();
        Ok(Arc::new(Durations { stream, shortest: self.shortest.into(), more: more.into() }))
    }
}

struct Durations {
    stream: Stream,
    shortest: i64,
    /// How much longer the longest is.
    more: u64,
}

impl Column for Durations {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        int64(rows, |row| {
            self.shortest.wrapping_add_unsigned(below_u64(self.stream.at(row), self.more + 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, counts, numbers, table, unevenness};
    use arrow::datatypes::TimeUnit;

    #[test]
    fn times_fill_their_range_in_every_unit() {
        let units = [
            ("ms", DataType::Time32(TimeUnit::Millisecond), 1_000),
            ("us", DataType::Time64(TimeUnit::Microsecond), 1_000_000),
            ("ns", DataType::Time64(TimeUnit::Nanosecond), 1_000_000_000),
        ];
        for (unit, data_type, second) in units {
            let json = format!(
                r#"{{"time_of_day": {{"from": "08:30:00", "to": "18:30:00", "unit": "{unit}"}}}}"#
            );
            let batch = table(&[("t", &json)], 10).to_record_batch().unwrap();
            assert_eq!(batch.schema().field(0).data_type(), &data_type);
            let times = numbers(&json, 20_000);
            assert!(times.iter().all(|n| (30_600 * second..66_600 * second).contains(n)));
            let counts = counts(times.iter().map(|n| (n - 30_600 * second) / (1_800 * second)));
            assert!(counts.len() == 20 && unevenness(&counts) < 3.0, "{counts:?}");
            assert!(times.iter().any(|n| n % 10 != 0));
        }
        let night = r#"{"time_of_day": {"from": "22:00:00", "to": "06:00:00"}}"#;
        let hours: Vec<_> = numbers(night, 20_000).iter().map(|n| n / 3_600_000).collect();
        assert!(hours.iter().all(|hour| (0..6).contains(hour) || (22..24).contains(hour)));
        let hours = counts(hours);
        assert!(hours.len() == 8 && unevenness(&hours) < 4.0, "{hours:?}");
        let day = numbers(r#"{"time_of_day": {}}"#, 20_000);
        assert_eq!(counts(day.iter().map(|n| n / 3_600_000)).len(), 24);
    }

    #[test]
    fn durations_have_both_ends() {
        let counts = counts(numbers(r#"{"duration": {"shortest": 5, "longest": 14}}"#, 20_000));
        assert!(counts.len() == 10 && unevenness(&counts) < 4.0, "{counts:?}");
        let all = numbers(r#"{"duration": {"longest": 4294967295}}"#, 1_000);
        assert!(all.iter().all(|n| (0..=i64::from(u32::MAX)).contains(n)));
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(
            bad_parameter(r#"{"time_of_day": {"from": "10:00:00", "to": "10:00:00"}}"#),
            "to"
        );
        assert_eq!(bad_parameter(r#"{"duration": {"shortest": 9, "longest": 8}}"#), "longest");
    }
}
