//! What holds for codes, expressions, bytes, JSON and times: rows are the same however they are
//! asked for, and as many of them are null as was asked for.

#![allow(clippy::unwrap_used, missing_docs)]

use std::ops::Range;

use arrow::array::{Array, ArrayRef};
use arrow::compute::concat;
use parquet_blocks::generate::{DataGenerator, Table};
use parquet_blocks::recipe::Recipe;

/// Generators with parameters that are not all their defaults; `day` is a date and `at` a
/// timestamp of the same table.
const GENERATORS: &[&str] = &[
    r#"{"age": {"of": "day", "at": "2040-01-01"}}"#,
    r#"{"barcode": {"format": "ean8", "prefix": "20"}}"#,
    r#"{"bic": {"countries": ["DE", "FR"], "branches": 0.1}}"#,
    r#"{"binary": {"shortest": 0, "longest": 100}}"#,
    r#"{"credit_card": {"networks": ["diners", "jcb"], "spaces": true}}"#,
    r#"{"currency": {"show": "symbol"}}"#,
    r#"{"date": {"business_days": true}}"#,
    r#"{"date_offset": {"of": "day"}}"#,
    r#"{"date_offset": {"of": "at", "least": -9, "most": 0, "unit": "minutes"}}"#,
    r#"{"duration": {}}"#,
    r#"{"iban": {"spaces": true}}"#,
    r#"{"isbn": {"digits": 10, "hyphens": false}}"#,
    r#"{"json_text": {"columns": ["at", "day"], "fields": [
        {"name": "card", "generator": {"credit_card": {}}}]}}"#,
    r#"{"licence_plate": {}}"#,
    r#"{"local_time": {"of": "at", "offset_minutes": 330}}"#,
    r#"{"month_name": {"of": "at"}}"#,
    r#"{"regex": {"regex": "(ab?|[c-x]{2,})+\\.\\d*"}}"#,
    r#"{"time_of_day": {}}"#,
    r#"{"time_of_day": {"unit": "ns"}}"#,
    r#"{"timestamp": {"unit": "ns", "zone": "America/Lima"}}"#,
    r#"{"timestamp": {"every": 0.25, "jitter": 1}}"#,
    r#"{"timestamp": {"every": 60, "business_hours": true, "offset_minutes": 60}}"#,
    r#"{"uuid": {}}"#,
    r#"{"uuid": {"version": 7, "as": "text"}}"#,
    r#"{"weekday": {"short": true}}"#,
    r#"{"year": {}}"#,
];

/// Rows of each column.
const ROWS: u64 = 4_000;

/// The table of a generator: `c`, of which a share is null, and the columns that others can name.
fn table(generator: &str, nulls: f64) -> Table {
    let json = format!(
        r#"{{"version": 1, "columns": [
            {{"name": "c", "generator": {generator}, "nulls": {nulls}}},
            {{"name": "day", "generator": {{"date": {{}}}}, "nulls": 0.5}},
            {{"name": "at", "generator": {{"timestamp": {{}}}}}}]}}"#
    );
    let recipe: Recipe = serde_json::from_str(&json).unwrap();
    // What a recipe says is kept.
    let again: Recipe = serde_json::from_str(&serde_json::to_string(&recipe).unwrap()).unwrap();
    assert_eq!(again, recipe);
    DataGenerator::new(42).table(&recipe).unwrap()
}

fn rows(table: &Table, rows: Range<u64>) -> ArrayRef {
    table.rows(rows).unwrap().to_record_batch().unwrap().column(0).clone()
}

#[test]
fn rows_are_the_same_however_they_are_asked_for() {
    for generator in GENERATORS {
        let table = table(generator, 0.2);
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
        let nulls = rows(&table(generator, 0.2), 0..ROWS).null_count();
        // 800 of 4,000, whose standard deviation is 25.3.
        assert!(nulls.abs_diff(800) < 76, "{generator}: {nulls} nulls");
        assert_eq!(rows(&table(generator, 0.0), 0..100).null_count(), 0, "{generator}");
    }
}
