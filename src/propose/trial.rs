//! Whether a generator makes a column, and what that is like.

use arrow::array::AsArray;
use arrow::datatypes::DataType;

use super::facts::Facts;
use crate::error::Error;
use crate::generate::{DataGenerator, Generator, Place, Table};
use crate::recipe::{ColumnSpec, Dirt, Recipe, VERSION};

/// Rows that are made to see how long texts become, and that a unique column has to have values for.
const ROWS: u64 = 1_000;
/// Rows with one of each city.
const CITY_ROWS: u64 = 4_000;

/// What is wrong with a generator for a column, if it is not to be used: it makes none, or texts
/// that are too long.
pub(super) fn problem(generator: &Generator, facts: &Facts) -> Option<String> {
    if needs_tables(generator) {
        return None;
    }
    let made = match longest(facts) {
        None => table(generator, false).map(|_| None),
        Some(longest) => texts(generator).map(|texts| {
            is_long(&texts, longest).then(|| format!("texts become longer than {longest}"))
        }),
    };
    made.unwrap_or_else(|error| match error {
        Error::Setting { first, .. } => Some(first.message),
        other => Some(other.to_string()),
    })
}

/// Whether a generator has another value in every row of a table of some size, if it is asked to,
/// and none that is too long.
pub(super) fn can_be_unique(generator: &Generator, facts: &Facts) -> bool {
    let Ok(table) = table(generator, true) else { return false };
    let is_short = |longest| texts_of(&table, ROWS).is_ok_and(|texts| !is_long(&texts, longest));
    table.check_rows(ROWS).is_ok() && longest(facts).is_none_or(is_short)
}

/// Characters that a text may have at most.
fn longest(facts: &Facts) -> Option<usize> {
    facts.longest.filter(|_| facts.data_type == DataType::Utf8).map(|longest| longest as usize)
}

fn is_long(texts: &[String], longest: usize) -> bool {
    texts.iter().any(|text| text.chars().count() > longest)
}

/// Some texts of a generator; none if it makes something else.
pub(super) fn texts(generator: &Generator) -> crate::Result<Vec<String>> {
    match generator {
        Generator::Place(place) => {
            let evenly = Generator::Place(Place { evenly: true, ..place.clone() });
            texts_of(&table(&evenly, false)?, CITY_ROWS)
        }
        other => texts_of(&table(other, false)?, ROWS),
    }
}

/// The texts of a table's only column.
fn texts_of(table: &Table, rows: u64) -> crate::Result<Vec<String>> {
    let made = table.rows(0..rows)?.to_record_batch()?;
    let texts = made.column(0).as_string_opt::<i32>().into_iter().flatten();
    Ok(texts.flatten().map(String::from).collect())
}

/// The type of a generator's values, if it is known without other tables.
pub(super) fn data_type(generator: &Generator) -> Option<DataType> {
    if matches!(generator, Generator::ChildNumber(_)) {
        return Some(DataType::Int64);
    }
    Some(table(generator, false).ok()?.schema().field(0).data_type().clone())
}

/// Whether a generator is to be looked at where it is proposed: with its table, and others.
pub(super) fn needs_tables(generator: &Generator) -> bool {
    use Generator::{ChildNumber, Parent, Reference};
    matches!(generator, ChildNumber(_) | Parent(_) | Reference(_))
}

/// A table with a column by itself.
fn table(generator: &Generator, unique: bool) -> crate::Result<Table> {
    let column = ColumnSpec {
        name: "column".into(),
        generator: generator.clone(),
        nulls: 0.0,
        unique,
        per: None,
        dirt: Dirt::default(),
    };
    let recipe = Recipe { version: VERSION, columns: vec![column], ..Recipe::default() };
    DataGenerator::new(0).table(&recipe)
}
