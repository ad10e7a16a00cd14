//! Time zones: how far local time is ahead of UTC, by the IANA database that is part of the
//! program, so that it is the same everywhere.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// From here on, 2100-01-01, zones only change by the rules of their years: the last year that the
/// database has dates for is 2087.
const BY_RULE: i64 = 4_102_444_800;
/// Seconds of 400 years, after which the calendar, its weekdays and so the rules repeat.
const CYCLE: i64 = 146_097 * 86_400;
/// Where the tables of zones end.
const END: i64 = BY_RULE + CYCLE;

/// A time zone of the IANA database, or one that is always as far ahead of UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Zone {
    /// In order; the first is before all others.
    spans: Vec<Span>,
}

/// A time in which a zone's clocks are as far ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Seconds since 1970-01-01T00:00Z of its begin; the least number for the first of a zone.
    pub(crate) start: i64,
    /// Seconds that local time is ahead of UTC.
    pub(crate) ahead: i64,
}

/// Times from which on a zone's changes repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cycle {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Zone {
    /// A zone that is always so many seconds ahead of UTC.
    pub(crate) fn fixed(ahead: i64) -> Self {
        Self { spans: vec![Span { start: i64::MIN, ahead }] }
    }

    /// The zone of a name as Arrow has it: `Europe/Berlin`, `UTC`, `+05:30`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        fixed(name).map(Self::fixed).or_else(|| {
            let zone = TimeZoneDatabase::bundled().get(name).ok()?;
            // Other readers want the letters as they are in the database.
            (zone.iana_name() == Some(name)).then(|| Self::of(&zone))
        })
    }

    fn of(zone: &TimeZone) -> Self {
        let first =
            Span { start: i64::MIN, ahead: zone.to_offset(Timestamp::MIN).seconds().into() };
        let mut spans = vec![first];
        for change in zone.following(Timestamp::MIN) {
            let start = change.timestamp().as_second();
            let (ahead, before) = (change.offset().seconds().into(), spans[spans.len() - 1].ahead);
            if start >= END {
                break;
            }
            // A change of the name alone is none.
            if ahead != before {
                spans.push(Span { start, ahead });
            }
        }
        Self { spans }
    }

    /// Its spans from the one of an instant on.
    pub(crate) fn spans_from(&self, at: i64) -> &[Span] {
        &self.spans[self.place(at)..]
    }

    /// From when on its changes repeat, if it has any; spans are listed up to the first repetition.
    pub(crate) fn cycle(&self) -> Option<Cycle> {
        (self.spans.len() > 1).then_some(Cycle { start: BY_RULE, end: END })
    }

    /// The place of the last span that has begun by then.
    fn place(&self, at: i64) -> usize {
        self.spans.partition_point(|span| span.start <= at).saturating_sub(1)
    }

    /// Seconds that local time is ahead of UTC at an instant.
    pub(crate) fn ahead(&self, at: i64) -> i64 {
        if let [only] = self.spans[..] {
            return only.ahead;
        }
        self.spans[self.place(in_table(at))].ahead
    }

    /// The first instant at which clocks show a local time, in seconds as if it was UTC; nothing
    /// for one that clocks skip.
    pub(crate) fn instant(&self, local: i64) -> Option<i64> {
        // Clocks of all zones are less than a day ahead or behind.
        let around = [-DAY, DAY].map(|day| self.ahead(local.saturating_add(day)));
        let ahead = |at: i64| self.ahead(at);
        let most = around[0].max(around[1]);
        let least = around[0].min(around[1]);
        [most, least]
            .into_iter()
            .filter_map(|offset| Some((local.checked_sub(offset)?, offset)))
            .find_map(|(at, offset)| (ahead(at) == offset).then_some(at))
    }
}

const DAY: i64 = 86_400;

/// An instant with the same offsets that is before the end of the tables.
fn in_table(at: i64) -> i64 {
    if at < END { at } else { BY_RULE + (at - BY_RULE).rem_euclid(CYCLE) }
}

/// Most hours that clocks are ahead of UTC or behind it.
const MAX_HOURS: i64 = 14;

/// Seconds of an offset such as `+05:30`.
fn fixed(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let number = |digits: &str, limit: i64| {
        let is_number = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|number| is_number && *number <= limit)
    };
    let minutes = number(hours, MAX_HOURS)? * 60 + number(minutes, 59)?;
    (minutes <= MAX_HOURS * 60).then_some(sign * minutes * 60)
}

/// How many names are told where one is not known.
const TOLD: usize = 3;

/// Names of zones that are like one that is none: by its letters, or by a part of it, as in
/// `Berlin`.
pub(crate) fn near(name: &str) -> Vec<String> {
    let wanted = letters(name);
    let likeness = |known: &str| {
        let (city, known) = (letters(known.rsplit('/').next().unwrap_or(known)), letters(known));
        let is_in =
            city.len() > 3 && wanted.contains(&city) || wanted.len() > 3 && known.contains(&wanted);
        let typos = edits(&known, &wanted).min(edits(&city, &wanted));
        let few = |typos: &usize| *typos <= 2 && typos * 4 <= wanted.len();
        if is_in { Some(0) } else { Some(typos).filter(few) }
    };
    let database = TimeZoneDatabase::bundled();
    let names = database.available().map(|name| name.as_str().to_owned());
    let mut near: Vec<_> = names.filter_map(|name| Some((likeness(&name)?, name))).collect();
    near.sort();
    near.into_iter().take(TOLD).map(|(_, name)| name).collect()
}

/// The letters of a name alone, all small.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(40).collect()
}

/// How many letters have to be put in, left out or exchanged for one text to be another
/// (Levenshtein's distance).
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (above, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for (place, b) in to.chars().enumerate() {
            let exchanged = diagonal + usize::from(a != b);
            diagonal = row[place + 1];
            row[place + 1] = exchanged.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
    }

    #[test]
    fn every_zone_is_as_far_ahead_as_its_rules_say_in_any_year() {
        let names = names();
        assert!(names.len() > 590, "{}", names.len());
        for name in names {
            let (zone, rules) = (Zone::named(&name).unwrap(), TimeZone::get(&name).unwrap());
            // From 1800 to 9900, in steps that meet every month, weekday and hour.
            for at in (-5_364_000_000..250_000_000_000_i64).step_by(86_400 * 400 + 3_700 * 5) {
                let expected = rules.to_offset(Timestamp::from_second(at).unwrap()).seconds();
                assert_eq!(zone.ahead(at), i64::from(expected), "{name} at {at}");
            }
        }
    }

    #[test]
    fn offsets_are_zones_as_well() {
        assert_eq!(Zone::named("+05:30"), Some(Zone::fixed(19_800)));
        assert_eq!(Zone::named("-00:30"), Some(Zone::fixed(-1_800)));
        assert_eq!(Zone::named("+14:00").unwrap().ahead(i64::MAX), 50_400);
        for none in ["+5:30", "+0530", "+05:60", "+14:01", "++5:30", "+é:00", "", "+", "Z"] {
            assert_eq!(Zone::named(none), None, "{none}");
        }
    }

    #[test]
    fn local_times_are_the_first_instant_with_them() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let local = |text: &str| {
            let local = chrono::DateTime::parse_from_rfc3339(&format!("{text}:00Z")).unwrap();
            let at = berlin.instant(local.timestamp())?;
            Some(chrono::DateTime::from_timestamp(at, 0).unwrap().format("%dT%H:%M").to_string())
        };
        assert_eq!(local("2024-03-31T01:59").unwrap(), "31T00:59");
        assert_eq!(local("2024-03-31T02:00"), None);
        assert_eq!(local("2024-03-31T02:59"), None);
        assert_eq!(local("2024-03-31T03:00").unwrap(), "31T01:00");
        assert_eq!(local("2024-10-27T02:30").unwrap(), "27T00:30");
        assert_eq!(local("2024-10-27T03:00").unwrap(), "27T02:00");
    }

    #[test]
    fn near_names_are_told() {
        assert_eq!(near("europe/berlin"), ["Europe/Berlin"]);
        assert_eq!(near("Berlin"), ["Europe/Berlin"]);
        assert_eq!(near("Paris, France"), ["Europe/Paris"]);
        assert_eq!(near("America/NewYork")[0], "America/New_York");
        assert_eq!(near("Europe/Berln")[0], "Europe/Berlin");
        assert_eq!(near("Asia/Calcuta")[0], "Asia/Calcutta");
        assert_eq!(near("nowhere at all"), [""; 0]);
    }
}
