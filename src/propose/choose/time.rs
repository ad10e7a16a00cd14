//! Dates, times and instants.

use arrow::datatypes::TimeUnit;
use chrono::{NaiveDate, NaiveTime};

use super::{BY_TYPE, names};
use crate::generate::{Date, Duration, Generator, TimeOfDay, TimeUnit as Unit, Timestamp};
use crate::propose::facts::{Facts, Order, Pick, date, instant, per_second};
use crate::zone::Zone;

pub(super) fn dates(facts: &Facts) -> Vec<Pick> {
    let seen = seen_dates(facts).map(|(from, to)| {
        let date = Date { from, to, ..Date::default() };
        Pick::new(Generator::Date(date), "between the first and the last date of the sample")
    });
    let by_name = names::is_birthday(&facts.about).then(|| {
        let date = Date { from: day(BORN.0), to: day(BORN.1), ..Date::default() };
        Pick::new(Generator::Date(date), BIRTHDAYS)
    });
    let any = Pick::new(Generator::Date(Date::default()), BY_TYPE);
    seen.or(by_name).into_iter().chain([any]).collect()
}

/// Between which years adults are born.
const BORN: (i32, i32) = (1940, 2008);
const BIRTHDAYS: &str = "birthdays of adults, by its name";

/// The first day of a year.
fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

fn seen_dates(facts: &Facts) -> Option<(NaiveDate, NaiveDate)> {
    let (low, high) = facts.whole()?;
    Some((date(low)?, date(high)?))
}

/// The unit of a generator that is as fine; there is none of whole seconds.
fn unit_of(unit: TimeUnit) -> Unit {
    match unit {
        TimeUnit::Second | TimeUnit::Millisecond => Unit::Ms,
        TimeUnit::Microsecond => Unit::Us,
        TimeUnit::Nanosecond => Unit::Ns,
    }
}

pub(super) fn times(facts: &Facts, unit: TimeUnit) -> Vec<Pick> {
    let any = TimeOfDay { unit: unit_of(unit), ..TimeOfDay::default() };
    let seen = facts.whole().and_then(|(low, high)| {
        let from = time(unit, low)?;
        // The end of the day is midnight.
        let to = time(unit, high + 1).unwrap_or(NaiveTime::MIN);
        let why = "between the first and the last time of the sample";
        Some(Pick::new(Generator::TimeOfDay(TimeOfDay { from, to, ..any }), why))
    });
    seen.into_iter().chain([Pick::new(Generator::TimeOfDay(any), BY_TYPE)]).collect()
}

/// A time of day by what has passed since midnight.
fn time(unit: TimeUnit, value: i128) -> Option<NaiveTime> {
    let midnight = instant(unit, 0)?;
    let instant = instant(unit, value)?;
    (instant.date_naive() == midnight.date_naive()).then(|| instant.time())
}

pub(super) fn timestamps(facts: &Facts, unit: TimeUnit, zone: Option<&str>) -> Vec<Pick> {
    // Files can have names of their own for zones.
    let zone = zone.map(|zone| if Zone::named(zone).is_some() { zone } else { "UTC" });
    let any = Timestamp {
        unit: unit_of(unit),
        zone: zone.unwrap_or_default().into(),
        ..Timestamp::default()
    };
    let utc = Timestamp { zone: "UTC".into(), ..any.clone() };
    let by_name = || {
        let (from, to) =
            (day(BORN.0).and_time(NaiveTime::MIN), day(BORN.1).and_time(NaiveTime::MIN));
        let birthdays = Timestamp { from: from.and_utc(), to: to.and_utc(), ..any.clone() };
        Pick::new(Generator::Timestamp(birthdays), BIRTHDAYS)
    };
    let seen =
        seen_instants(facts, unit, &any).or_else(|| names::is_birthday(&facts.about).then(by_name));
    let any = [any, utc].map(|any| Pick::new(Generator::Timestamp(any), BY_TYPE));
    seen.into_iter().chain(any).collect()
}

/// Instants between the first and the last of the sample; rising, if those are.
fn seen_instants(facts: &Facts, unit: TimeUnit, any: &Timestamp) -> Option<Pick> {
    let (low, high) = facts.whole()?;
    let (from, to) = (instant(unit, low)?, instant(unit, high + 1)?);
    let between = Timestamp { from, to, ..any.clone() };
    let (pick, why) = match step(facts, low, high) {
        Some((step, jitter, why)) => {
            #[expect(clippy::cast_precision_loss, reason = "10^9 is exact")]
            let every = step / per_second(unit) as f64;
            (Timestamp { every: Some(every), jitter, ..between }, why)
        }
        None => (between, "between the first and the last instant of the sample"),
    };
    Some(Pick::new(Generator::Timestamp(pick), why))
}

/// From one row to the next, in the column's unit, and how far rows are off their place.
#[expect(clippy::cast_precision_loss, reason = "the mean of steps need not be exact")]
fn step(facts: &Facts, low: i128, high: i128) -> Option<(f64, f64, &'static str)> {
    let gaps = facts.count.checked_sub(1).filter(|gaps| *gaps > 1)?;
    let mean = (high - low) as f64 / gaps as f64;
    if mean < 1.0 {
        return None;
    }
    match facts.order {
        Order::None => None,
        Order::Rising => Some((mean, 1.0, "rising from row to row, as in the sample")),
        Order::Even(step) => Some((step as f64, 0.0, "rising evenly, as in the sample")),
    }
}

pub(super) fn durations() -> Vec<Pick> {
    vec![Pick::new(Generator::Duration(Duration::default()), "durations are whole seconds here")]
}
