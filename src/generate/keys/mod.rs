//! Keys: which parent a row belongs to, told without reading the parents.

mod child;
mod draw;
mod event_time;
mod foreign;
mod reference;

pub use child::{ChildKey, ChildNumber, Parent};
pub use event_time::EventTime;
pub use foreign::ForeignKey;
pub use reference::{Lookup, Reference};

use std::sync::Arc;

use arrow::datatypes::DataType;

use super::rng::{Stream, below_u64};
use super::{BadParameter, Column};
use crate::batch::Values;
use crate::error::Result;
use crate::logical::LogicalType;

/// How rows are shared out to parents: two neighbours have `min + max` rows together, of which the
/// first has any number from `min` to `max`. So the parent of any row is told at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Children {
    stream: Stream,
    min: u64,
    max: u64,
}

impl Children {
    pub(super) fn new(
        stream: Stream,
        min: u32,
        max: u32,
    ) -> std::result::Result<Self, BadParameter> {
        check_children(min, max)?;
        Ok(Self { stream, min: min.into(), max: max.into() })
    }

    /// How many rows the first so many parents have.
    pub(super) fn rows(self, parents: u64) -> u64 {
        let pairs = parents / 2;
        let rows = pairs.saturating_mul(self.min + self.max);
        if parents.is_multiple_of(2) { rows } else { rows.saturating_add(self.of_first(pairs)) }
    }

    /// What the numbers of the parents of the first so many rows are below.
    pub(super) fn parents(self, rows: u64) -> u64 {
        rows.checked_sub(1).map_or(0, |last| self.place(last).0 + 1)
    }

    /// The number of a row's parent and the row's place among its rows, both from 0.
    pub(super) fn place(self, row: u64) -> (u64, u64) {
        let both = self.min + self.max;
        let (pair, place) = (row / both, row % both);
        match place.checked_sub(self.of_first(pair)) {
            None => (2 * pair, place),
            Some(place) => (2 * pair + 1, place),
        }
    }

    /// How many rows the first of two parents has.
    fn of_first(self, pair: u64) -> u64 {
        self.min + below_u64(self.stream.at(pair), self.max - self.min + 1)
    }
}

/// Whether a parent can have from `min` to `max` rows.
pub(crate) fn check_children(min: u32, max: u32) -> std::result::Result<(), BadParameter> {
    if max == 0 {
        return Err(BadParameter::new("max", "0 is out of range", "Enter 1 or more."));
    }
    if min > max {
        let remedy = format!("Enter 0 to {max}.");
        return Err(BadParameter::new("min", format!("{min} is more than {max}"), remedy));
    }
    Ok(())
}

/// Values of a row's parent.
pub(super) struct ChildKeys {
    pub(super) children: Children,
    pub(super) parents: Arc<dyn Column>,
}

impl ChildKeys {
    fn keys(&self, rows: &[u64]) -> Vec<u64> {
        rows.iter().map(|&row| self.children.place(row).0).collect()
    }
}

impl Column for ChildKeys {
    fn data_type(&self) -> DataType {
        self.parents.data_type()
    }

    fn logical_type(&self) -> LogicalType {
        self.parents.logical_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        self.parents.generate(&self.keys(rows))
    }

    fn key(&self, rows: &[u64]) -> Option<Vec<u64>> {
        Some(self.keys(rows))
    }

    fn position(&self, rows: &[u64]) -> Option<Vec<u64>> {
        Some(rows.iter().map(|&row| self.children.place(row).1).collect())
    }

    fn key_count(&self, rows: u64) -> Option<u64> {
        Some(self.children.parents(rows))
    }

    fn position_count(&self) -> Option<u64> {
        Some(self.children.max)
    }

    /// Those of parents that have one row at most; where they may have none, row r belongs to one of
    /// the first 2 (r + 1).
    fn distinct_rows(&self) -> Option<u64> {
        let Children { min, max, .. } = self.children;
        let parents = self.parents.distinct_rows().filter(|_| max == 1)?;
        Some(if min == 1 { parents } else { parents / 2 })
    }
}
