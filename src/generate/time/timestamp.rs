//! Instants.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{business_day, business_days_before, weekday};
use super::{DAY, Unit, midnight, offset_seconds};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Numbers;
use crate::generate::{BadParameter, Column, Context, Parameters, int64};

/// Instants, each as likely as the others, or rising with the row; Timestamp.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Timestamp {
    /// The first instant, such as 2020-01-31T12:00:00Z.
    pub from: DateTime<Utc>,
    /// The instant after the last; instants that rise go on as long as there are rows.
    pub to: DateTime<Utc>,
    /// How fine the instants are.
    pub unit: Unit,
    /// Seconds from one row to the next: instants rise from the first row on. Left out, they are
    /// in no order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<f64>,
    /// How far instants that rise are off their place, from 0 to 1: not at all, or up to the next
    /// row's.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub jitter: f64,
    /// Only from 9 to 17 o'clock, Monday to Friday; what rises does so in these hours.
    pub business_hours: bool,
    /// Minutes that the clock of business hours is ahead of UTC.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -840, max = 840)))]
    pub offset_minutes: i32,
    /// Name of the time zone in which readers should show the instants, such as Europe/Paris;
    /// empty for local times without a zone.
    pub zone: String,
}

impl Default for Timestamp {
    fn default() -> Self {
        Self {
            from: midnight(2020, 1, 1),
            to: midnight(2030, 1, 1),
            unit: Unit::Ms,
            every: None,
            jitter: 0.0,
            business_hours: false,
            offset_minutes: 0,
            zone: "UTC".into(),
        }
    }
}

impl Parameters for Timestamp {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let offset = offset_seconds(self.offset_minutes)?;
        let hours = self.business_hours.then(|| Hours::new(self.unit.per_second(), offset));
        let place = |instant| hours.map_or(instant, |hours| hours.before(instant));
        let first = place(self.unit.of("from", self.from)?);
        let stream = context.stream();
        let (step, within) = match self.every {
            None => {
                let span = self.span(first, place(self.unit.of("to", self.to)?))?;
                (0, context.numbers(stream, span))
            }
            Some(seconds) => {
                let (step, window) = self.rising(seconds)?;
                (step, Numbers::drawn(stream, window))
            }
        };
        let data_type = DataType::Timestamp(self.unit.arrow(), self.zone()?);
        Ok(Arc::new(Timestamps { data_type, first, step, within, hours }))
    }
}

impl Timestamp {
    /// How many instants there are.
    fn span(&self, first: i64, end: i64) -> std::result::Result<u64, BadParameter> {
        match u64::try_from(end.saturating_sub(first)) {
            Ok(0) | Err(_) => {
                let hours = if self.business_hours { " by business hours" } else { "" };
                let problem = format!("{} is not after {}{hours}", self.to, self.from);
                Err(BadParameter::new("to", problem, "Enter a later instant."))
            }
            Ok(span) => Ok(span),
        }
    }

    /// From one row's place to the next's, and how much of that a row can be off its place.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    #[expect(clippy::cast_precision_loss, reason = "10^9 is exact")]
    fn rising(&self, seconds: f64) -> std::result::Result<(u64, u64), BadParameter> {
        if !(0.0..=1.0).contains(&self.jitter) {
            let problem = format!("{} is out of range", self.jitter);
            return Err(BadParameter::new("jitter", problem, "Enter a number from 0 to 1."));
        }
        let step = (seconds * self.unit.per_second() as f64).round();
        // 2^53 nanoseconds are 104 days.
        if !(1.0..=MAX_STEP).contains(&step) {
            let problem = format!("{seconds} s is out of range");
            let remedy =
                "Enter a number of seconds that is one of the unit or more, up to 104 days.";
            return Err(BadParameter::new("every", problem, remedy));
        }
        Ok((step as u64, (step * self.jitter).round() as u64))
    }

    fn zone(&self) -> std::result::Result<Option<Arc<str>>, BadParameter> {
        // The characters of the names in the IANA database, and of offsets.
        let fits = |c: char| c.is_ascii_alphanumeric() || "/_+-:".contains(c);
        match &self.zone[..] {
            "" => Ok(None),
            zone if zone.chars().all(fits) => Ok(Some(zone.into())),
            zone => {
                let problem = format!("{zone:?} is no time zone");
                Err(BadParameter::new("zone", problem, "Enter a name such as Europe/Paris."))
            }
        }
    }
}

/// Longest step: whole numbers up to it are exact in an f64.
const MAX_STEP: f64 = 9_007_199_254_740_992.0;

struct Timestamps {
    data_type: DataType,
    /// In the column's unit since 1970-01-01T00:00Z, or in business hours before it.
    first: i64,
    /// From one row's place to the next's, in the same unit; 0 when they are in no order.
    step: u64,
    /// How far each row is after its place.
    within: Numbers,
    hours: Option<Hours>,
}

impl Column for Timestamps {
    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let place = |row: u64| {
            let after = self.step.wrapping_mul(row).wrapping_add(self.within.at(row));
            self.first.wrapping_add_unsigned(after)
        };
        match self.hours {
            None => int64(rows, place),
            Some(hours) => int64(rows, |row| hours.instant(place(row))),
        }
    }

    /// Instants that rise do so from each row to the next: a row is off its place by less than the
    /// step.
    fn distinct_rows(&self) -> Option<u64> {
        u64::MAX.checked_div(self.step).or_else(|| self.within.distinct_rows())
    }
}

/// A clock that only goes in business hours.
#[derive(Clone, Copy)]
struct Hours {
    /// A day, in the column's unit.
    day: i64,
    /// From midnight to the first business hour.
    opening: i64,
    /// All business hours of a day.
    open: i64,
    /// How much local time is ahead of UTC.
    offset: i64,
}

impl Hours {
    /// In a unit of which there are `per_second`; the local time is `offset` seconds ahead.
    fn new(per_second: i64, offset: i64) -> Self {
        let day = DAY * per_second;
        Self { day, opening: day / 24 * 9, open: day / 24 * 8, offset: offset * per_second }
    }

    /// How much of business hours is before an instant.
    fn before(self, instant: i64) -> i64 {
        let local = instant.saturating_add(self.offset);
        let day = local.div_euclid(self.day);
        let today = match weekday(day) {
            0..5 => (local.rem_euclid(self.day) - self.opening).clamp(0, self.open),
            _ => 0,
        };
        business_days_before(day) * self.open + today
    }

    /// The instant in business hours before which there is so much of them.
    #[inline]
    fn instant(self, before: i64) -> i64 {
        let day = business_day(before.div_euclid(self.open)).wrapping_mul(self.day);
        day.wrapping_add(self.opening + before.rem_euclid(self.open) - self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, counts, numbers, table, unevenness};
    use arrow::datatypes::TimeUnit;
    use chrono::{Datelike, Timelike, Weekday};

    fn instant(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).unwrap()
    }

    #[test]
    fn units_and_zones_are_in_the_type() {
        let types = [
            (r"{}", TimeUnit::Millisecond, Some("UTC")),
            (
                r#"{"unit": "us", "zone": "Europe/Paris"}"#,
                TimeUnit::Microsecond,
                Some("Europe/Paris"),
            ),
            (r#"{"unit": "ns", "zone": ""}"#, TimeUnit::Nanosecond, None),
        ];
        for (parameters, unit, zone) in types {
            let json = format!(r#"{{"timestamp": {parameters}}}"#);
            let batch = table(&[("t", &json)], 1_000).to_record_batch().unwrap();
            let expected = DataType::Timestamp(unit, zone.map(Into::into));
            assert_eq!(batch.schema().field(0).data_type(), &expected);
            let values = numbers(&json, 1_000);
            // 2020-01-01 and 2030-01-01 in seconds.
            let second = super::super::super::cell::per_second(unit);
            let range = 1_577_836_800 * second..1_893_456_000 * second;
            assert!(values.iter().all(|value| range.contains(value)));
            assert!(values.iter().any(|value| value % 10 != 0), "coarser than its unit");
        }
    }

    #[test]
    fn rises_by_the_step_and_stays_in_its_window() {
        let json = |more: &str| {
            format!(r#"{{"timestamp": {{"from": "1970-01-01T00:00:01Z", "every": 0.5{more}}}}}"#)
        };
        let even = numbers(&json(""), 1_000);
        assert!(even.iter().zip(0..).all(|(value, row)| *value == 1_000 + 500 * row));
        let off = numbers(&json(r#", "jitter": 1"#), 30_000);
        assert!(off.is_sorted());
        let within: Vec<_> =
            off.iter().zip(0..).map(|(value, row)| value - 1_000 - 500 * row).collect();
        assert!(within.iter().all(|within| (0..500).contains(within)));
        let counts = counts(within.iter().map(|within| within / 50));
        assert!(counts.len() == 10 && unevenness(&counts) < 4.0, "{counts:?}");
        let half = numbers(&json(r#", "jitter": 0.5"#), 5_000);
        assert!(half.iter().zip(0..).all(|(value, row)| (value - 1_000 - 500 * row) < 250));
    }

    fn is_business(local: DateTime<Utc>) -> bool {
        !matches!(local.weekday(), Weekday::Sat | Weekday::Sun) && (9..17).contains(&local.hour())
    }

    #[test]
    fn business_hours_are_local_and_even() {
        let json = r#"{"timestamp": {"from": "2024-06-01T00:00:00Z", "to": "2024-06-29T00:00:00Z",
            "business_hours": true, "offset_minutes": -300}}"#;
        let offset = 300 * 60_000;
        let local: Vec<_> = numbers(json, 20_000).iter().map(|n| instant(n - offset)).collect();
        assert!(local.iter().all(|local| is_business(*local)));
        let counts = counts(local.iter().map(|local| (local.day(), local.hour())));
        assert_eq!(counts.len(), 20 * 8);
        assert!(unevenness(&counts) < 1.5, "{counts:?}");
    }

    #[test]
    fn business_hours_rise_over_nights_and_weekends() {
        // From a Friday, a row every two hours: four a day.
        let json = r#"{"timestamp": {"from": "2024-06-07T09:00:00Z", "every": 7200,
            "business_hours": true}}"#;
        let found: Vec<_> = numbers(json, 6).iter().map(|n| instant(*n).to_rfc3339()).collect();
        let hours = ["07T09", "07T11", "07T13", "07T15", "10T09", "10T11"];
        assert_eq!(found, hours.map(|hour| format!("2024-06-{hour}:00:00+00:00")));
    }

    #[test]
    fn the_business_clock_goes_both_ways() {
        let hours = Hours::new(1, 3_600);
        for before in (-1_000_000..1_000_000_i64).step_by(997) {
            assert_eq!(hours.before(hours.instant(before)), before);
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad =
            |parameters: &str| bad_parameter(&format!(r#"{{"timestamp": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""to": "2020-01-01T00:00:00Z""#), "to");
        let weekend = r#""from": "2024-06-01T00:00:00Z", "to": "2024-06-03T00:00:00Z""#;
        assert_eq!(bad(&format!(r#"{weekend}, "business_hours": true"#)), "to");
        assert_eq!(bad(r#""unit": "ns", "from": "1600-01-01T00:00:00Z""#), "from");
        assert_eq!(bad(r#""every": 0.0001"#), "every");
        assert_eq!(bad(r#""every": -1"#), "every");
        assert_eq!(bad(r#""every": 1, "jitter": 1.5"#), "jitter");
        assert_eq!(bad(r#""offset_minutes": 900"#), "offset_minutes");
        assert_eq!(bad(r#""zone": "Paris, France""#), "zone");
    }
}
