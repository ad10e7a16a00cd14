//! Instants.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{DateTime, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::hours::{Hours, OpenTime};
use super::rising::{Places, Rise};
use super::{DAY, Unit, closing, known_zone, midnight, offset_seconds};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::{BadParameter, Column, Context, Parameters, int64};
use crate::zone::Zone;

/// Instants, each as likely as the others, or rising with the row; Timestamp.
///
/// Hours and days are those of the zone's clocks, with its daylight saving: times that clocks skip
/// are not there, and those that they show twice are there twice.
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
    /// Seconds from one row to the next: instants rise from the first row on, in the hours and days
    /// that are left. Left out, they are in no order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<f64>,
    /// How far instants that rise are off their place, from 0 to 1: not at all, or up to the next
    /// row's.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub jitter: f64,
    /// Only from 9 to 17 o'clock, Monday to Friday.
    pub business_hours: bool,
    /// Only days from Monday to Friday, at any hour or at those below: hours past midnight are of
    /// the day that they begin on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub business_days: bool,
    /// Only from this time of day on, such as 08:30:00.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_from: Option<NaiveTime>,
    /// Only before this time of day, or that of the next day where it is earlier than the first:
    /// 22:00:00 and 06:00:00 are a night. 00:00:00 is the end of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_to: Option<NaiveTime>,
    /// Minutes that the clock of these hours and days is ahead of UTC, all year; left out, it is
    /// the zone's.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -840, max = 840)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_minutes: Option<i32>,
    /// The time zone whose clocks show the instants: a name such as Europe/Paris, or an offset such
    /// as +02:00, which not every reader knows; empty for local times without a zone.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "time zones")))]
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
            business_days: false,
            hours_from: None,
            hours_to: None,
            offset_minutes: None,
            zone: "UTC".into(),
        }
    }
}

impl Parameters for Timestamp {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let (zone, hours) = (self.zone()?, self.hours()?);
        let from = self.unit.of("from", self.from)?;
        let places = self.rise().places(context.stream())?;
        let end = match places {
            None => Some(self.unit.of("to", self.to)?),
            Some(_) => None,
        };
        let clock = hours.map(|hours| OpenTime::new(hours, &zone, from, end));
        let place = |instant| clock.as_ref().map_or(instant, |clock| clock.before(instant));
        let first = place(from);
        let places = match (places, end) {
            (Some(rising), _) => rising,
            (None, end) => {
                let span = self.span(first, place(end.unwrap_or(from)))?;
                Places::any(context.numbers(context.stream(), span))
            }
        };
        let zone = (!self.zone.is_empty()).then(|| self.zone[..].into());
        let data_type = DataType::Timestamp(self.unit.arrow(), zone);
        Ok(Arc::new(Timestamps { data_type, first, places, clock }))
    }
}

impl Timestamp {
    /// How many instants there are.
    fn span(&self, first: i64, end: i64) -> std::result::Result<u64, BadParameter> {
        match u64::try_from(end.saturating_sub(first)) {
            Ok(0) | Err(_) if self.from < self.to => {
                let problem =
                    format!("{} to {} has none of the hours and days", self.from, self.to);
                Err(BadParameter::new("to", problem, "Enter a later instant, or other hours."))
            }
            Ok(0) | Err(_) => {
                let problem = format!("{} is not after {}", self.to, self.from);
                Err(BadParameter::new("to", problem, "Enter a later instant."))
            }
            Ok(span) => Ok(span),
        }
    }

    fn rise(&self) -> Rise {
        Rise {
            every: self.every,
            jitter: self.jitter,
            parts: self.unit.per_second(),
            // 2^53 nanoseconds.
            remedy: "Enter a number of seconds that is one of the unit or more, up to 104 days.",
        }
    }

    /// The zone of the clock by which hours and days are told.
    fn zone(&self) -> std::result::Result<Zone, BadParameter> {
        let zone = match &self.zone[..] {
            "" => Zone::fixed(0),
            name => known_zone("zone", name)?,
        };
        let fixed = self.offset_minutes.map(offset_seconds).transpose()?;
        Ok(fixed.map_or(zone, Zone::fixed))
    }

    /// The hours in which instants are, unless they are at any time.
    fn hours(&self) -> std::result::Result<Option<Hours>, BadParameter> {
        let (from, to) =
            (seconds("hours_from", self.hours_from)?, seconds("hours_to", self.hours_to)?);
        let per_second = self.unit.per_second();
        let hours = |from: i64, to: i64, business_days| {
            Ok(Some(Hours::new(per_second, from * per_second, to * per_second, business_days)))
        };
        match (from, to) {
            (None, None) if self.business_hours => hours(9 * HOUR, 17 * HOUR, true),
            (None, None) if !self.business_days => Ok(None),
            _ if self.business_hours => {
                let parameter = if from.is_some() { "hours_from" } else { "hours_to" };
                let problem = "business_hours are from 9 to 17 o'clock";
                let remedy = "Leave it out, or choose business_days instead of business_hours.";
                Err(BadParameter::new(parameter, problem, remedy))
            }
            (from, to) => {
                let (from, to) = (from.unwrap_or(0), to.unwrap_or(0));
                hours(from, closing("hours_to", from, to, DAY)?, self.business_days)
            }
        }
    }
}

const HOUR: i64 = 3_600;

/// A time of day in seconds since midnight.
fn seconds(
    parameter: &str,
    time: Option<NaiveTime>,
) -> std::result::Result<Option<i64>, BadParameter> {
    match time {
        Some(time) if time.nanosecond() > 0 => {
            let problem = format!("{time} is between two seconds");
            Err(BadParameter::new(parameter, problem, "Enter a time in whole seconds."))
        }
        time => Ok(time.map(|time| time.num_seconds_from_midnight().into())),
    }
}

struct Timestamps {
    data_type: DataType,
    /// In the column's unit since 1970-01-01T00:00Z, or in the clock's time before it.
    first: i64,
    /// In the same unit.
    places: Places,
    clock: Option<OpenTime>,
}

impl Column for Timestamps {
    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let place = |row: u64| self.first.wrapping_add_unsigned(self.places.at(row));
        match &self.clock {
            None => int64(rows, place),
            Some(clock) => int64(rows, |row| clock.instant(place(row))),
        }
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.places.distinct_rows(1)
    }
}

#[cfg(test)]
mod tests;
