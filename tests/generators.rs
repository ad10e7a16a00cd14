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
    r#"{"file_extension": {}}"#,
    r#"{"file_name": {}}"#,
    r#"{"file_path": {"min_depth": 0}}"#,
    r#"{"first_name": {"locale": "it_it"}}"#,
    r#"{"full_name": {"locale": "ja_jp", "title": 0.5, "suffix": 0.25}}"#,
    r#"{"geo_point": {"south": -10.5, "west": 170, "north": 20, "east": -170}}"#,
    r#"{"hex_colour": {}}"#,
    r#"{"http_method": {}}"#,
    r#"{"http_status": {"classes": [4, 5]}}"#,
    r#"{"industry": {"locale": "zh_cn"}}"#,
    r#"{"ipv4": {"scope": "private"}}"#,
    r#"{"ipv6": {"scope": "documentation"}}"#,
    r#"{"job_title": {"locale": "nl_nl"}}"#,
    r#"{"last_name": {"locale": "fa_ir"}}"#,
    r#"{"latitude": {"south": 47.2, "north": 55.1}}"#,
    r#"{"longitude": {"west": 5.8, "east": 15.1}}"#,
    r#"{"mac_address": {"local": true}}"#,
    r#"{"mime_type": {}}"#,
    r#"{"name_title": {"locale": "pt_pt"}}"#,
    r#"{"paragraph": {"locale": "zh_cn", "min_sentences": 1}}"#,
    r#"{"password": {"min_length": 1, "max_length": 64}}"#,
    r#"{"phone": {"locale": "cy_gb", "cell": true}}"#,
    r#"{"place": {"countries": ["US", "CA"]}}"#,
    r#"{"place": {"show": "postcode", "place": "home", "countries": ["GB", "CA"]}}"#,
    r#"{"place": {"show": "longitude", "evenly": true}}"#,
    r#"{"place": {"show": "point"}}"#,
    r#"{"profession": {"locale": "pt_pt"}}"#,
    r#"{"rgb_colour": {}}"#,
    r#"{"sentence": {"max_words": 30}}"#,
    r#"{"street": {}}"#,
    r#"{"url": {"locale": "pt_br", "max_segments": 6}}"#,
    r#"{"user_agent": {}}"#,
    r#"{"username": {"locale": "ar_sa"}}"#,
    r#"{"word": {"locale": "zh_cn"}}"#,
    r#"{"words": {"min_words": 1, "max_words": 50}}"#,
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
