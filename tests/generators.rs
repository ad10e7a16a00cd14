//! What holds for every generator: rows are the same however they are asked for, as many of them
//! are null as was asked for, and what a recipe says is kept.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/examples.rs"]
mod examples;

use std::collections::BTreeSet;
use std::ops::Range;

use arrow::array::{Array, ArrayRef};
use arrow::compute::concat;
use examples::{examples, name, source, table};
use parquet_blocks::generate::Table;
use parquet_blocks::recipe::Recipe;
use schemars::schema_for;

/// Rows of each column.
const ROWS: u64 = 4_000;

/// The share of nulls.
const NULLS: f64 = 0.2;

fn with_nulls(generator: &str) -> Table {
    table(&format!(r#""generator": {generator}, "nulls": {NULLS}"#))
}

/// Rows of the column that an example is of.
fn rows(table: &Table, rows: Range<u64>) -> ArrayRef {
    table.rows(rows).unwrap().to_record_batch().unwrap()["c"].clone()
}

#[test]
fn every_generator_has_an_example() {
    let schema = schema_for!(Recipe);
    let all = schema.pointer("/$defs/Generator/oneOf").unwrap().as_array().unwrap();
    let all: BTreeSet<_> = all.iter().map(|one| one["required"][0].as_str().unwrap()).collect();
    let shown: BTreeSet<_> = examples().map(name).collect();
    assert_eq!(shown, all);
}

#[test]
fn rows_are_the_same_however_they_are_asked_for() {
    for generator in examples() {
        let table = with_nulls(generator);
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
    for generator in examples() {
        let nulls = rows(&with_nulls(generator), 0..ROWS).null_count();
        // 800 of 4,000, whose standard deviation is 25.3.
        assert!(nulls.abs_diff(800) < 76, "{generator}: {nulls} nulls");
        let without = table(&format!(r#""generator": {generator}"#));
        assert_eq!(rows(&without, 0..100).null_count(), 0, "{generator}");
    }
}

#[test]
fn what_a_recipe_says_is_kept() {
    for generator in examples() {
        let mut source = source(&format!(r#""generator": {generator}, "nulls": {NULLS}"#));
        let recipe: Recipe = serde_json::from_value(source["recipe"].take()).unwrap();
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(serde_json::from_str::<Recipe>(&json).unwrap(), recipe, "{generator}");
    }
}

#[test]
fn a_column_has_more_values_than_one() {
    for generator in examples() {
        let values = rows(&table(&format!(r#""generator": {generator}"#)), 0..ROWS);
        let first = values.slice(0, 1);
        let same = (0..values.len()).all(|row| *values.slice(row, 1) == *first);
        assert!(!same, "{generator}");
    }
}

#[test]
fn defaults_are_enough_where_nothing_is_required() {
    let schema = schema_for!(Recipe);
    for example in examples() {
        let name = name(example);
        let column = format!(r#""generator": {{"{name}": {{}}}}"#);
        let recipe = format!(r#"{{"version": 1, "columns": [{{"name": "c", {column}}}]}}"#);
        let complete = serde_json::from_str::<Recipe>(&recipe).is_ok();
        assert_eq!(complete, required(schema.as_value(), name).is_empty(), "{name}");
        // It needs columns or fields, which a schema cannot say.
        if complete && name != "json_text" {
            assert_eq!(rows(&table(&column), 0..100).null_count(), 0, "{name}");
        }
    }
}

/// The parameters that a generator cannot do without.
fn required(schema: &serde_json::Value, name: &str) -> Vec<String> {
    let all = schema["$defs"]["Generator"]["oneOf"].as_array().unwrap();
    let one = all.iter().find(|one| one["required"][0] == name).unwrap();
    let path = one["properties"][name]["$ref"].as_str().unwrap();
    let parameters = schema.pointer(path.trim_start_matches('#')).unwrap();
    let required = parameters["required"].as_array().into_iter().flatten();
    required.map(|name| name.as_str().unwrap().into()).collect()
}
