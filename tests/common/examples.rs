//! An example of every generator, in a table that has what some of them are made from.

use parquet_blocks::generate::{DataGenerator, Table};
use serde_json::{Value, json};

/// Generators with parameters that are not all their defaults; the first of each is shown in the
/// docs.
pub const EXAMPLES: &[&str] = &[
    r#"{"age": {"of": "born", "at": "2026-01-01"}}"#,
    r#"{"barcode": {"format": "ean13", "prefix": "40"}}"#,
    r#"{"bic": {"countries": ["DE", "FR"]}}"#,
    r#"{"binary": {"shortest": 2, "longest": 6}}"#,
    r#"{"boolean": {"share": 0.8}}"#,
    r#"{"buzzword": {"locale": "pt_pt"}}"#,
    r#"{"catch_phrase": {}}"#,
    r#"{"catch_phrase": {"locale": "zh_cn"}}"#,
    r#"{"child_key": {"min": 1, "max": 3}}"#,
    r#"{"child_number": {"of": "session"}}"#,
    r#"{"choice": {"values": ["small", "medium", "large"], "weights": [1, 5, 2]}}"#,
    r#"{"city": {}}"#,
    r#"{"colour_name": {}}"#,
    r#"{"company": {}}"#,
    r#"{"company": {"locale": "ja_jp"}}"#,
    r#"{"country": {"locale": "fr_fr"}}"#,
    r#"{"credit_card": {"networks": ["visa"], "spaces": true}}"#,
    r#"{"currency": {"show": "code"}}"#,
    r#"{"date": {"from": "2024-01-01", "to": "2024-12-31", "business_days": true}}"#,
    r#"{"date_offset": {"of": "born", "least": 1, "most": 30}}"#,
    r#"{"decimal": {"precision": 9, "scale": 2, "low": 1, "high": 500, "skew": 3}}"#,
    r#"{"directory_path": {"min_depth": 2, "max_depth": 5}}"#,
    r#"{"domain_name": {"locale": "tr_tr"}}"#,
    r#"{"duration": {"shortest": 1, "longest": 90}}"#,
    r#"{"email": {"locale": "de_de", "safe": true}}"#,
    r#"{"event_time": {"of": "session", "every_ms": 5000}}"#,
    r#"{"exponential": {"mean": 20, "high": 100, "type": "float32"}}"#,
    r#"{"file_extension": {}}"#,
    r#"{"file_name": {}}"#,
    r#"{"file_path": {"min_depth": 0}}"#,
    r#"{"first_name": {"locale": "it_it"}}"#,
    r#"{"float": {"low": -5, "high": 5, "scale": 2}}"#,
    r#"{"foreign_key": {"parents": 500, "skew": 1}}"#,
    r#"{"full_name": {}}"#,
    r#"{"full_name": {"locale": "ja_jp", "title": 0.5, "suffix": 0.25}}"#,
    r#"{"geo_point": {"south": 47, "west": 5, "north": 55, "east": 15}}"#,
    r#"{"hex_colour": {}}"#,
    r#"{"http_method": {}}"#,
    r#"{"http_status": {"classes": [4, 5]}}"#,
    r#"{"iban": {"countries": ["NL"], "spaces": true}}"#,
    r#"{"industry": {}}"#,
    r#"{"industry": {"locale": "zh_cn"}}"#,
    r#"{"integer": {"low": -9, "high": 9, "type": "int8"}}"#,
    r#"{"ipv4": {"scope": "private"}}"#,
    r#"{"ipv6": {"scope": "documentation"}}"#,
    r#"{"isbn": {"hyphens": true}}"#,
    r#"{"job_title": {"locale": "nl_nl"}}"#,
    r#"{"json_text": {"columns": ["id"], "fields": [{"name": "ok", "generator": {"boolean": {}}}]}}"#,
    r#"{"last_name": {"locale": "fa_ir"}}"#,
    r#"{"latitude": {"south": 47.2, "north": 55.1}}"#,
    r#"{"licence_plate": {}}"#,
    r#"{"list": {"of": {"choice": {"values": ["red", "green"]}}, "min": 1, "max": 3, "nulls": 0.1}}"#,
    r#"{"local_time": {"of": "at", "offset_minutes": 60}}"#,
    r#"{"log_normal": {"median": 40, "sigma": 0.7, "type": "decimal"}}"#,
    r#"{"longitude": {"west": 170, "east": -150}}"#,
    r#"{"mac_address": {"local": true}}"#,
    r#"{"map": {"keys": {"word": {}}, "values": {"integer": {}}, "min": 1, "max": 2}}"#,
    r#"{"mime_type": {}}"#,
    r#"{"month_name": {"of": "born"}}"#,
    r#"{"name_title": {"locale": "pt_pt"}}"#,
    r#"{"normal": {"mean": 100, "deviation": 15, "type": "int16"}}"#,
    r#"{"paragraph": {"min_sentences": 1, "max_sentences": 2}}"#,
    r#"{"paragraph": {"locale": "zh_cn", "min_sentences": 1}}"#,
    r#"{"parent": {"column": "id"}}"#,
    r#"{"password": {"min_length": 8, "max_length": 12}}"#,
    r#"{"pattern": {"pattern": "??-^###"}}"#,
    r#"{"phone": {"locale": "cy_gb", "cell": true}}"#,
    r#"{"place": {"show": "city", "countries": ["DE", "AT"]}}"#,
    r#"{"place": {"show": "postcode", "place": "work", "evenly": true}}"#,
    r#"{"place": {"show": "point", "place": "shop"}}"#,
    r#"{"poisson": {"mean": 12.5, "type": "int32"}}"#,
    r#"{"profession": {"locale": "pt_pt"}}"#,
    r#"{"random_walk": {"start": 5, "low": 0, "high": 50, "type": "decimal"}}"#,
    r#"{"regex": {"regex": "[A-F]{2}(-[0-9]{2}){1,2}"}}"#,
    r#"{"rgb_colour": {}}"#,
    r#"{"seasonal": {"level": 20, "periods": [24, 168], "amplitudes": [5, 2], "noise": 1}}"#,
    r#"{"sentence": {"max_words": 8}}"#,
    r#"{"sequence": {"start": 1000, "step": 5}}"#,
    r#"{"street": {}}"#,
    r#"{"struct": {"columns": [{"name": "a", "generator": {"word": {}}, "nulls": 0.5}]}}"#,
    r#"{"template": {"template": "{id}: {name|lower}"}}"#,
    r#"{"time_of_day": {"from": "08:00:00", "to": "18:00:00"}}"#,
    r#"{"timestamp": {"from": "2024-01-01T00:00:00Z", "to": "2025-01-01T00:00:00Z"}}"#,
    r#"{"timestamp": {"every": 60, "jitter": 0.5, "unit": "us"}}"#,
    r#"{"url": {"max_segments": 2}}"#,
    r#"{"user_agent": {}}"#,
    r#"{"username": {"locale": "ar_sa"}}"#,
    r#"{"uuid": {"version": 7}}"#,
    r#"{"uuid": {"as": "text"}}"#,
    r#"{"weekday": {"short": true}}"#,
    r#"{"word": {"locale": "zh_cn"}}"#,
    r#"{"words": {"min_words": 1, "max_words": 3}}"#,
    r#"{"year": {"from": 1990, "to": 2020}}"#,
    r#"{"zipf": {"high": 1000000, "exponent": 1.2, "type": "int32"}}"#,
];

/// The generator's name.
pub fn name(example: &str) -> &str {
    example.split('"').nth(1).unwrap()
}

/// The source of a job for the lines of orders, whose last column is `c`, by the rest of its JSON.
pub fn source(column: &str) -> Value {
    let column: Value = serde_json::from_str(&format!(r#"{{"name": "c", {column}}}"#))
        .unwrap_or_else(|error| panic!("{error}: {column}"));
    let plain = |name: &str, generator: &str| json!({"name": name, "generator": {generator: {}}});
    let lines = [
        plain("id", "sequence"),
        plain("name", "full_name"),
        plain("born", "date"),
        plain("at", "timestamp"),
        plain("session", "child_key"),
        column,
    ];
    let recipe = json!({"version": 1, "tables": [
        {"name": "orders", "columns": [plain("id", "sequence")]},
        {"name": "lines", "rows": {"per": "orders", "min": 1, "max": 3}, "columns": lines},
    ]});
    json!({"recipe": recipe, "table": "lines", "seed": 42})
}

/// The table of that source.
#[allow(dead_code, reason = "not every test needs it")]
pub fn table(column: &str) -> Table {
    let recipe = serde_json::from_value(source(column)["recipe"].take()).unwrap();
    let table = DataGenerator::new(42).table_of(&recipe, Some("lines"));
    table.unwrap_or_else(|error| panic!("{column}: {error:?}"))
}
