//! Dates.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::{business_day, business_days_before};
use super::rising::{Places, Rise};
use super::{DAY, day};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Numbers;
use crate::generate::{BadParameter, Column, Context, Parameters, int32};

/// Dates, each as likely as the others, or rising with the row; Date32.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Date {
    /// The first date, such as 2020-01-31.
    pub from: NaiveDate,
    /// The last date; dates that rise go on as long as there are rows.
    pub to: NaiveDate,
    /// Only days from Monday to Friday.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub business_days: bool,
    /// Days from one row to the next, such as 0.01 for a hundred rows a day: dates rise from the
    /// first row on, over the days that are left. Left out, they are in no order.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.000_001, max = 100_000.0)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<f64>,
    /// How far dates that rise are off their place, from 0 to 1: not at all, or up to the next
    /// row's.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    #[serde(skip_serializing_if = "is_zero")]
    pub jitter: f64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde hands over")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

impl Default for Date {
    fn default() -> Self {
        Self {
            from: day(2020, 1, 1),
            to: day(2029, 12, 31),
            business_days: false,
            every: None,
            jitter: 0.0,
        }
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
        let (from, to) = (i64::from(days(self.from)), i64::from(days(self.to)));
        let place = |day| if self.business_days { business_days_before(day) } else { day };
        let first = place(from);
        let business_days = self.business_days;
        self.check_every()?;
        if let Some(places) = self.rise().places(context.stream())? {
            return Ok(Arc::new(RisingDates { first, places, business_days }));
        }
        let days = self.count(place(to + 1) - first)?;
        let days = context.numbers(context.stream(), days.into());
        Ok(Arc::new(Dates { first, days, business_days }))
    }
}

/// What days from one row to the next should be.
const EVERY: &str = "Enter a number of days from 0.000001 to 100000.";

/// Parts of a day by which rows rise: microseconds.
const PARTS: i64 = DAY * 1_000_000;

impl Date {
    /// How many dates there are.
    fn count(&self, days: i64) -> std::result::Result<u32, BadParameter> {
        match u32::try_from(days) {
            Ok(0) | Err(_) => {
                let problem = if self.from <= self.to {
                    "there is no day from Monday to Friday".into()
                } else {
                    format!("{} is before {}", self.to, self.from)
                };
                Err(BadParameter::new("to", problem, "Enter a later date."))
            }
            Ok(days) => Ok(days),
        }
    }

    fn rise(&self) -> Rise {
        Rise { every: self.every, jitter: self.jitter, parts: PARTS, remedy: EVERY }
    }

    /// 2^53 microseconds are 104,249 days.
    fn check_every(&self) -> std::result::Result<(), BadParameter> {
        match self.every {
            Some(every) if !(0.000_001..=100_000.0).contains(&every) => {
                Err(BadParameter::new("every", format!("{every} is out of range"), EVERY))
            }
            _ => Ok(()),
        }
    }
}

/// The day that is so many days, or business days, after the calendar's first.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "dates are in 32 bits, whose rows go further")]
fn date(place: i64, business_days: bool) -> i32 {
    if business_days { business_day(place) as i32 } else { place as i32 }
}

struct Dates {
    /// Days, or business days, before the first.
    first: i64,
    /// The same after the first.
    days: Numbers,
    business_days: bool,
}

impl Column for Dates {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let place = |row| self.first + i64::from(self.days.short(row));
        // Asked once, not in every row.
        if self.business_days {
            int32(rows, |row| date(place(row), true))
        } else {
            int32(rows, |row| date(place(row), false))
        }
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.days.distinct_rows()
    }
}

struct RisingDates {
    /// Days, or business days, before the first.
    first: i64,
    /// In parts of a day after it.
    places: Places,
    business_days: bool,
}

impl Column for RisingDates {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let day = PARTS.unsigned_abs();
        let place = |row| self.first.wrapping_add_unsigned(self.places.at(row) / day);
        int32(rows, |row| date(place(row), self.business_days))
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.places.distinct_rows(PARTS.unsigned_abs())
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
    fn dates_rise_from_the_first_row_on() {
        let json = r#"{"date": {"from": "1970-01-02", "every": 0.25}}"#;
        assert_eq!(numbers(json, 9), [1, 1, 1, 1, 2, 2, 2, 2, 3]);
        assert_eq!(numbers(r#"{"date": {"from": "1970-01-02", "every": 7}}"#, 3), [1, 8, 15]);
    }

    #[test]
    fn jitter_leaves_rising_dates_in_order() {
        let json = r#"{"date": {"from": "1970-01-01", "every": 0.75, "jitter": 1}}"#;
        let dates = numbers(json, 20_000);
        assert!(dates.is_sorted());
        let late = |(date, row): (&i64, i64)| date - row * 3 / 4;
        let late = counts(dates.iter().zip(0..).map(late));
        // Of the places 0, 3/4, 2/4 and 1/4 of a day, none, 2/3, 1/3 and none of a window of 3/4
        // are on the next day: a quarter of all rows.
        assert!(late.len() == 2 && late[1].abs_diff(5_000) < 350, "{late:?}");
    }

    #[test]
    fn business_days_rise_over_weekends() {
        // From a Thursday, two rows a day.
        let json = r#"{"date": {"from": "1970-01-01", "every": 0.5, "jitter": 0.9, "business_days": true}}"#;
        let dates = numbers(json, 4_000);
        assert_eq!(dates[..8], [0, 0, 1, 1, 4, 4, 5, 5]);
        assert!(dates.is_sorted() && dates.iter().all(|days| !is_weekend(*days)));
        assert_eq!(dates[3_999], business_day_after(1_999));
        // From a Saturday: the Monday after it.
        let saturday = json.replace("01-01", "01-03");
        assert_eq!(numbers(&saturday, 1), [4]);
    }

    /// The day so many business days after Thursday 1970-01-01.
    fn business_day_after(count: i64) -> i64 {
        (0..).filter(|days| !is_weekend(*days)).nth(usize::try_from(count).unwrap()).unwrap()
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"date": {"from": "2024-06-02", "to": "2024-06-01"}}"#), "to");
        let weekend =
            r#"{"date": {"from": "2024-06-01", "to": "2024-06-02", "business_days": true}}"#;
        assert_eq!(bad_parameter(weekend), "to");
        let bad = |more: &str| bad_parameter(&format!(r#"{{"date": {{{more}}}}}"#));
        assert_eq!(bad(r#""every": 0"#), "every");
        assert_eq!(bad(r#""every": 1e-12"#), "every");
        assert_eq!(bad(r#""every": 200000"#), "every");
        assert_eq!(bad(r#""every": 1, "jitter": -0.5"#), "jitter");
        assert_eq!(bad(r#""jitter": 0.5"#), "jitter");
    }
}
