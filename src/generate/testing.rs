//! What the generators' tests share.

#![allow(clippy::cast_precision_loss, reason = "numbers of tests are small")]

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::DataGenerator;
use crate::batch::{Batch, Values};
use crate::error::{Error, Result};
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

/// The first values of a column, or why they cannot be made.
pub(super) fn try_values(generator: &str, rows: u64) -> Result<Batch> {
    DataGenerator::new(SEED).table(&recipe(&[("c", generator)])).unwrap().rows(0..rows)
}

/// The first values of a column of numbers of any type.
pub(super) fn floats(generator: &str, rows: u64) -> Vec<f64> {
    as_floats(&table(&[("c", generator)], rows), 0)
}

/// The numbers of any type in a column.
pub(super) fn as_floats(batch: &Batch, column: usize) -> Vec<f64> {
    let arrays = batch.to_record_batch().unwrap();
    let floats = cast(arrays.column(column), &DataType::Float64).unwrap();
    floats.as_primitive::<Float64Type>().values().to_vec()
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

/// Asserts a mean, of numbers with some standard deviation, to five of its own.
pub(super) fn assert_mean(numbers: &[f64], expected: f64, deviation: f64) {
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    assert!((mean - expected).abs() < 5.0 * deviation / count.sqrt(), "{mean}, not {expected}");
}

/// Asserts the standard deviation of normal numbers about 0, to five of its own: the square of such
/// a number has a variance of 2.
pub(super) fn assert_deviation(numbers: &[f64], expected: f64) {
    let squares: Vec<_> = numbers.iter().map(|number| (number / expected).powi(2)).collect();
    assert_mean(&squares, 1.0, std::f64::consts::SQRT_2);
}

/// What each number adds to the one before.
pub(super) fn moves(numbers: &[f64]) -> Vec<f64> {
    numbers.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// How far numbers are from a law whose distribution function is given: Kolmogorov and Smirnov's
/// distance times the root of how many there are. For numbers by the law 2.5 is passed less than
/// once in 100,000 times.
pub(super) fn distance(mut numbers: Vec<f64>, law: impl Fn(f64) -> f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let count = numbers.len() as f64;
    let apart = |(place, number): (usize, &f64)| {
        let (before, share) = (place as f64 / count, law(*number));
        (share - before).max(before + 1.0 / count - share)
    };
    numbers.iter().enumerate().map(apart).fold(0.0, f64::max) * count.sqrt()
}

/// How far classes are from being as likely, against each other, as `law` says: chi-square in
/// standard deviations by Wilson and Hilferty's formula, so that 4.5 is passed less than once in
/// 100,000 times. Classes of few values are counted together.
pub(super) fn misfit(classes: impl ExactSizeIterator<Item = usize>, law: &[f64]) -> f64 {
    const FEW: f64 = 20.0;
    let (values, sum) = (classes.len() as f64, law.iter().sum::<f64>());
    let mut counts = vec![0.0; law.len()];
    classes.for_each(|class| counts[class] += 1.0);
    let (mut together, mut groups) = ((0.0, 0.0), Vec::new());
    for (count, odds) in counts.iter().zip(law) {
        together = (together.0 + count, together.1 + odds / sum * values);
        if together.1 >= FEW {
            groups.push(std::mem::take(&mut together));
        }
    }
    if let Some(last) = groups.last_mut() {
        *last = (last.0 + together.0, last.1 + together.1);
    }
    let freedom = groups.len().saturating_sub(1) as f64;
    if freedom == 0.0 {
        return 0.0;
    }
    let chi_square: f64 = groups.iter().map(|(n, wanted)| (n - wanted).powi(2) / wanted).sum();
    let spread = 2.0 / (9.0 * freedom);
    ((chi_square / freedom).cbrt() - 1.0 + spread) / spread.sqrt()
}

/// How often each key comes.
pub(super) fn counts<K: Ord>(keys: impl IntoIterator<Item = K>) -> Vec<u32> {
    let mut counts = std::collections::BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts.into_values().collect()
}
