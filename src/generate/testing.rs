//! What the generators' tests share.

use super::DataGenerator;
use crate::batch::{Batch, Values};
use crate::error::Error;
use crate::recipe::Recipe;

/// The seed of every test.
const SEED: u64 = 42;

fn recipe(columns: &[(&str, &str)]) -> Recipe {
    let columns: Vec<_> = columns
        .iter()
        .map(|(name, generator)| format!(r#"{{"name": {name:?}, "generator": {generator}}}"#))
        .collect();
    let json = format!(r#"{{"version": 1, "columns": [{}]}}"#, columns.join(","));
    serde_json::from_str(&json).unwrap()
}

/// The first rows of a table of columns, by their names and their generators' JSON.
pub(super) fn table(columns: &[(&str, &str)], rows: u64) -> Batch {
    DataGenerator::new(SEED).table(&recipe(columns)).unwrap().rows(0..rows).unwrap()
}

/// The first values of a column, by its generator's JSON.
pub(super) fn values(generator: &str, rows: u64) -> Values {
    table(&[("c", generator)], rows).columns()[0].values.clone()
}

/// The first values of a column of text.
pub(super) fn texts(generator: &str, rows: u64) -> Vec<String> {
    as_texts(&values(generator, rows))
}

/// The first texts of a column in which none may come twice.
pub(super) fn unique_texts(generator: &str, rows: u64) -> Vec<String> {
    as_texts(&unique_table(&[("c", generator)], &[], rows).columns()[0].values)
}

/// The first rows of a table of columns in which no value may come twice, and others.
pub(super) fn unique_table(unique: &[(&str, &str)], others: &[(&str, &str)], rows: u64) -> Batch {
    let mut recipe = recipe(&[unique, others].concat());
    recipe.columns[..unique.len()].iter_mut().for_each(|column| column.unique = true);
    DataGenerator::new(SEED).table(&recipe).unwrap().rows(0..rows).unwrap()
}

/// Values of text.
pub(super) fn as_texts(values: &Values) -> Vec<String> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    match values {
        Values::Bytes(values) => values.iter().map(text).collect(),
        Values::Picks { choices, keys } => {
            keys.iter().map(|&key| text(choices.get(key as usize))).collect()
        }
        other => panic!("no text: {other:?}"),
    }
}

/// Values of numbers.
pub(super) fn as_numbers(values: &Values) -> Vec<i64> {
    match values {
        Values::Int32(values) => values.iter().map(|&value| value.into()).collect(),
        Values::Int64(values) => values.clone(),
        other => panic!("no numbers: {other:?}"),
    }
}

/// The first values of a column of whole numbers.
pub(super) fn numbers(generator: &str, rows: u64) -> Vec<i64> {
    as_numbers(&values(generator, rows))
}

/// The parameter for which a generator's JSON is refused; another column is the date `day`.
pub(super) fn bad_parameter(generator: &str) -> String {
    let recipe = recipe(&[("day", r#"{"date": {}}"#), ("c", generator)]);
    match DataGenerator::new(SEED).table(&recipe).err() {
        Some(Error::Setting { first, .. }) => {
            first.field.rsplit_once('.').map_or(first.field.clone(), |(_, last)| last.into())
        }
        other => panic!("{other:?}"),
    }
}

/// How far counts are from being equal, as chi-square divided by its degrees of freedom: about 1
/// for even ones. With 6 of them or more, 5 is passed less than once in 10,000 times.
pub(super) fn unevenness(counts: &[u32]) -> f64 {
    let cells = f64::from(u32::try_from(counts.len()).unwrap());
    let mean = f64::from(counts.iter().sum::<u32>()) / cells;
    counts.iter().map(|&n| (f64::from(n) - mean).powi(2) / mean).sum::<f64>() / (cells - 1.0)
}

/// How often each key comes.
pub(super) fn counts<K: Ord>(keys: impl IntoIterator<Item = K>) -> Vec<u32> {
    let mut counts = std::collections::BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts.into_values().collect()
}
