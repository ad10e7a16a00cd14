//! A column's cells: its values, and which of them are null.

use std::sync::Arc;

use arrow::buffer::NullBuffer;
use arrow::datatypes::Field;

use super::flaws::Flaws;
use super::rng::{Stream, share};
use super::{BadParameter, Column, FlawCount};
use crate::batch::{ColumnData, Values};
use crate::error::{Result, grouped};
use crate::logical::LogicalType;

/// A column of a table or struct, or the elements of a list.
pub(super) struct Cells {
    name: String,
    column: Arc<dyn Column>,
    /// The key column whose numbers are the column's rows.
    per: Option<Arc<dyn Column>>,
    nulls: Option<Nulls>,
    flaws: Option<Flaws>,
    unique: bool,
}

/// Which rows of a column are null.
#[derive(Clone, Copy)]
struct Nulls {
    stream: Stream,
    share: f64,
}

impl Cells {
    /// The cells of a column, of which a share is null.
    pub(super) fn new(name: &str, column: Arc<dyn Column>, stream: Stream, nulls: f64) -> Self {
        let stream = stream.draw(u64::MAX - 1);
        let nulls = (nulls > 0.0).then_some(Nulls { stream, share: nulls });
        Self { name: name.into(), column, per: None, nulls, flaws: None, unique: false }
    }

    /// The same cells for all rows of which a column gives the same key.
    pub(super) fn per(self, per: Option<Arc<dyn Column>>) -> Self {
        Self { per, ..self }
    }

    /// The same cells, some with a flaw.
    pub(super) fn flaws(self, flaws: Option<Flaws>) -> Self {
        Self { flaws, ..self }
    }

    /// The same cells, of which no two may have the same value.
    pub(super) fn unique(self, unique: bool) -> Self {
        Self { unique, ..self }
    }

    /// Whether there are different values for so many rows of the table, if there have to be.
    pub(super) fn check_rows(&self, rows: u64) -> std::result::Result<(), BadParameter> {
        let keys = self.per.as_ref().map(|per| per.key_count(rows).unwrap_or(u64::MAX));
        let needed = keys.unwrap_or(rows);
        if !self.unique {
            return self.column.check_rows(needed).map_err(|bad| bad.inside("generator"));
        }
        let most = self.column.distinct_rows().unwrap_or(0);
        if needed <= most {
            return Ok(());
        }
        let (what, fewer) = match keys {
            None => ("rows", "Enter fewer rows, give"),
            Some(_) => ("keys", "Give"),
        };
        let (name, most, needed) = (&self.name, grouped(most), grouped(needed));
        let problem = format!("{name} has different values for {most} {what}, not for {needed}");
        let remedy = format!("{fewer} the column a wider range of values, or leave out unique.");
        Err(BadParameter::new("unique", problem, remedy))
    }

    pub(super) fn field(&self) -> Field {
        let field = Field::new(&self.name, self.column.data_type(), self.nulls.is_some());
        // A flaw is in what a value stands for: damaged JSON is a text.
        let is_sound = self.flaws.is_none();
        let logical = if is_sound { self.column.logical_type() } else { LogicalType::None };
        logical.mark(field)
    }

    pub(super) fn generate(&self, rows: &[u64]) -> Result<ColumnData> {
        let keys = self.keys(rows);
        let rows = keys.as_deref().unwrap_or(rows);
        let Some(nulls) = self.nulls else {
            return Ok(ColumnData { values: self.values(rows)?, validity: None });
        };
        let valid: Vec<_> = rows.iter().map(|&row| !nulls.at(row)).collect();
        let with_value: Vec<_> =
            rows.iter().zip(&valid).filter_map(|(&row, &valid)| valid.then_some(row)).collect();
        let values = self.values(&with_value)?;
        Ok(ColumnData { values, validity: Some(NullBuffer::from(valid)) })
    }

    /// The column's rows for some rows of the table, where they are others.
    fn keys(&self, rows: &[u64]) -> Option<Vec<u64>> {
        self.per.as_ref().and_then(|per| per.key(rows))
    }

    fn values(&self, rows: &[u64]) -> Result<Values> {
        let values = self.column.generate(rows)?;
        match self.flaws {
            Some(flaws) => flaws.apply(values, rows),
            None => Ok(values),
        }
    }

    /// Whether values can have a flaw, or values inside them.
    pub(super) fn has_flaws(&self) -> bool {
        self.flaws.is_some() || self.column.has_flaws()
    }

    /// The flaws that values and those inside them can have, and how many have them in some rows.
    pub(super) fn count_flaws(&self, rows: &[u64]) -> Result<Vec<FlawCount>> {
        if !self.has_flaws() {
            return Ok(Vec::new());
        }
        let keys = self.keys(rows);
        let is_null = |row| self.nulls.is_some_and(|nulls| nulls.at(row));
        let rows = keys.as_deref().unwrap_or(rows).iter().copied();
        let with_value: Vec<_> = rows.filter(|&row| !is_null(row)).collect();
        let own = self.flaws.map(|flaws| {
            let cells = with_value.iter().filter(|&&row| flaws.at(row)).count() as u64;
            FlawCount { column: self.name.clone(), flaw: flaws.flaw(), cells }
        });
        let inside = self.column.count_flaws(&with_value)?.into_iter().map(|count| {
            let column = format!("{}.{}", self.name, count.column);
            FlawCount { column, ..count }
        });
        Ok(own.into_iter().chain(inside).collect())
    }
}

impl Nulls {
    fn at(self, row: u64) -> bool {
        share(self.stream.at(row), self.share)
    }
}
