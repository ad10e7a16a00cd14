//! From what is known of tables to a proposal.

use super::draft::Draft;
use super::facts::Facts;
use super::{Format, MAX_COLUMNS, MAX_TABLES, Proposal};
use crate::error::{Error, Result};
use crate::generate::DataGenerator;
use crate::recipe::{ColumnSpec, Recipe, RowsPer, TableSpec, VERSION};

/// A table of a sample.
pub(super) struct Table {
    /// Its name, in a sample of several.
    pub(super) name: Option<String>,
    pub(super) columns: Vec<Facts>,
    /// How many rows it has for each of another table, which stands before it.
    pub(super) rows: Option<RowsPer>,
}

impl Table {
    /// The table of a sample that has one.
    pub(super) fn only(columns: Vec<Facts>) -> Self {
        Self { name: None, columns, rows: None }
    }
}

/// The proposal for some tables, after what is to be noted about the sample.
///
/// # Errors
/// [`Error::Sample`] when there is no column that can be made, or more than are looked at.
pub(super) fn proposal(format: Format, tables: Vec<Table>, notes: Vec<String>) -> Result<Proposal> {
    check_size(&tables)?;
    let mut draft = Draft::new(notes);
    let mut made = Vec::new();
    for table in tables {
        draft.table.clone_from(&table.name);
        let columns = draft.table(&table.columns);
        if !columns.is_empty() {
            made.push((table.name.unwrap_or_default(), table.rows, columns));
        }
    }
    let recipe = recipe(made);
    let Draft { guesses, notes, .. } = draft;
    check(&recipe, &notes)?;
    Ok(Proposal { format, recipe, guesses, rows: None, notes, job: None })
}

fn check_size(tables: &[Table]) -> Result<()> {
    let most = tables.iter().map(|table| table.columns.len()).max().unwrap_or_default();
    let limits = [("tables", tables.len(), MAX_TABLES), ("columns", most, MAX_COLUMNS)];
    for (what, count, limit) in limits {
        if count > limit {
            let problem = format!("there are {count} {what}, more than {limit}");
            let remedy = "Leave out those that do not matter.";
            return Err(Error::sample("the sample", problem, remedy));
        }
    }
    Ok(())
}

/// The recipe of tables: their names, how many rows they have, and their columns.
fn recipe(mut tables: Vec<(String, Option<RowsPer>, Vec<ColumnSpec>)>) -> Recipe {
    let mut recipe = Recipe { version: VERSION, ..Recipe::default() };
    if tables.len() == 1 {
        recipe.columns = tables.remove(0).2;
    } else {
        let table = |(name, rows, columns)| TableSpec {
            name,
            rows,
            row_count: None,
            columns,
            duplicates: 0.0,
        };
        recipe.tables = tables.into_iter().map(table).collect();
    }
    recipe
}

/// Whether the recipe can be used, as each of its columns can.
fn check(recipe: &Recipe, notes: &[String]) -> Result<()> {
    if recipe.columns.is_empty() && recipe.tables.is_empty() {
        let problem = match notes.last() {
            Some(note) => format!("no column can be made: {note}"),
            None => "there is no column".into(),
        };
        let remedy = "Give a sample with a column of numbers, texts, dates or the like.";
        return Err(Error::sample("the sample", problem, remedy));
    }
    for table in recipe.tables() {
        DataGenerator::new(0).table_of(recipe, table.name())?;
    }
    Ok(())
}
