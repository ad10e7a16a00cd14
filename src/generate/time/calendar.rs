//! The calendar: dates and weekdays of days counted from 1970-01-01.

use super::super::words::{push_number, push_padded};
use super::DAY;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: u8,
    /// 1 to 31.
    pub(super) day: u8,
}

/// Days from 0000-03-01 to 1970-01-01. Years that begin in March end with their leap day.
const MARCH_0: i64 = 719_468;
/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

/// The date of a day (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "months and days")]
pub(super) fn civil(days: i64) -> Civil {
    let (era, day) = ((days + MARCH_0).div_euclid(ERA), (days + MARCH_0).rem_euclid(ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // From March on, five months have 153 days together.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    Civil { year, month: month as u8, day: day as u8 }
}

/// The weekday of a day: Monday is 0. 1970-01-01 was a Thursday.
#[inline]
pub(super) fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// How many days from Monday to Friday lie between Monday 1969-12-29 and a day, itself left out.
#[inline]
pub(super) fn business_days_before(days: i64) -> i64 {
    let monday = days + 3;
    monday.div_euclid(7) * 5 + monday.rem_euclid(7).min(5)
}

/// The day before which there are so many days from Monday to Friday: itself one.
#[inline]
pub(super) fn business_day(before: i64) -> i64 {
    before.div_euclid(5) * 7 + before.rem_euclid(5) - 3
}

/// Appends a day as `2024-02-29`.
pub(in crate::generate) fn push_date(text: &mut Vec<u8>, days: i64) {
    let Civil { year, month, day } = civil(days);
    if (0..10_000).contains(&year) {
        push_padded(text, year.unsigned_abs(), 4);
    } else {
        // ISO 8601: years of other lengths have a sign.
        text.push(if year < 0 { b'-' } else { b'+' });
        if year > -10_000 {
            push_padded(text, year.unsigned_abs(), 4);
        } else {
            push_number(text, year.unsigned_abs());
        }
    }
    for part in [month, day] {
        text.push(b'-');
        push_padded(text, part.into(), 2);
    }
}

/// Appends a time of day as `23:59:59.999`, from parts of a second since midnight of which
/// `per_second` make a second.
pub(in crate::generate) fn push_time(text: &mut Vec<u8>, parts: i64, per_second: i64) {
    let seconds = (parts / per_second).rem_euclid(DAY).unsigned_abs();
    for (before, part) in [("", seconds / 3600), (":", seconds / 60 % 60), (":", seconds % 60)] {
        text.extend_from_slice(before.as_bytes());
        push_padded(text, part, 2);
    }
    if per_second > 1 {
        let digits = per_second.ilog10() as usize;
        text.push(b'.');
        push_padded(text, (parts % per_second).unsigned_abs(), digits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, NaiveDate};

    const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();

    #[test]
    fn dates_and_weekdays_are_those_of_chrono() {
        // A day in 37, from 7,000 years before 1970 to 7,000 years after.
        for days in (-2_556_750..2_556_750_i64).step_by(37) {
            let date = EPOCH + chrono::TimeDelta::days(days);
            let Civil { year, month, day } = civil(days);
            assert_eq!(
                NaiveDate::from_ymd_opt(i32::try_from(year).unwrap(), month.into(), day.into()),
                Some(date)
            );
            assert_eq!(weekday(days), i64::from(date.weekday().num_days_from_monday()));
        }
    }

    #[test]
    fn business_days_are_counted() {
        let mut counted = business_days_before(-30_000);
        for days in -30_000..30_000_i64 {
            assert_eq!(business_days_before(days), counted);
            if weekday(days) < 5 {
                assert_eq!(business_day(counted), days);
                counted += 1;
            }
        }
    }

    #[test]
    fn texts_are_iso_8601() {
        let mut text = Vec::new();
        push_date(&mut text, 19_782);
        push_date(&mut text, -719_529);
        push_time(&mut text, 86_399_999_001, 1_000_000);
        push_time(&mut text, 61, 1);
        assert_eq!(text, b"2024-02-29-0001-12-3123:59:59.99900100:01:01");
    }
}
