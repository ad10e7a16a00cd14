//! What is counted of a table's rows while they are made.

use arrow::datatypes::Schema;
use serde::Serialize;

use super::Flaw;
#[cfg(doc)]
use crate::batch::Batch;
use crate::batch::paths;

/// What a run counts of the rows that it makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows and values that are flawed on purpose.
    pub flaws: FlawCounts,
    /// Missing values, for each column or field inside one that may have such.
    pub nulls: Vec<NullCount>,
}

/// How many rows and values of a table are flawed on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FlawCounts {
    /// Rows that repeat an earlier one; nothing for a table that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<u64>,
    /// Values, for each column or field inside one that may have such.
    pub values: Vec<FlawCount>,
}

/// How many values of a column are flawed on purpose, or of a field inside one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlawCount {
    /// The column's name, or the path from it.
    pub column: String,
    /// What is wrong with them.
    pub flaw: Flaw,
    /// How many there are.
    pub cells: u64,
}

/// How many values of a column are missing, or of a field inside one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NullCount {
    /// The column's name, or the path from it: `address.city`, `tags.element`, `labels.value`.
    pub column: String,
    /// How many there are.
    pub cells: u64,
}

impl Counts {
    /// Of rows of a schema: the counts of [`Batch::nulls`], where values may be missing.
    #[must_use]
    pub fn of_nulls(schema: &Schema, nulls: &[usize]) -> Self {
        let counted = paths(schema.fields()).into_iter().zip(nulls);
        let nulls = counted
            .filter(|((_, is_nullable), _)| *is_nullable)
            .map(|((column, _), &cells)| NullCount { column, cells: cells as u64 });
        Self { nulls: nulls.collect(), ..Self::default() }
    }

    /// Adds those of other rows of the same table.
    pub fn add(&mut self, other: Self) {
        if let Some(more) = other.flaws.duplicates {
            *self.flaws.duplicates.get_or_insert(0) += more;
        }
        add_all(&mut self.flaws.values, other.flaws.values, |count| &mut count.cells);
        add_all(&mut self.nulls, other.nulls, |count| &mut count.cells);
    }
}

/// Adds counts of the same columns to sums that may not have begun.
fn add_all<T>(sums: &mut Vec<T>, more: Vec<T>, cells: fn(&mut T) -> &mut u64) {
    if sums.is_empty() {
        *sums = more;
        return;
    }
    for (sum, mut one) in sums.iter_mut().zip(more) {
        *cells(sum) += *cells(&mut one);
    }
}
