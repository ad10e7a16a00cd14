//! A recipe's columns together.

use std::ops::Range;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};

use super::cells::Cells;
use super::context::Siblings;
use super::counts::{Counts, FlawCounts};
use super::keys::Children;
use super::relations::{Dataset, TableRows, UNKNOWN_ROWS, row_counts};
use super::repeats::Repeats;
use crate::batch::{Batch, ColumnData};
use crate::error::{Error, Result};
use crate::recipe::Recipe;

/// Makes tables from recipes; the same seed makes the same rows everywhere.
#[derive(Clone, Copy, Debug)]
pub struct DataGenerator {
    seed: u64,
}

impl DataGenerator {
    /// A generator with a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The first table of a recipe: rows are made when they are asked for.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every parameter that cannot be used.
    pub fn table(self, recipe: &Recipe) -> Result<Table> {
        self.table_of(recipe, None)
    }

    /// The table of a recipe with that name; the first without one. Tables of which the recipe does
    /// not say how many rows they have, have 1,000 for those that refer to them.
    ///
    /// # Errors
    /// [`Error::Setting`] as with [`Self::table`], and when there is none of that name.
    pub fn table_of(self, recipe: &Recipe, name: Option<&str>) -> Result<Table> {
        Error::of(recipe.problems())?;
        let rows = row_counts(self.seed, recipe, UNKNOWN_ROWS, &TableRows::new())?;
        self.table_among(recipe, name, &rows)
    }

    /// The table of a recipe with that name, where the tables have so many rows.
    ///
    /// # Errors
    /// As [`Self::table_of`].
    pub fn table_among(
        self,
        recipe: &Recipe,
        name: Option<&str>,
        rows: &TableRows,
    ) -> Result<Table> {
        Error::of(recipe.problems())?;
        let spec = recipe.table(name)?;
        let dataset = Dataset::new(self.seed, rows);
        let bad = |bad| spec.bad_parameters(bad);
        let columns = Siblings::of(dataset, spec).cells().map_err(bad)?;
        let family = dataset.family(spec).map_err(|one| bad(vec![one]))?;
        let family = family.map(|(parent, children)| Family {
            parent: parent.name().unwrap_or_default().into(),
            children,
        });
        let fields: Vec<_> = columns.iter().map(Cells::field).collect();
        Ok(Table {
            path: spec.path(),
            name: spec.name().map(Into::into),
            schema: Arc::new(Schema::new(fields)),
            columns,
            family,
            repeats: dataset.repeats(spec),
        })
    }
}

/// A table without end, of which any rows can be had at any time.
pub struct Table {
    /// Where it stands in a job.
    path: String,
    name: Option<String>,
    schema: SchemaRef,
    columns: Vec<Cells>,
    family: Option<Family>,
    repeats: Option<Repeats>,
}

/// The table that rows belong to, and which row belongs where.
struct Family {
    parent: String,
    children: Children,
}

impl Table {
    /// Its name, in a recipe of several tables.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its columns' names and types.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// How many rows belong to the first `parents` rows of the other table that this one depends
    /// on; nothing if it depends on none.
    #[must_use]
    pub fn rows_of(&self, parents: u64) -> Option<u64> {
        self.family.as_ref().map(|family| family.children.rows(parents))
    }

    /// The other table that the first `rows` rows belong to, and how many of its rows those are.
    #[must_use]
    pub fn parents_of(&self, rows: u64) -> Option<(&str, u64)> {
        let family = self.family.as_ref()?;
        let last = rows.checked_sub(1)?;
        Some((&family.parent, family.children.place(last).0 + 1))
    }

    /// Whether it can have so many rows: whether its unique columns have as many values.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every column which has fewer.
    pub fn check_rows(&self, rows: u64) -> Result<()> {
        let problem = |(index, column): (usize, &Cells)| {
            let bad = column.check_rows(rows).err()?;
            Some(bad.inside(&format!("columns[{index}]")).problem_in(&self.path))
        };
        Error::of(self.columns.iter().enumerate().filter_map(problem).collect())
    }

    /// Some rows.
    ///
    /// # Errors
    /// [`crate::Error::Generate`] when the rows are more than a batch can hold.
    pub fn rows(&self, rows: Range<u64>) -> Result<Batch> {
        let rows = self.sources(rows);
        let columns = (0..self.columns.len()).map(|column| self.column(column, &rows));
        let columns = columns.collect::<Result<_>>()?;
        Batch::new(self.schema.clone(), rows.len(), columns)
    }

    /// The values of one column, by its place, at rows that [`Self::sources`] gives.
    ///
    /// # Errors
    /// As [`Self::rows`].
    pub(crate) fn column(&self, column: usize, sources: &[u64]) -> Result<ColumnData> {
        self.columns[column].generate(sources)
    }

    /// Exactly how many flaws some rows have that the recipe asks for.
    ///
    /// # Errors
    /// As [`Self::rows`].
    pub fn flaws(&self, rows: Range<u64>) -> Result<FlawCounts> {
        let repeated = |repeats: Repeats| rows.clone().filter(|&row| repeats.at(row)).count();
        let duplicates = self.repeats.map(|repeats| repeated(repeats) as u64);
        if !self.columns.iter().any(Cells::has_flaws) {
            return Ok(FlawCounts { duplicates, values: Vec::new() });
        }
        let rows = self.sources(rows);
        let counts = self.columns.iter().map(|column| column.count_flaws(&rows));
        let values = counts.collect::<Result<Vec<_>>>()?.concat();
        Ok(FlawCounts { duplicates, values })
    }

    /// What is counted of some rows, of whose values so many are missing ([`Batch::nulls`]).
    ///
    /// # Errors
    /// As [`Self::rows`].
    pub fn counts(&self, rows: Range<u64>, nulls: &[usize]) -> Result<Counts> {
        Ok(Counts { flaws: self.flaws(rows)?, ..Counts::of_nulls(&self.schema, nulls) })
    }

    /// The rows whose values some rows have.
    pub(crate) fn sources(&self, rows: Range<u64>) -> Vec<u64> {
        match self.repeats {
            None => rows.collect(),
            Some(repeats) => rows.map(|row| repeats.source(row)).collect(),
        }
    }

    /// The first `rows` rows in blocks of `rows_per_block`, each made when it is pulled.
    pub fn blocks(&self, rows: u64, rows_per_block: u64) -> impl Iterator<Item = Result<Batch>> {
        block_ranges(rows, rows_per_block).map(|range| self.rows(range))
    }
}

/// The rows of each block: all of `rows_per_block` rows but the last.
pub fn block_ranges(rows: u64, rows_per_block: u64) -> impl Iterator<Item = Range<u64>> {
    let rows_per_block = rows_per_block.max(1);
    (0..rows.div_ceil(rows_per_block)).map(move |block| block_range(block, rows, rows_per_block))
}

/// The rows of one block.
#[must_use]
pub fn block_range(block: u64, rows: u64, rows_per_block: u64) -> Range<u64> {
    let start = block * rows_per_block;
    start..(start + rows_per_block).min(rows)
}
