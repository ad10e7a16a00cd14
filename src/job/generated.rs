//! Rows that are generated: which recipe, which of its tables, and how many rows those have.

use serde::{Deserialize, Serialize};

use crate::error::{Checked, Error, Problem, Result};
use crate::generate::{TableRows, UNKNOWN_ROWS, base_of, row_counts};
use crate::recipe::{Preset, Recipe, TableRef};

/// A recipe and a seed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// The name of a recipe that comes with the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// A recipe; instead of a preset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Recipe>,
    /// The table to make, of a recipe with several. The first when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Makes all tables of the recipe, each as a file of its own, instead of one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all_tables: bool,
    /// Makes as many rows as belong to the first so many rows of the table that this one depends
    /// on, if the job says no rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_rows: Option<u64>,
    /// How many rows tables have, by their names, where that is not as the recipe and the job's rows
    /// have it: what keys of theirs are drawn from, also where only one table is made.
    #[serde(default, skip_serializing_if = "TableRows::is_empty")]
    pub table_rows: TableRows,
    /// The same seed makes the same rows.
    pub seed: u64,
}

impl Generated {
    /// The recipe, by itself or of the preset.
    ///
    /// # Errors
    /// [`Error::Setting`] when there is none, or both.
    pub fn recipe(&self) -> Result<Recipe> {
        self.check()?;
        Ok(match (&self.preset, &self.recipe) {
            (Some(preset), _) => preset.recipe(),
            (None, recipe) => recipe.clone().unwrap_or_default(),
        })
    }

    /// How many rows each table of the recipe has, in a job of so many rows. Where the job does not
    /// say, tables of which nothing else tells it have 1,000.
    ///
    /// # Errors
    /// [`Error::Setting`] for a recipe or table that cannot be used.
    pub fn row_counts(&self, recipe: &Recipe, rows: Option<u64>) -> Result<TableRows> {
        Error::of(recipe.problems())?;
        let table = recipe.table(self.table.as_deref())?;
        let mut given = self.table_rows.clone();
        let base = match (rows, self.parent_rows, table.parent()) {
            (Some(rows), ..) if self.all_tables => rows,
            (Some(rows), ..) => base_of(self.seed, table, rows)?,
            (None, Some(rows), Some((parent, _))) => {
                given.entry(parent.name().unwrap_or_default().into()).or_insert(rows);
                base_of(self.seed, parent, rows)?
            }
            _ => UNKNOWN_ROWS,
        };
        row_counts(self.seed, recipe, base, &given)
    }

    /// How many rows the job's table has by what is told of its tables.
    pub(crate) fn told_rows(&self, table: TableRef) -> Option<u64> {
        self.table_rows.get(table.name()?).copied().or(table.row_count())
    }

    /// Whether that tells of all tables that are made how many rows they have.
    pub(super) fn is_sized(&self) -> bool {
        let Ok(recipe) = self.recipe() else { return true };
        let is_told = |table| self.told_rows(table).is_some();
        if self.all_tables {
            return recipe.tables().all(|table| !table.has_job_rows() || is_told(table));
        }
        self.parent_rows.is_some() || recipe.table(self.table.as_deref()).is_ok_and(is_told)
    }

    fn check(&self) -> Checked {
        const FIELD: &str = "source.generated.recipe";
        const REMEDY: &str = "Give either the name of a preset or a recipe.";
        match (&self.preset, &self.recipe) {
            (Some(_), Some(_)) => Err(Problem::new(FIELD, "a preset is given too", REMEDY)),
            (None, None) => Err(Problem::new(FIELD, "neither preset nor recipe is given", REMEDY)),
            _ => Ok(()),
        }
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        let recipe = self.recipe.iter().flat_map(Recipe::problems);
        let tables = [self.check_table(), self.check_all_tables()];
        let tables = tables.into_iter().filter_map(Checked::err);
        self.check()
            .err()
            .into_iter()
            .chain(recipe)
            .chain(tables)
            .chain(self.row_problems())
            .collect()
    }

    /// Whether the recipe has the table, and rows of a parent are only given where it has one.
    fn check_table(&self) -> Checked {
        const FIELD: &str = "source.generated.parent_rows";
        let Ok(recipe) = self.recipe() else { return Ok(()) };
        let table = recipe.table(self.table.as_deref())?;
        match self.parent_rows {
            Some(0) => Err(Problem::new(FIELD, "0 rows make no file", "Enter 1 or more.")),
            Some(_) if table.parent().is_none() => {
                let problem = "the table depends on no other";
                Err(Problem::new(FIELD, problem, "Leave it out, and enter rows instead."))
            }
            _ => Ok(()),
        }
    }

    fn check_all_tables(&self) -> Checked {
        let Ok(recipe) = self.recipe() else { return Ok(()) };
        let refused = |problem: &str, remedy: &str| {
            Err(Problem::new("source.generated.all_tables", problem, remedy))
        };
        match &self.table {
            _ if !self.all_tables => Ok(()),
            Some(table) => refused(&format!("{table} is named too"), "Leave out one of both."),
            None if recipe.tables.is_empty() => {
                refused("the recipe has one table", "Leave it out.")
            }
            None => Ok(()),
        }
    }

    fn row_problems(&self) -> Vec<Problem> {
        let Ok(recipe) = self.recipe() else { return Vec::new() };
        let check = |(name, &rows): (&String, &u64)| {
            let field = format!("source.generated.table_rows.{name}");
            if !recipe.tables.iter().any(|table| table.name == *name) {
                let problem = "there is no such table";
                return Some(Problem::new(field, problem, "Name tables of the recipe."));
            }
            (rows == 0).then(|| Problem::new(field, "0 rows make no file", "Enter 1 or more."))
        };
        self.table_rows.iter().filter_map(check).collect()
    }
}
