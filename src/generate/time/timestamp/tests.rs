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
        (r#"{"unit": "us", "zone": "Europe/Paris"}"#, TimeUnit::Microsecond, Some("Europe/Paris")),
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

/// What the clocks of a zone show at instants in milliseconds, by the library's own rules.
fn local(millis: &[i64], zone: &str) -> Vec<jiff::civil::DateTime> {
    let zone = jiff::tz::TimeZone::get(zone).unwrap();
    let local = |at: &i64| zone.to_datetime(jiff::Timestamp::from_millisecond(*at).unwrap());
    millis.iter().map(local).collect()
}

#[test]
fn hours_are_those_of_the_zones_clocks_in_summer_and_winter() {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"] {
        let json = format!(
            r#"{{"timestamp": {{"from": "2024-01-01T00:00:00Z", "to": "2025-01-01T00:00:00Z",
                "business_hours": true, "zone": "{zone}"}}}}"#
        );
        let local = local(&numbers(&json, 20_000), zone);
        let is_business = |at: &jiff::civil::DateTime| {
            (9..17).contains(&at.hour()) && at.weekday().to_monday_zero_offset() < 5
        };
        assert!(local.iter().all(is_business), "{zone}");
        let hours = counts(local.iter().map(|at| (at.month(), at.hour())));
        assert_eq!(hours.len(), 12 * 8, "{zone}");
        let hours = counts(local.iter().map(|at| at.hour()));
        assert!(unevenness(&hours) < 5.0, "{zone}: {hours:?}");
    }
}

#[test]
fn hours_past_midnight_are_of_the_day_that_they_begin_on() {
    let json = r#"{"timestamp": {"from": "2024-06-03T00:00:00Z", "to": "2024-07-01T00:00:00Z",
        "business_days": true, "hours_from": "22:00:00", "hours_to": "06:00:00"}}"#;
    let instants: Vec<_> = numbers(json, 20_000).iter().map(|at| instant(*at)).collect();
    let hours = counts(instants.iter().map(Timelike::hour));
    assert!(hours.len() == 8 && unevenness(&hours) < 4.0, "{hours:?}");
    // The night to Saturday is open, those to Sunday and to Monday are not.
    let nights = counts(instants.iter().map(|at| {
        let evening = *at - chrono::TimeDelta::hours(22);
        assert!(evening.hour() < 8 && evening.weekday().num_days_from_monday() < 5, "{at}");
        evening.date_naive()
    }));
    assert!(nights.len() == 20 && unevenness(&nights) < 4.0, "{nights:?}");
    let rising = r#"{"timestamp": {"from": "2024-06-07T20:00:00Z", "every": 10800,
        "business_days": true, "hours_from": "22:00:00", "hours_to": "04:00:00"}}"#;
    let found: Vec<_> = numbers(rising, 4).iter().map(|n| instant(*n).to_rfc3339()).collect();
    let hours = ["07T22", "08T01", "10T22", "11T01"];
    assert_eq!(found, hours.map(|hour| format!("2024-06-{hour}:00:00+00:00")));
}

#[test]
fn business_days_go_with_hours_and_with_a_rise() {
    // Six hours a day about the change of clocks on Sunday 2024-03-31.
    let json = r#"{"timestamp": {"from": "2024-03-28T00:00:00Z", "every": 7200, "jitter": 1,
        "business_days": true, "hours_from": "18:00:00", "zone": "Europe/Berlin"}}"#;
    let instants = numbers(json, 3_000);
    assert!(instants.is_sorted_by(|one, next| one < next));
    let found = local(&instants, "Europe/Berlin");
    let places = [(28, 18), (28, 20), (28, 22), (29, 18), (29, 20), (29, 22), (1, 18)];
    for (at, (day, hour)) in found.iter().zip(places) {
        assert!(at.day() == day && (hour..hour + 2).contains(&at.hour()), "{at}");
    }
    let is_open =
        |at: &jiff::civil::DateTime| at.hour() >= 18 && at.weekday().to_monday_zero_offset() < 5;
    assert!(found.iter().all(is_open));
    let days = r#"{"timestamp": {"business_days": true, "zone": "America/New_York"}}"#;
    let found = local(&numbers(days, 20_000), "America/New_York");
    let counts = counts(found.iter().map(|at| (at.weekday().to_monday_zero_offset(), at.hour())));
    assert!(counts.len() == 5 * 24 && unevenness(&counts) < 1.6, "{counts:?}");
}

#[test]
fn hours_that_clocks_skip_are_not_there_and_those_shown_twice_are_twice() {
    let json = |from: &str, to: &str| {
        format!(
            r#"{{"timestamp": {{"from": "{from}T00:00:00Z", "to": "{to}T00:00:00Z",
                "hours_from": "01:00:00", "hours_to": "04:00:00", "zone": "Europe/Berlin"}}}}"#
        )
    };
    let hours = |json: &str| {
        counts(local(&numbers(json, 12_000), "Europe/Berlin").iter().map(|at| at.hour()))
    };
    // From midnight UTC: 1 and 3 o'clock of the 31st, and 1 o'clock of the day after it.
    let [one, three] = hours(&json("2024-03-31", "2024-04-01"))[..] else { panic!() };
    assert!(one.abs_diff(8_000) < 250 && three.abs_diff(4_000) < 250, "{one}, {three}");
    // 2 and 3 o'clock of the 26th; 1, 2, 2 again and 3 o'clock of the 27th.
    let [one, two, three] = hours(&json("2024-10-26", "2024-10-28"))[..] else { panic!() };
    assert!(one.abs_diff(2_000) < 200 && three.abs_diff(4_000) < 250, "{one}, {three}");
    assert!(two.abs_diff(6_000) < 280, "{two}");
}

#[test]
fn a_fixed_offset_is_the_clock_of_hours_beside_a_zone() {
    let json = |more: &str| format!(r#"{{"timestamp": {{"business_hours": true, {more}}}}}"#);
    let berlin = numbers(&json(r#""zone": "Europe/Berlin", "offset_minutes": -300"#), 100);
    assert_eq!(berlin, numbers(&json(r#""zone": "-05:00""#), 100));
    assert_eq!(berlin, numbers(&json(r#""zone": "", "offset_minutes": -300"#), 100));
}

#[test]
fn zones_near_to_an_unknown_one_are_told() {
    let bad = super::super::known_zone("zone", "Europe/Berln").unwrap_err();
    assert_eq!(bad.problem, r#""Europe/Berln" is no time zone"#);
    assert_eq!(
        bad.remedy,
        "Enter a name of the IANA database such as Europe/Berlin, or an offset such as +02:00."
    );
}

#[test]
fn bad_parameters_are_named() {
    let bad = |parameters: &str| bad_parameter(&format!(r#"{{"timestamp": {{{parameters}}}}}"#));
    assert_eq!(bad(r#""to": "2020-01-01T00:00:00Z""#), "to");
    let weekend = r#""from": "2024-06-01T00:00:00Z", "to": "2024-06-03T00:00:00Z""#;
    assert_eq!(bad(&format!(r#"{weekend}, "business_hours": true"#)), "to");
    assert_eq!(bad(r#""unit": "ns", "from": "1600-01-01T00:00:00Z""#), "from");
    assert_eq!(bad(r#""every": 0.0001"#), "every");
    assert_eq!(bad(r#""every": -1"#), "every");
    assert_eq!(bad(r#""every": 1, "jitter": 1.5"#), "jitter");
    assert_eq!(bad(r#""offset_minutes": 900"#), "offset_minutes");
    assert_eq!(bad(r#""zone": "Paris, France""#), "zone");
    assert_eq!(bad(r#""zone": "Europe/Pariss""#), "zone");
    assert_eq!(bad(r#""zone": "+25:00""#), "zone");
    assert_eq!(bad(r#""jitter": 0.5"#), "jitter");
    assert_eq!(bad(&format!(r#"{weekend}, "business_days": true"#)), "to");
    assert_eq!(bad(r#""hours_from": "09:00:00", "hours_to": "09:00:00""#), "hours_to");
    assert_eq!(bad(r#""hours_from": "09:00:00.5""#), "hours_from");
    assert_eq!(bad(r#""business_hours": true, "hours_to": "18:00:00""#), "hours_to");
}
