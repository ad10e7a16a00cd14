//! Recipes proposed from samples: they can always be used, and make rows like those of the sample.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]
#![allow(clippy::float_cmp, reason = "shares and means are those that a recipe has in writing")]

mod agreement;
mod arrow;
mod csv;
mod json_schema;
mod malformed;
mod others;
mod parquet;
mod sql;
mod tables;

use std::collections::BTreeMap;

use ::arrow::array::RecordBatch;
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::propose::{Format, Proposal, Sample, part, propose};
use parquet_blocks::recipe::{Recipe, TableRef};
use serde_json::Value;

/// The proposal for a whole file, read in the part that the page reads.
fn proposed(name: &str, bytes: &[u8]) -> Proposal {
    let size = bytes.len() as u64;
    let range = part(size, &bytes[bytes.len().saturating_sub(8)..]);
    let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
    let sample = Sample { name, bytes: &bytes[range], size };
    propose(&sample, None).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What is wrong with a sample of a format, and its remedy.
fn refused(format: Format, bytes: &[u8]) -> String {
    let error = propose(&Sample::whole("", bytes), Some(format)).unwrap_err();
    assert_eq!(error.kind(), "sample", "{error}");
    assert!(!error.remedy().is_empty(), "{error}");
    error.to_string()
}

/// The recipe as the page gets it.
fn written(proposal: &Proposal) -> Recipe {
    serde_json::from_str(&serde_json::to_string(&proposal.recipe).unwrap()).unwrap()
}

/// The first 100 rows of each table.
fn rows(proposal: &Proposal) -> Vec<RecordBatch> {
    let recipe = written(proposal);
    let table = |name| DataGenerator::new(42).table_of(&recipe, name).unwrap();
    let names: Vec<_> = recipe.tables().map(TableRef::name).collect();
    let batch = |name| table(name).rows(0..100).unwrap().to_record_batch().unwrap();
    names.into_iter().map(batch).collect()
}

/// The only table's columns and types, in words.
fn types(proposal: &Proposal) -> Vec<String> {
    let batches = rows(proposal);
    assert_eq!(batches.len(), 1);
    assert_eq!(written(proposal), proposal.recipe, "the recipe is the same as JSON");
    let schema = batches[0].schema();
    schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect()
}

/// The generators of columns as JSON, by the columns' names; of tables, with their names before.
fn generators(proposal: &Proposal) -> BTreeMap<String, Value> {
    let mut generators = BTreeMap::new();
    for table in proposal.recipe.tables() {
        let before = table.name().map(|name| format!("{name}.")).unwrap_or_default();
        for column in table.columns() {
            let json = serde_json::to_value(&column.generator).unwrap();
            generators.insert(format!("{before}{}", column.name), json);
        }
    }
    generators
}

/// The name of a column's generator, as the guesses have it, and why.
fn guess<'a>(proposal: &'a Proposal, column: &str) -> (&'a str, &'a str) {
    let is_of = |guess: &&parquet_blocks::propose::Guess| guess.column == column;
    let guess = proposal.guesses.iter().find(is_of).unwrap_or_else(|| panic!("{proposal:#?}"));
    (&guess.generator, &guess.why)
}

/// The share of rows without a value.
fn nulls(proposal: &Proposal, column: &str) -> f64 {
    let table = proposal.recipe.tables().next().unwrap();
    table.columns().iter().find(|spec| spec.name == column).unwrap().nulls
}
