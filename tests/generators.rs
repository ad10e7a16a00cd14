//! What holds for every generator: rows are the same however they are asked for, and as many of
//! them are null as was asked for.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/columns.rs"]
mod columns;

use arrow::array::Array;
use arrow::compute::concat;
use columns::{rows, table};

/// Generators with parameters that are not all their defaults.
const GENERATORS: &[&str] = &[
    r#"{"buzzword": {"locale": "pt_pt"}}"#,
    r#"{"catch_phrase": {"locale": "zh_cn"}}"#,
    r#"{"city": {}}"#,
    r#"{"colour_name": {}}"#,
    r#"{"company": {"locale": "ja_jp"}}"#,
    r#"{"country": {"locale": "fr_fr"}}"#,
    r#"{"directory_path": {"min_depth": 2, "max_depth": 5}}"#,
    r#"{"domain_name": {"locale": "tr_tr"}}"#,
    r#"{"email": {"locale": "de_de", "safe": true}}"#,
    r#"{"exponential": {"mean": 20, "high": 100, "type": "float32"}}"#,
    r#"{"file_extension": {}}"#,
    r#"{"file_name": {}}"#,
    r#"{"file_path": {"min_depth": 0}}"#,
    r#"{"first_name": {"locale": "it_it"}}"#,
    r#"{"float": {"low": -5, "high": 5, "scale": 2}}"#,
    r#"{"full_name": {"locale": "ja_jp", "title": 0.5, "suffix": 0.25}}"#,
    r#"{"hex_colour": {}}"#,
    r#"{"http_method": {}}"#,
    r#"{"http_status": {"classes": [4, 5]}}"#,
    r#"{"industry": {"locale": "zh_cn"}}"#,
    r#"{"integer": {"low": -9, "high": 9, "type": "int8"}}"#,
    r#"{"ipv4": {"scope": "private"}}"#,
    r#"{"ipv6": {"scope": "documentation"}}"#,
    r#"{"job_title": {"locale": "nl_nl"}}"#,
    r#"{"last_name": {"locale": "fa_ir"}}"#,
    r#"{"log_normal": {"median": 40, "sigma": 0.7, "type": "decimal"}}"#,
    r#"{"mac_address": {"local": true}}"#,
    r#"{"mime_type": {}}"#,
    r#"{"name_title": {"locale": "pt_pt"}}"#,
    r#"{"normal": {"mean": 100, "deviation": 15, "type": "int16"}}"#,
    r#"{"paragraph": {"locale": "zh_cn", "min_sentences": 1}}"#,
    r#"{"password": {"min_length": 1, "max_length": 64}}"#,
    r#"{"phone": {"locale": "cy_gb", "cell": true}}"#,
    r#"{"poisson": {"mean": 12.5, "type": "int32"}}"#,
    r#"{"profession": {"locale": "pt_pt"}}"#,
    r#"{"random_walk": {"start": 5, "low": 0, "high": 50, "type": "decimal"}}"#,
    r#"{"rgb_colour": {}}"#,
    r#"{"seasonal": {"level": 20, "periods": [24, 168], "amplitudes": [5, 2], "noise": 1}}"#,
    r#"{"sentence": {"max_words": 30}}"#,
    r#"{"street": {}}"#,
    r#"{"url": {"locale": "pt_br", "max_segments": 6}}"#,
    r#"{"user_agent": {}}"#,
    r#"{"username": {"locale": "ar_sa"}}"#,
    r#"{"word": {"locale": "zh_cn"}}"#,
    r#"{"words": {"min_words": 1, "max_words": 50}}"#,
    r#"{"zipf": {"high": 1000000, "exponent": 1.2, "type": "int32"}}"#,
];

/// Rows of each column.
const ROWS: u64 = 4_000;

/// The share of nulls.
const NULLS: f64 = 0.2;

fn column(generator: &str) -> String {
    format!(r#""generator": {generator}, "nulls": {NULLS}"#)
}

#[test]
fn rows_are_the_same_however_they_are_asked_for() {
    for generator in GENERATORS {
        let table = table(&[("c", &column(generator))]);
        let whole = rows(&table, 0..ROWS);
        for size in [7, 1_000, 3_999] {
            let blocks: Vec<_> = (0..ROWS)
                .step_by(usize::try_from(size).unwrap())
                .map(|start| rows(&table, start..(start + size).min(ROWS)))
                .collect();
            let blocks: Vec<_> = blocks.iter().map(AsRef::as_ref).collect();
            assert_eq!(*concat(&blocks).unwrap(), *whole, "{generator} in blocks of {size}");
        }
        let far = 1 << 40;
        assert_eq!(*rows(&table, far + 5..far + 9), *rows(&table, far..far + 9).slice(5, 4));
    }
}

#[test]
fn as_many_rows_are_null_as_asked_for() {
    for generator in GENERATORS {
        let nulls = rows(&table(&[("c", &column(generator))]), 0..ROWS).null_count();
        // 800 of 4,000, whose standard deviation is 25.3.
        assert!(nulls.abs_diff(800) < 76, "{generator}: {nulls} nulls");
    }
}

#[test]
fn defaults_are_enough() {
    for generator in GENERATORS {
        let name = generator.split('"').nth(1).unwrap();
        let column = format!(r#""generator": {{"{name}": {{}}}}"#);
        assert_eq!(rows(&table(&[("c", &column)]), 0..100).null_count(), 0, "{name}");
    }
}
