//! Dates and times in writing.

use arrow::datatypes::{DataType, TimeUnit};
use chrono::NaiveDate;

use super::cell::{Typed, all};
use crate::propose::facts::per_second;

/// What a date begins with.
#[derive(Clone, Copy)]
enum Order {
    /// 2024-12-31.
    Year,
    /// 31.12.2024.
    Day,
    /// 12/31/2024.
    Month,
}

const ORDERS: [Order; 3] = [Order::Year, Order::Day, Order::Month];

pub(super) fn dates(texts: &[&str]) -> Option<Typed> {
    let days = |order| all(texts, |text| date(text, order));
    Some(Typed::Whole(DataType::Date32, ORDERS.into_iter().find_map(days)?))
}

/// Days since 1970-01-01.
fn date(text: &str, order: Order) -> Option<i128> {
    let separator = text.chars().find(|c| "-/.".contains(*c))?;
    let mut parts = text.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) = match order {
        Order::Year => (a, b, c),
        Order::Day => (c, b, a),
        Order::Month => (c, a, b),
    };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(number(year)?, number(month)?, number(day)?)?;
    Some(date.signed_duration_since(NaiveDate::default()).num_days().into())
}

/// A number of up to four digits.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_digits { text.parse().ok() } else { None }
}

/// A time of day in writing.
struct Clock {
    nanos: i128,
    /// Digits of the fraction of a second.
    digits: usize,
    /// Seconds ahead of UTC, if it says.
    offset: Option<i128>,
}

pub(super) fn timestamps(texts: &[&str]) -> Option<Typed> {
    let instants = |order| all(texts, |text| instant(text, order));
    let instants = ORDERS.into_iter().find_map(instants)?;
    let zone = instants.iter().any(|(_, clock)| clock.offset.is_some()).then(|| "UTC".into());
    let unit = unit(instants.iter().map(|(_, clock)| clock.digits).max()?);
    let value = |(days, clock): &(i128, Clock)| {
        let seconds = days * 86_400 - clock.offset.unwrap_or(0);
        in_unit(seconds * SECOND + clock.nanos, unit)
    };
    let values = instants.iter().map(value).collect();
    Some(Typed::Whole(DataType::Timestamp(unit, zone), values))
}

pub(super) fn times(texts: &[&str]) -> Option<Typed> {
    let clocks = all(texts, |text| clock(text).filter(|clock| clock.offset.is_none()))?;
    let unit = unit(clocks.iter().map(|clock| clock.digits).max()?);
    let data_type = match unit {
        TimeUnit::Millisecond => DataType::Time32(unit),
        _ => DataType::Time64(unit),
    };
    let values = clocks.iter().map(|clock| in_unit(clock.nanos, unit)).collect();
    Some(Typed::Whole(data_type, values))
}

/// Nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;

fn in_unit(nanos: i128, unit: TimeUnit) -> i128 {
    nanos.div_euclid(SECOND / i128::from(per_second(unit)))
}

/// The coarsest unit that has all digits.
fn unit(digits: usize) -> TimeUnit {
    match digits {
        0..=3 => TimeUnit::Millisecond,
        4..=6 => TimeUnit::Microsecond,
        _ => TimeUnit::Nanosecond,
    }
}

fn instant(text: &str, order: Order) -> Option<(i128, Clock)> {
    let (day, time) = text.split_once(['T', ' '])?;
    Some((date(day, order)?, clock(time)?))
}

/// Hours and minutes, perhaps seconds and a fraction, perhaps an offset.
fn clock(text: &str) -> Option<Clock> {
    let (time, zone) = match text.find(['Z', '+', '-', ' ', 'U']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let offset = match zone.trim() {
        "" => None,
        "Z" | "UTC" => Some(0),
        zone => Some(offset(zone)?),
    };
    let (time, fraction) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let mut parts = time.split(':');
    let (hours, minutes) = (two(parts.next()?, 24)?, two(parts.next()?, 60)?);
    let seconds = parts.next().map_or(Some(0), |text| two(text, 61))?;
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    let digits = fraction.len();
    let fraction = if digits == 0 { 0 } else { format!("{fraction:0<9}").parse::<u32>().ok()? };
    let nanos = ((hours * 60 + minutes) * 60 + seconds) * SECOND + i128::from(fraction);
    Some(Clock { nanos, digits, offset })
}

/// Seconds of `+01:00`, `-0930` or `+02`.
fn offset(zone: &str) -> Option<i128> {
    let sign = match zone.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = zone[1..].replace(':', "");
    let hours = two(digits.get(..2)?, 15)?;
    let minutes = if digits.len() == 2 { 0 } else { two(digits.get(2..)?, 60)? };
    Some(sign * (hours * 60 + minutes) * 60)
}

/// A number of two digits below another.
fn two(text: &str, below: i128) -> Option<i128> {
    (text.len() == 2).then(|| number::<i128>(text)).flatten().filter(|number| *number < below)
}
