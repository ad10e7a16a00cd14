//! Numbers, times, keys and nested values.

use super::case::{Case, case, one, part, whole};
use super::chi_square::{Law, both, each_of, shares, side_by_side};

pub fn cases() -> Vec<Case> {
    [plain(), normal(), keys(), nested()].into_iter().flatten().collect()
}

/// The whole part of a number.
fn whole_part(number: &str) -> Vec<String> {
    one(number.split('.').next().unwrap())
}

/// How likely each whole part of 100 times a power of a uniform number is.
fn skewed(power: u32) -> Law {
    let below = |part: u32| (f64::from(part) / 100.0).powf(1.0 / f64::from(power));
    shares((0..100).map(|part| (part, below(part + 1) - below(part))))
}

/// The day and the hour of an instant in milliseconds.
fn day_and_hour(millis: &str) -> Vec<String> {
    let hours = millis.parse::<u64>().unwrap() / 3_600_000;
    one(side_by_side(hours / 24, hours % 24))
}

fn plain() -> Vec<Case> {
    let month = r#"{"timestamp": {"from": "1970-01-01T00:00:00Z", "to": "1970-02-01T00:00:00Z"}}"#;
    vec![
        case(
            r#"{"boolean": {"share": 0.8}}"#,
            "value",
            whole,
            shares([("true", 0.8), ("false", 0.2)]),
        ),
        case(r#"{"decimal": {"high": 99.99}}"#, "whole part", whole_part, skewed(1)),
        case(r#"{"decimal": {"high": 99.99, "skew": 3}}"#, "whole part", whole_part, skewed(3)),
        case(month, "day and hour", day_and_hour, both(&each_of(0..31), &each_of(0..24))),
    ]
}

/// In which twentieth of the normal law a number is.
fn twentieth(number: &str) -> Vec<String> {
    let number: f64 = number.parse().unwrap();
    one(part(0.5 * libm::erfc(-number * std::f64::consts::FRAC_1_SQRT_2), 20))
}

/// From each number to the next.
fn moves(numbers: &[String]) -> Vec<String> {
    let numbers: Vec<f64> = numbers.iter().map(|number| number.parse().unwrap()).collect();
    numbers.windows(2).map(|pair| (pair[1] - pair[0]).to_string()).collect()
}

fn normal() -> Vec<Case> {
    let noise = r#"{"seasonal": {"periods": [], "amplitudes": [], "noise": 1}}"#;
    vec![
        case(noise, "noise", twentieth, each_of(0..20)),
        case(r#"{"random_walk": {}}"#, "moves", twentieth, each_of(0..20)).of(moves),
    ]
}

/// How many rows the first of every two parents has: the second has what is left for both.
fn rows_of_first(keys: &[String]) -> Vec<String> {
    let mut rows: Vec<_> =
        keys.chunk_by(PartialEq::eq).map(|rows| rows.len().to_string()).collect();
    // The column may end before its rows do.
    rows.pop();
    rows.into_iter().step_by(2).collect()
}

/// Each instant once.
fn once(instants: &[String]) -> Vec<String> {
    let mut instants = instants.to_vec();
    instants.dedup();
    instants
}

/// All but the first events of sessions that begin at one instant.
fn later(instants: &[String]) -> Vec<String> {
    instants.iter().filter(|instant| **instant != instants[0]).cloned().collect()
}

/// The tenths of a second of an instant in milliseconds.
fn tenths(millis: &str) -> Vec<String> {
    one(millis.parse::<u64>().unwrap() % 1_000 / 100)
}

fn keys() -> Vec<Case> {
    let sessions = r#"{"event_time": {"of": "session", "every_ms": 1000, "within_ms": 0}}"#;
    let events = r#"{"event_time": {"of": "session", "every_ms": 0, "within_ms": 1000}}"#;
    vec![
        case(r#"{"child_key": {"min": 1, "max": 5}}"#, "rows of a parent", whole, each_of(1..=5))
            .of(rows_of_first),
        case(sessions, "beginning of a session", tenths, each_of(0..10)).of(once),
        case(events, "time of a later event", tenths, each_of(0..10)).of(later),
    ]
}

/// The elements of a list, or the entries of a map.
fn elements(text: &str) -> Vec<String> {
    let inside = text.trim_matches(['[', ']', '{', '}']);
    inside.split(", ").filter(|element| !element.is_empty()).map(String::from).collect()
}

fn count(text: &str) -> Vec<String> {
    one(elements(text).len())
}

/// One side of the entries of a map.
fn side(map: &str, side: usize) -> Vec<String> {
    let entries = elements(map);
    entries.iter().map(|entry| entry.split(": ").nth(side).unwrap().into()).collect()
}

fn nested() -> Vec<Case> {
    let list =
        r#"{"list": {"of": {"choice": {"values": ["red", "green"]}}, "max": 4, "nulls": 0.1}}"#;
    let map = r#"{"map": {"keys": {"pattern": {"pattern": "K####"}}, "values": {"boolean": {}}}}"#;
    let colours = shares([("red", 0.45), ("green", 0.45), ("null", 0.1)]);
    vec![
        case(list, "how many elements", count, each_of(0..=4)),
        case(list, "elements", elements, colours),
        case(map, "how many entries", count, each_of(0..=3)),
        case(
            map,
            "first two digits of the keys",
            |map| side(map, 0).iter().map(|key| key[1..3].into()).collect(),
            each_of((0..100).map(|digits| format!("{digits:02}"))),
        ),
        case(map, "values", |map| side(map, 1), each_of([true, false])),
    ]
}
