//! Tables that belong together: which rows of one belong to which rows of another, and how many
//! rows each has. All of it is told without reading any.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Siblings;
use super::keys::{ChildKeys, Children};
use super::repeats::Repeats;
use super::rng::Stream;
use super::{BadParameter, Column, Mapped};
use crate::error::Result;
use crate::recipe::{ColumnSpec, Recipe, TableRef};

/// How many rows tables have, by their names.
pub type TableRows = BTreeMap<String, u64>;

type Made<T> = std::result::Result<T, BadParameter>;

/// Tables of keys that are keys of other tables are so deep at most: a circle would have no end.
const MAX_DEPTH: u32 = 20;

/// The tables of a recipe with a seed.
#[derive(Clone, Copy)]
pub(super) struct Dataset<'a> {
    seed: u64,
    rows: &'a TableRows,
    /// How many tables ask each other for a column already.
    depth: u32,
}

impl<'a> Dataset<'a> {
    pub(super) fn new(seed: u64, rows: &'a TableRows) -> Self {
        Self { seed, rows, depth: 0 }
    }

    /// The seed of a table: that of the recipe, if it has only one.
    pub(super) fn seed(self, table: TableRef) -> u64 {
        let of = |name| Stream::new(self.seed, name).draw(u64::MAX - 2).at(0);
        table.name().map_or(self.seed, of)
    }

    /// Which rows of a table repeat others, if some do.
    pub(super) fn repeats(self, table: TableRef) -> Option<Repeats> {
        Repeats::new(self.seed(table), table.duplicates())
    }

    /// The table whose rows a table's belong to, and how, if they do.
    pub(super) fn family(self, table: TableRef<'a>) -> Made<Option<(TableRef<'a>, Children)>> {
        let Some((parent, rows)) = table.parent() else { return Ok(None) };
        let stream = Stream::new(self.seed(table), "").draw(u64::MAX - 3);
        let children = Children::new(stream, rows.min, rows.max);
        Ok(Some((parent, children.map_err(|bad| bad.inside("rows"))?)))
    }

    /// A column of the table that a table's rows belong to, at the rows of this one.
    pub(super) fn parent(
        self,
        table: TableRef<'a>,
        parameter: &str,
        name: &str,
    ) -> Made<Arc<dyn Column>> {
        let Some((parent, children)) = self.family(table)? else {
            let problem = "the rows of this table belong to no other table's";
            return Err(BadParameter::new(parameter, problem, "Give the table rows per another."));
        };
        let parents = self.column(parent, parameter, name)?;
        Ok(Arc::new(ChildKeys { children, parents }))
    }

    /// A column of a table, at its rows in the file: those that repeat others have their values.
    pub(super) fn column(
        self,
        table: TableRef<'a>,
        parameter: &str,
        name: &str,
    ) -> Made<Arc<dyn Column>> {
        if self.depth == MAX_DEPTH {
            let problem = format!("{name} is made from a column that is made from it");
            return Err(BadParameter::new(parameter, problem, "Name a column that is not."));
        }
        let deeper = Self { depth: self.depth + 1, ..self };
        let column = Siblings::of(deeper, table).column(parameter, name, None)?;
        let Some(repeats) = self.repeats(table) else { return Ok(column) };
        let rows = move |rows: &[u64]| rows.iter().map(|&row| repeats.source(row)).collect();
        Ok(Arc::new(Mapped { column, rows }))
    }

    /// The keys of a table, and how many rows it has.
    pub(super) fn keys_of(self, table: TableRef<'a>, name: &str) -> Made<(Arc<dyn Column>, u64)> {
        let keys = self.column(table, "column", name)?;
        let spec = table.columns().iter().find(|spec| spec.name == name);
        let is_sound = |spec: &ColumnSpec| spec.nulls == 0.0 && spec.dirt.is_none();
        if keys.has_flaws() || !spec.is_some_and(is_sound) {
            let problem = format!("column {name} has rows without a key");
            let remedy = "Name a column without nulls and dirt.";
            return Err(BadParameter::new("column", problem, remedy));
        }
        let table = table.name().unwrap_or_default();
        let rows = self.rows.get(table).copied().filter(|&rows| rows > 0);
        let rows = rows.ok_or_else(|| {
            let problem = format!("table {table} has no rows");
            BadParameter::new("table", problem, "Give it a row_count, or more rows to the job.")
        })?;
        Ok((keys, rows))
    }
}

/// Rows of tables whose number nobody has said.
pub(crate) const UNKNOWN_ROWS: u64 = 1_000;

/// How many rows the tables of a recipe have: those that `given` says, where it says them, and
/// `base` where the recipe leaves it to the job.
///
/// # Errors
/// [`Error::Setting`] for rows that cannot be.
pub(crate) fn row_counts(
    seed: u64,
    recipe: &Recipe,
    base: u64,
    given: &TableRows,
) -> Result<TableRows> {
    let mut counts = TableRows::new();
    for table in recipe.tables() {
        let Some(name) = table.name() else { continue };
        let follow = family(seed, table)?.map(|(parent, children)| {
            let parents = parent.name().and_then(|name| counts.get(name));
            children.rows(parents.copied().unwrap_or_default())
        });
        let rows = given.get(name).copied().or(table.row_count()).or(follow).unwrap_or(base);
        counts.insert(name.into(), rows);
    }
    Ok(counts)
}

/// How many rows a job asks for whose table has so many: those of the table at the end of the chain
/// that its rows depend on.
///
/// # Errors
/// As [`row_counts`].
pub(crate) fn base_of(seed: u64, table: TableRef, rows: u64) -> Result<u64> {
    match family(seed, table)? {
        Some((parent, children)) => base_of(seed, parent, children.parents(rows)),
        None => Ok(rows),
    }
}

/// [`Dataset::family`], for which no table's rows count.
fn family(seed: u64, table: TableRef) -> Result<Option<(TableRef, Children)>> {
    const NO_ROWS: &TableRows = &TableRows::new();
    let family = Dataset::new(seed, NO_ROWS).family(table);
    family.map_err(|bad| table.bad_parameters(vec![bad]))
}
