//! Columns of one generator, by its JSON.

use std::ops::Range;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::Int32Type;
use parquet_blocks::Error;
use parquet_blocks::generate::{DataGenerator, Table};
use parquet_blocks::recipe::Recipe;

fn recipe(columns: &[(&str, &str)]) -> Recipe {
    let column = |(name, generator): &(&str, &str)| format!(r#"{{"name": "{name}", {generator}}}"#);
    let columns: Vec<_> = columns.iter().map(column).collect();
    let json = format!(r#"{{"version": 1, "columns": [{}]}}"#, columns.join(", "));
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// A table of columns, each a name and the rest of its JSON.
pub fn table(columns: &[(&str, &str)]) -> Table {
    DataGenerator::new(42).table(&recipe(columns)).unwrap()
}

/// Rows of the only column of a table.
pub fn rows(table: &Table, rows: Range<u64>) -> ArrayRef {
    table.rows(rows).unwrap().to_record_batch().unwrap().column(0).clone()
}

/// The first texts of a generator.
#[allow(dead_code, reason = "not every test needs it")]
pub fn texts(generator: &str, count: u64) -> Vec<String> {
    let generator = format!(r#""generator": {generator}"#);
    let array = rows(&table(&[("c", &generator)]), 0..count);
    array.as_string::<i32>().iter().map(|text| text.unwrap().into()).collect()
}

/// The first INT32 values of a generator.
#[allow(dead_code, reason = "not every test needs it")]
pub fn numbers(generator: &str, count: u64) -> Vec<i32> {
    let generator = format!(r#""generator": {generator}"#);
    let array = rows(&table(&[("c", &generator)]), 0..count);
    array.as_primitive::<Int32Type>().values().to_vec()
}

/// The parameter that is refused, with its path inside the generator.
#[allow(dead_code, reason = "not every test needs it")]
pub fn refused(generator: &str) -> String {
    let column = format!(r#""generator": {generator}"#);
    match DataGenerator::new(42).table(&recipe(&[("c", &column)])).err() {
        Some(Error::Setting { first, .. }) => {
            let path = first.field.split_once("generator.").unwrap().1;
            path.split_once('.').unwrap().1.into()
        }
        other => panic!("{generator}: {other:?}"),
    }
}
