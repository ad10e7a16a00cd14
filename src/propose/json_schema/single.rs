//! Properties without others inside: texts, numbers and booleans.

use arrow::datatypes::{DataType, TimeUnit};

use super::tree::Tree;
use super::view::View;
use crate::generate::{Choice, Generator, Regex};
use crate::propose::facts::{Facts, Pick, Range};

/// Formats of texts whose generator is a whole recipe's.
const FORMATS: [(&str, &str); 13] = [
    ("color", r#"{"hex_colour":{}}"#),
    ("email", r#"{"email":{}}"#),
    ("hostname", r#"{"domain_name":{}}"#),
    ("idn-email", r#"{"email":{}}"#),
    ("idn-hostname", r#"{"domain_name":{}}"#),
    ("ipv4", r#"{"ipv4":{}}"#),
    ("ipv6", r#"{"ipv6":{}}"#),
    ("iri", r#"{"url":{}}"#),
    ("password", r#"{"password":{}}"#),
    ("phone", r#"{"phone":{}}"#),
    ("uri", r#"{"url":{}}"#),
    ("uri-reference", r#"{"url":{}}"#),
    ("uuid", r#"{"uuid":{"as":"text"}}"#),
];

pub(super) fn facts(name: &str, kind: &str, view: &View, notes: &mut Vec<String>) -> Facts {
    match kind {
        "boolean" => Facts::new(name, DataType::Boolean, "boolean"),
        "integer" => whole(name, view, notes),
        "number" => number(name, view),
        "string" => text(name, view),
        "null" => Facts::unknown(name, "null"),
        other => Facts::unknown(name, format!("type {other:?}")),
    }
}

fn text(name: &str, view: &View) -> Facts {
    let format = view.text("format").unwrap_or_default();
    let utc = Some("UTC".into());
    let data_type = match format {
        "date" => DataType::Date32,
        "date-time" => DataType::Timestamp(TimeUnit::Millisecond, utc),
        "time" => DataType::Time32(TimeUnit::Millisecond),
        "binary" => DataType::Binary,
        _ => DataType::Utf8,
    };
    let dash = if format.is_empty() { "" } else { ", format " };
    let mut facts = Facts::new(name, data_type, format!("string{dash}{format}"));
    facts.longest = view.count("maxLength");
    facts.asked = listed(view).or_else(|| pattern(view)).or_else(|| known(format));
    let examples = view.get("examples").and_then(Tree::list).unwrap_or_default();
    facts.values = examples.iter().filter_map(|text| Some((text.text()?.into(), 1))).collect();
    facts
}

fn listed(view: &View) -> Option<Pick> {
    let values: Vec<String> =
        view.listed().iter().filter_map(|value| Some(value.text()?.into())).collect();
    let choice = Choice { values, weights: Vec::new() };
    let why = "by the schema's list of values";
    (!choice.values.is_empty()).then(|| Pick::new(Generator::Choice(choice), why))
}

fn pattern(view: &View) -> Option<Pick> {
    let regex = Regex { regex: view.text("pattern")?.into(), ..Regex::default() };
    Some(Pick::new(Generator::Regex(regex), "by the schema's pattern"))
}

fn known(format: &str) -> Option<Pick> {
    let (_, json) = FORMATS.iter().find(|(known, _)| *known == format)?;
    Some(Pick::new(serde_json::from_str(json).ok()?, "by the schema's format"))
}

fn whole(name: &str, view: &View, notes: &mut Vec<String>) -> Facts {
    let data_type = match view.text("format") {
        Some("int8") => DataType::Int8,
        Some("int16") => DataType::Int16,
        Some("int32") => DataType::Int32,
        Some("uint8") => DataType::UInt8,
        Some("uint16") => DataType::UInt16,
        Some("uint32") => DataType::UInt32,
        Some("uint64") => DataType::UInt64,
        _ => DataType::Int64,
    };
    let mut facts = Facts::new(name, data_type, "integer");
    let listed: Vec<_> = view.listed().iter().filter_map(|value| value.number()).collect();
    let listed = || listed.iter().map(|number| units(*number, 0));
    facts.range = match (listed().min(), listed().max()) {
        (Some(low), Some(high)) => {
            if high.abs_diff(low) >= listed().count() as u128 {
                notes.push(format!("{name}: numbers from {low} to {high}, not only those listed."));
            }
            Range::whole(low, high)
        }
        _ => bounds(view),
    };
    let is_large =
        facts.whole().is_some_and(|(low, high)| low >= 0 && i64::try_from(high).is_err());
    if facts.data_type == DataType::Int64 && is_large {
        facts.data_type = DataType::UInt64;
    }
    facts
}

/// The range that a schema allows for whole numbers.
fn bounds(view: &View) -> Range {
    let bound = |name| view.get(name).and_then(Tree::number);
    // Until draft 6 the second said whether the first belongs to the range.
    let is_outside = |name| view.get(name) == Some(&Tree::Boolean(true));
    let low = bound("minimum")
        .map(|low| units(low.ceil(), 0) + i128::from(is_outside("exclusiveMinimum")));
    let high = bound("maximum")
        .map(|high| units(high.floor(), 0) - i128::from(is_outside("exclusiveMaximum")));
    let low = low.max(bound("exclusiveMinimum").map(|low| units(low.floor(), 0) + 1));
    let below = bound("exclusiveMaximum").map(|high| units(high.ceil(), 0) - 1);
    match (low, high.into_iter().chain(below).min()) {
        (None, None) => Range::Unknown,
        (Some(low), Some(high)) => Range::whole(low, high),
        (Some(low), None) => Range::whole(low, low + MORE),
        (None, Some(high)) => Range::whole(high.min(0), high),
    }
}

/// How much more than the least number the greatest is where the schema does not say.
const MORE: i128 = 1_000;

fn number(name: &str, view: &View) -> Facts {
    let bound = |names: [&str; 2]| names.iter().find_map(|name| view.get(name)?.number());
    let (low, high) =
        (bound(["minimum", "exclusiveMinimum"]), bound(["maximum", "exclusiveMaximum"]));
    let range = match (low, high) {
        (None, None) => None,
        (low, high) => {
            let low = low.unwrap_or_else(|| high.unwrap_or_default().min(0.0));
            Some((low, high.unwrap_or(low + 1_000.0)))
        }
    };
    let scale = view.get("multipleOf").and_then(Tree::number).and_then(scale);
    let data_type = match (view.text("format"), scale) {
        (_, Some(scale)) => DataType::Decimal128(18, scale),
        (Some("float"), _) => DataType::Float32,
        _ => DataType::Float64,
    };
    let mut facts = Facts::new(name, data_type, "number");
    facts.range = match (range, scale) {
        (Some((low, high)), Some(scale)) => Range::whole(units(low, scale), units(high, scale)),
        (Some((low, high)), None) => Range::Real(low, high),
        (None, _) => Range::Unknown,
    };
    facts
}

/// The digits after the point of multiples of 0.1, 0.01 and so on.
fn scale(step: f64) -> Option<i8> {
    (1..=9).find(|scale| (step * 10_f64.powi((*scale).into()) - 1.0).abs() < 1e-9)
}

/// A number in units of the last digit after the point.
#[expect(clippy::cast_possible_truncation, reason = "clamped")]
fn units(number: f64, scale: i8) -> i128 {
    (number * 10_f64.powi(scale.into())).round().clamp(-1e30, 1e30) as i128
}
