//! Whether a generator makes a column, and what that is like.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::DataType;

use super::facts::Facts;
use crate::error::Error;
use crate::generate::{DataGenerator, Generator, Place};
use crate::recipe::{ColumnSpec, Dirt, Recipe, VERSION};

/// Rows that are made to see how long texts become: enough for one of each city.
const ROWS: u64 = 4_000;

/// What is wrong with a generator for a column, if it is not to be used: it makes none, or texts
/// that are too long.
pub(super) fn problem(generator: &Generator, facts: &Facts) -> Option<String> {
    // It needs its table, which is looked at where it is proposed.
    if matches!(generator, Generator::Reference(_)) {
        return None;
    }
    let made = match facts.longest.filter(|_| facts.data_type == DataType::Utf8) {
        None => column(generator, 0).map(|_| None),
        Some(longest) => texts(generator).map(|texts| {
            let is_long = |text: &String| text.chars().count() > longest as usize;
            texts.iter().any(is_long).then(|| format!("texts become longer than {longest}"))
        }),
    };
    made.unwrap_or_else(|error| match error {
        Error::Setting { first, .. } => Some(first.message),
        other => Some(other.to_string()),
    })
}

/// Some texts of a generator; none if it makes something else.
pub(super) fn texts(generator: &Generator) -> crate::Result<Vec<String>> {
    let made = match generator {
        Generator::Place(place) => {
            column(&Generator::Place(Place { evenly: true, ..place.clone() }), ROWS)?
        }
        other => column(other, ROWS)?,
    };
    let texts = made.column(0).as_string_opt::<i32>().into_iter().flatten();
    Ok(texts.flatten().map(String::from).collect())
}

/// The type of a generator's values, if it makes a column.
pub(super) fn data_type(generator: &Generator) -> Option<DataType> {
    Some(column(generator, 0).ok()?.column(0).data_type().clone())
}

/// The first rows of a column by itself.
fn column(generator: &Generator, rows: u64) -> crate::Result<RecordBatch> {
    let column = ColumnSpec {
        name: "column".into(),
        generator: generator.clone(),
        nulls: 0.0,
        unique: false,
        per: None,
        dirt: Dirt::default(),
    };
    let recipe = Recipe { version: VERSION, columns: vec![column], ..Recipe::default() };
    DataGenerator::new(0).table(&recipe)?.rows(0..rows)?.to_record_batch()
}
