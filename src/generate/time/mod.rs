//! Dates, instants, times of day and what follows from them.
//!
//! Instants are kept in UTC. A time zone is a name that the column's type carries for its readers,
//! and what its clocks show says which hours and days an instant is in.

mod calendar;
mod clock;
mod date;
mod derived;
mod hours;
mod local;
mod moments;
mod parts;
mod rising;
mod timestamp;

pub use clock::{Duration, TimeOfDay};
pub use date::Date;
pub use derived::{Age, DateOffset, Unit as OffsetUnit};
pub use local::LocalTime;
pub use parts::{MonthName, Weekday, Year};
pub use timestamp::Timestamp;

pub(super) use calendar::{push_date, push_time};
pub(super) use moments::Moments;

use arrow::datatypes::TimeUnit;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::BadParameter;
use crate::zone::{self, Zone};

/// How fine times are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    #[default]
    Ms,
    /// Microseconds.
    Us,
    /// Nanoseconds.
    Ns,
}

impl Unit {
    fn arrow(self) -> TimeUnit {
        match self {
            Self::Ms => TimeUnit::Millisecond,
            Self::Us => TimeUnit::Microsecond,
            Self::Ns => TimeUnit::Nanosecond,
        }
    }

    /// How many of it are in a second.
    fn per_second(self) -> i64 {
        super::cell::per_second(self.arrow())
    }

    /// An instant in this unit since 1970-01-01T00:00Z.
    fn of(self, parameter: &str, instant: DateTime<Utc>) -> std::result::Result<i64, BadParameter> {
        match self {
            Self::Ms => Ok(instant.timestamp_millis()),
            Self::Us => Ok(instant.timestamp_micros()),
            Self::Ns => instant.timestamp_nanos_opt().ok_or_else(|| {
                let problem = format!("{instant} is too far for nanoseconds");
                let remedy = "Enter an instant from 1678 to 2261, or choose another unit.";
                BadParameter::new(parameter, problem, remedy)
            }),
        }
    }
}

/// Seconds of a day; UTC has no others.
/// When hours end that are from one time of day to another, since the midnight before their begin:
/// at the end of the day if `to` is midnight, and on the next day if it is earlier than `from`.
fn closing(
    parameter: &str,
    from: i64,
    to: i64,
    day: i64,
) -> std::result::Result<i64, BadParameter> {
    match to {
        0 => Ok(day),
        to if to == from => {
            let problem = "it is the time at which they begin";
            Err(BadParameter::new(parameter, problem, "Enter another time, or 00:00:00."))
        }
        to => Ok(if to < from { to + day } else { to }),
    }
}

const DAY: i64 = 86_400;

/// Most minutes that a local time is ahead of UTC, and most that it is behind: 14 hours.
const MAX_OFFSET: i32 = 14 * 60;

/// Minutes that local time is ahead of UTC, as seconds.
fn offset_seconds(minutes: i32) -> std::result::Result<i64, BadParameter> {
    if (-MAX_OFFSET..=MAX_OFFSET).contains(&minutes) {
        return Ok(i64::from(minutes) * 60);
    }
    let problem = format!("{minutes} is out of range");
    let remedy = format!("Enter minutes from -{MAX_OFFSET} to {MAX_OFFSET}.");
    Err(BadParameter::new("offset_minutes", problem, remedy))
}

/// The time zone of a name.
fn known_zone(parameter: &str, name: &str) -> std::result::Result<Zone, BadParameter> {
    Zone::named(name).ok_or_else(|| {
        let near = match &zone::near(name)[..] {
            [] => "Europe/Paris".into(),
            near => near.join(" or "),
        };
        let remedy = format!(
            "Enter a name of the IANA database such as {near}, or an offset such as +02:00."
        );
        BadParameter::new(parameter, format!("{name:?} is no time zone"), remedy)
    })
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

pub(super) fn midnight(year: i32, month: u32, day_of_month: u32) -> DateTime<Utc> {
    day(year, month, day_of_month).and_time(chrono::NaiveTime::MIN).and_utc()
}
