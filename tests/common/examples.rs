//! An example of every generator, in a table that has what some of them are made from.

use parquet_blocks::generate::{DataGenerator, Table};
use serde_json::Value;

/// Generators with parameters that are not all their defaults; the first of each is shown in the
/// docs.
pub fn examples() -> impl Iterator<Item = &'static str> {
    include_str!("../examples/generators.jsonl").lines()
}

/// The generator's name.
pub fn name(example: &str) -> &str {
    example.split('"').nth(1).unwrap()
}

/// The source of a job for the lines of orders, whose last column is `c`, by the rest of its JSON.
pub fn source(column: &str) -> Value {
    let column: Value = serde_json::from_str(&format!(r#"{{"name": "c", {column}}}"#))
        .unwrap_or_else(|error| panic!("{error}: {column}"));
    let mut recipe: Value = serde_json::from_str(include_str!("../examples/recipe.json")).unwrap();
    recipe["tables"][1]["columns"].as_array_mut().unwrap().push(column);
    serde_json::json!({"recipe": recipe, "table": "lines", "seed": 42})
}

/// The source of a job for one table that has every example as a column with nulls;
/// `tests/e2e/support.mjs` makes the same.
#[allow(dead_code, reason = "not every test needs it")]
pub fn everything() -> Value {
    let mut recipe: Value = serde_json::from_str(include_str!("../examples/recipe.json")).unwrap();
    let columns = examples().enumerate().map(|(place, line)| {
        let generator: Value = serde_json::from_str(line).unwrap();
        let name = format!("{place}_{}", name(line));
        serde_json::json!({"name": name, "generator": generator, "nulls": 0.1})
    });
    recipe["tables"][1]["columns"].as_array_mut().unwrap().extend(columns);
    serde_json::json!({"recipe": recipe, "table": "lines", "seed": 42})
}

/// The table of [`source`].
#[allow(dead_code, reason = "not every test needs it")]
pub fn table(column: &str) -> Table {
    let recipe = serde_json::from_value(source(column)["recipe"].take()).unwrap();
    let table = DataGenerator::new(42).table_of(&recipe, Some("lines"));
    table.unwrap_or_else(|error| panic!("{column}: {error:?}"))
}
