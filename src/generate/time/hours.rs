//! Clocks that stand still outside of some hours and days, in a time zone.

use super::DAY;
use super::calendar::{business_day, business_days_before, weekday};
use crate::zone::Zone;

/// Hours that are open from a time of each day on, or from Monday to Friday; in parts of a second of
/// local time. They can go on past midnight, as hours of the day that they begin on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours {
    day: i64,
    /// From midnight to the first open hour.
    opening: i64,
    /// All open hours of a day.
    open: i64,
    business_days: bool,
}

impl Hours {
    /// Hours between two times since midnight, the second at most a day after the first, with
    /// `per_second` parts to a second.
    pub(super) fn new(per_second: i64, from: i64, to: i64, business_days: bool) -> Self {
        Self { day: DAY * per_second, opening: from, open: to - from, business_days }
    }

    /// How much open time is before a local time.
    fn before(self, local: i64) -> i64 {
        let since_opening = local.saturating_sub(self.opening);
        let day = since_opening.div_euclid(self.day);
        let is_open = !self.business_days || weekday(day) < 5;
        let today = since_opening.rem_euclid(self.day).min(self.open);
        let days = if self.business_days { business_days_before(day) } else { day };
        days * self.open + if is_open { today } else { 0 }
    }

    /// The open local time before which there is so much of it.
    #[inline]
    fn local(self, before: i64) -> i64 {
        let days = before.div_euclid(self.open);
        let day = if self.business_days { business_day(days) } else { days };
        day.wrapping_mul(self.day).wrapping_add(self.opening + before.rem_euclid(self.open))
    }
}

/// Open time as it goes by in a time zone. Where clocks go forward, what they skip is not in it;
/// where they go back, what they show again is in it again. So every open instant has its place in
/// it, in their order.
#[derive(Debug)]
pub(super) struct OpenTime {
    hours: Hours,
    /// In order; the first is before all others.
    stretches: Vec<Stretch>,
    cycle: Option<Cycle>,
}

/// A time in which clocks are as far ahead of UTC.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// The instant of its begin.
    start: i64,
    /// Open time before its begin.
    before: i64,
    /// How much local time is ahead of UTC.
    ahead: i64,
    /// How much open time there is more than by local time alone.
    more: i64,
}

/// Times after which all changes of clocks are repeated.
#[derive(Clone, Copy, Debug)]
struct Cycle {
    /// The instant of the first repetition.
    end: i64,
    length: i64,
    /// Open time before the first repetition.
    before: i64,
    /// Open time of each.
    open: i64,
}

impl OpenTime {
    /// Open time in a zone from an instant on, up to one before which all are asked for, if there
    /// is any.
    pub(super) fn new(hours: Hours, zone: &Zone, from: i64, end: Option<i64>) -> Self {
        let per_second = hours.day / DAY;
        let cycle = zone.cycle();
        let first = from.div_euclid(per_second);
        let spans = zone.spans_from(cycle.map_or(first, |cycle| first.min(cycle.start)));
        let ahead = |place: usize| spans[place].ahead * per_second;
        let first = Stretch { start: i64::MIN, before: i64::MIN, ahead: ahead(0), more: 0 };
        let mut time = Self { hours, stretches: vec![first], cycle: None };
        for (place, span) in spans.iter().enumerate().skip(1) {
            // What is too far for the unit is too far for its instants.
            let Some(start) = span.start.checked_mul(per_second) else { return time };
            if end.is_some_and(|end| end <= start) {
                return time;
            }
            let before = time.before(start);
            let more = before - hours.before(start + ahead(place));
            time.stretches.push(Stretch { start, before, ahead: ahead(place), more });
        }
        time.cycle = cycle.and_then(|cycle| {
            let (start, end) = (cycle.start * per_second, cycle.end.checked_mul(per_second)?);
            let before = time.before(end);
            Some(Cycle { end, length: end - start, before, open: before - time.before(start) })
        });
        time
    }

    /// How much open time is before an instant.
    pub(super) fn before(&self, instant: i64) -> i64 {
        let laps = self.cycle.filter(|cycle| instant >= cycle.end);
        let (laps, open, length) = laps.map_or((0, 0, 0), |cycle| {
            (1 + (instant - cycle.end) / cycle.length, cycle.open, cycle.length)
        });
        let instant = instant - laps * length;
        let place = self.stretches.partition_point(|stretch| stretch.start <= instant);
        let stretch = self.stretches[place.saturating_sub(1)];
        let local = instant.saturating_add(stretch.ahead);
        self.hours.before(local) + stretch.more + laps * open
    }

    /// The open instant before which there is so much open time.
    #[inline]
    pub(super) fn instant(&self, before: i64) -> i64 {
        match self.cycle {
            Some(cycle) if before >= cycle.before => {
                let laps = 1 + (before - cycle.before) / cycle.open;
                let shown = self.in_table(before - laps * cycle.open);
                shown.wrapping_add(laps.wrapping_mul(cycle.length))
            }
            _ => self.in_table(before),
        }
    }

    #[inline]
    fn in_table(&self, before: i64) -> i64 {
        let place = self.stretches.partition_point(|stretch| stretch.before <= before);
        let stretch = self.stretches[place.saturating_sub(1)];
        self.hours.local(before.wrapping_sub(stretch.more)).wrapping_sub(stretch.ahead)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    /// Zones with changes by an hour, by half of one, at midnight, of days that are left out, by
    /// the moon, and without any.
    const ZONES: [&str; 8] = [
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Pacific/Apia",
        "Africa/Casablanca",
        "America/New_York",
        "Asia/Kathmandu",
        "-03:30",
    ];

    proptest! {
        #[test]
        fn every_open_instant_has_its_place_and_no_other_has(
            name in prop::sample::select(&ZONES[..]),
            from in -2_000_000_000_i64..30_000_000_000,
            opening in 0..24_i64,
            hours in 1..=24_i64,
            business_days: bool,
            unit in prop::sample::select(&[1, 1_000, 1_000_000][..]),
            after in 0..40_000_000_i64,
        ) {
            let (zone, open) = (zone(name), hours);
            let closing = opening + hours;
            let hours = Hours::new(unit, opening * HOUR * unit, closing * HOUR * unit, business_days);
            let is_open = |at: i64| {
                let local = at.div_euclid(unit) + zone.ahead(at.div_euclid(unit));
                let (day, hour) = (local.div_euclid(DAY), local.rem_euclid(DAY) / HOUR);
                // The hours of this day, and those of the day before that go on past midnight.
                let opened = if hour < opening { day - 1 } else { day };
                let is_day = !business_days || weekday(opened) < 5;
                (hour - opening).rem_euclid(24) < open && is_day
            };
            let time = OpenTime::new(hours, &zone, from * unit, None);
            let first = time.before(from * unit);
            let at = time.instant(first + after);
            prop_assert!(is_open(at) && at >= from * unit);
            prop_assert_eq!(time.before(at), first + after);
            prop_assert_eq!(time.before(at + 1), first + after + 1);
            let next = time.instant(first + after + 1);
            prop_assert!(next == at + 1 || !is_open(at + 1) && next > at);
            // A table that ends is the same up to there.
            let end = OpenTime::new(hours, &zone, from * unit, Some(at + 1));
            prop_assert_eq!(end.instant(end.before(from * unit) + after), at);
        }
    }

    /// All open seconds about changes of the clocks, one by one.
    #[test]
    fn what_clocks_skip_is_not_there_and_what_they_show_twice_is_there_twice() {
        let hours = Hours::new(1, HOUR, 4 * HOUR, false);
        // Midnight UTC of 2024-03-31 and 2024-10-27, when clocks in Berlin show 1 and 2 o'clock.
        for (midnight, open) in [(1_711_839_600, 2 * HOUR), (1_729_980_000, 4 * HOUR)] {
            let time = OpenTime::new(hours, &zone("Europe/Berlin"), midnight, None);
            let (first, last) = (time.before(midnight), time.before(midnight + 20 * HOUR));
            assert_eq!(last - first, open);
            let instants: Vec<_> = (first..last).map(|before| time.instant(before)).collect();
            assert!(instants.is_sorted_by(|one, next| one < next));
        }
    }

    #[test]
    fn nanoseconds_end_before_the_tables_do() {
        let second = 1_000_000_000;
        let hours = Hours::new(second, 9 * HOUR * second, 17 * HOUR * second, true);
        let time = OpenTime::new(hours, &zone("Europe/Berlin"), i64::MIN, None);
        for at in [i64::MIN, -7 * second, 0, i64::MAX / 2, i64::MAX - DAY * second * 9] {
            let before = time.before(at);
            assert_eq!(time.before(time.instant(before)), before);
        }
    }
}
