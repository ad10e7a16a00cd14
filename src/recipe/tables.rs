//! Recipes of several tables.
//!
//! A job makes all of them, each as a file of its own, or the one that it names. The rows of a table
//! that depends on another follow from that one's rows, and are made without reading them.

use serde::{Deserialize, Serialize};

use super::{ColumnSpec, PATH, Recipe, column_problems, is_zero};
use crate::error::{Checked, Error, Problem};
use crate::generate::{BadParameter, Generator, check_children};

/// A table of a recipe with several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Unique in its recipe; the table's random numbers are keyed by it.
    pub name: String,
    /// The table that its rows depend on; none when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowsPer>,
    /// How many rows it has, such as a shop's products, whatever the job says of the other tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub row_count: Option<u64>,
    /// The columns, in the order of the file.
    pub columns: Vec<ColumnSpec>,
    /// The share of rows that repeat an earlier row near by, from 0 to 0.5.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 0.5)))]
    pub duplicates: f64,
}

/// How many rows each row of another table has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RowsPer {
    /// The other table, which stands before this one.
    pub per: String,
    /// Fewest rows.
    pub min: u32,
    /// Most rows.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub max: u32,
}

/// One table of a recipe: that of its own columns, or one of its tables.
#[derive(Clone, Copy, Debug)]
pub struct TableRef<'a> {
    recipe: &'a Recipe,
    index: usize,
}

impl<'a> TableRef<'a> {
    fn spec(self) -> Option<&'a TableSpec> {
        self.recipe.tables.get(self.index)
    }

    /// Its name, in a recipe of several tables.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.spec().map(|spec| &spec.name[..])
    }

    /// Its columns.
    #[must_use]
    pub fn columns(self) -> &'a [ColumnSpec] {
        self.spec().map_or(&self.recipe.columns, |spec| &spec.columns)
    }

    /// The share of rows that repeat another.
    #[must_use]
    pub fn duplicates(self) -> f64 {
        self.spec().map_or(self.recipe.duplicates, |spec| spec.duplicates)
    }

    /// How many rows it has, where the recipe says so.
    #[must_use]
    pub fn row_count(self) -> Option<u64> {
        self.spec()?.row_count
    }

    /// Whether its rows are as many as the job says.
    #[must_use]
    pub fn has_job_rows(self) -> bool {
        self.row_count().is_none() && self.parent().is_none()
    }

    /// The table of a name in the same recipe.
    pub(crate) fn beside(self, name: &str) -> Option<Self> {
        self.recipe.tables().find(|table| table.name() == Some(name))
    }

    /// The table whose rows its own depend on, and how.
    #[must_use]
    pub fn parent(self) -> Option<(Self, &'a RowsPer)> {
        let rows = self.spec()?.rows.as_ref()?;
        let index = self.recipe.tables[..self.index].iter().position(|one| one.name == rows.per)?;
        Some((Self { index, ..self }, rows))
    }

    /// Where it stands in a job.
    pub(crate) fn path(self) -> String {
        if self.recipe.tables.is_empty() {
            PATH.into()
        } else {
            format!("{PATH}.tables[{}]", self.index)
        }
    }

    /// Parameters that cannot be used, as an error.
    pub(crate) fn bad_parameters(self, bad: Vec<BadParameter>) -> Error {
        let mut problems = bad.into_iter().map(|bad| self.problem(bad));
        match problems.next() {
            Some(first) => Error::Setting { first, others: problems.collect() },
            None => Error::Generate("no column can be made".into()),
        }
    }

    fn problem(self, bad: BadParameter) -> Problem {
        bad.problem_in(&self.path())
    }

    /// What is wrong with it, as far as that can be told without making the columns.
    fn problems(self) -> impl Iterator<Item = Problem> {
        let own =
            [self.check_name(), self.check_rows(), self.check_row_count(), self.check_duplicates()];
        let own = own.into_iter().filter_map(Result::err);
        own.chain(column_problems(self.columns())).map(move |bad| self.problem(bad))
    }

    fn check_name(self) -> Result<(), BadParameter> {
        let Some(spec) = self.spec() else { return Ok(()) };
        if spec.name.is_empty() {
            return Err(BadParameter::new("name", "the name is empty", "Enter a name."));
        }
        if self.recipe.tables[..self.index].iter().any(|one| one.name == spec.name) {
            let problem = format!("{} is there already", spec.name);
            return Err(BadParameter::new(
                "name",
                problem,
                "Enter a name that no other table has.",
            ));
        }
        Ok(())
    }

    fn check_rows(self) -> Result<(), BadParameter> {
        let Some(rows) = self.spec().and_then(|spec| spec.rows.as_ref()) else { return Ok(()) };
        if self.parent().is_none() {
            let problem = format!("there is no table {:?} before this one", rows.per);
            return Err(BadParameter::new("rows.per", problem, "Name a table that stands before."));
        }
        check_children(rows.min, rows.max).map_err(|bad| bad.inside("rows"))
    }

    fn check_row_count(self) -> Result<(), BadParameter> {
        let refused =
            |problem: &str, remedy: &str| Err(BadParameter::new("row_count", problem, remedy));
        match self.row_count() {
            Some(0) => refused("0 rows make no file", "Enter 1 or more."),
            Some(_) if self.parent().is_some() => {
                refused("its rows follow from another table's", "Leave out row_count or rows.")
            }
            _ => Ok(()),
        }
    }

    /// With more repeats than originals there would often be no original near by.
    fn check_duplicates(self) -> Result<(), BadParameter> {
        let share = self.duplicates();
        if (0.0..=0.5).contains(&share) {
            return Ok(());
        }
        let problem = format!("{share} is out of range");
        Err(BadParameter::new("duplicates", problem, "Enter a number from 0 to 0.5."))
    }
}

impl Recipe {
    /// Whether columns refer to rows of any other table.
    #[must_use]
    pub fn has_references(&self) -> bool {
        let columns = self.tables.iter().flat_map(|table| &table.columns);
        let mut generators = columns.flat_map(|column| column.generator.all());
        generators.any(|generator| matches!(generator, Generator::Reference(_)))
    }

    /// Its tables, of which the first is what a job makes that names none.
    pub fn tables(&self) -> impl Iterator<Item = TableRef<'_>> {
        (0..self.tables.len().max(1)).map(|index| TableRef { recipe: self, index })
    }

    /// The table of a name; the first without one.
    ///
    /// # Errors
    /// A [`Problem`] with `source.generated.table` when there is none of that name.
    pub fn table(&self, name: Option<&str>) -> Checked<TableRef<'_>> {
        let Some(name) = name else { return Ok(TableRef { recipe: self, index: 0 }) };
        self.tables().find(|table| table.name() == Some(name)).ok_or_else(|| {
            let names: Vec<_> = self.tables().filter_map(TableRef::name).collect();
            let remedy = if names.is_empty() {
                "Leave it out: the recipe has one table.".into()
            } else {
                format!("Name one of: {}.", names.join(", "))
            };
            Problem::new("source.generated.table", format!("there is no table {name:?}"), remedy)
        })
    }

    /// What is wrong with its tables.
    pub(super) fn table_problems(&self) -> Vec<Problem> {
        let has_own = !self.columns.is_empty() || self.duplicates > 0.0;
        if has_own && !self.tables.is_empty() {
            let problem = "columns or duplicates are given beside tables";
            let remedy = "Give either columns or tables, and duplicates to each table.";
            return vec![Problem::new(format!("{PATH}.tables"), problem, remedy)];
        }
        self.tables().flat_map(TableRef::problems).collect()
    }
}
