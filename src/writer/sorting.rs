//! Columns by which the rows of each row group are sorted.
//!
//! A file that says so without being so gives wrong answers: readers skip rows and merge files by
//! it. What is said is therefore looked at in every block, row by row, and a block that is not
//! sorted fails the run. A proof from the recipe would have to know the order of each generator,
//! and that duplicates, late rows, outliers and nulls break it; and it would know nothing of rows
//! from anywhere else.

use arrow::array::ArrayRef;
use arrow::compute::{LexicographicalComparator, SortColumn, SortOptions, concat};
use arrow::error::ArrowError;
use parquet::file::metadata::SortingColumn as Declared;
use parquet::schema::types::SchemaDescriptor;
use serde::{Deserialize, Serialize};

use super::columns::{no_column, root};
use crate::batch::Batch;
use crate::error::{Checked, Error, Problem, Result, grouped};

/// A column by which the rows of each row group are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SortingColumn {
    /// The column, which has no columns inside.
    pub name: String,
    /// From the largest value to the smallest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
    /// Rows without a value come before the others, not after them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_first: bool,
}

const FIELD: &str = "writer.sorting_columns";

/// What is wrong with sorting columns of a file.
pub(super) fn problems(columns: &[SortingColumn], schema: &SchemaDescriptor) -> Vec<Problem> {
    let check = |(place, column): (usize, &SortingColumn)| {
        let field = format!("{FIELD}[{place}].name");
        if columns[..place].iter().any(|other| other.name == column.name) {
            let problem = format!("{} is there already", column.name);
            return Err(Problem::new(field, problem, "Name each column once."));
        }
        declared(column, field, schema).map(drop)
    };
    columns.iter().enumerate().filter_map(|column| check(column).err()).collect()
}

/// Sorting columns as the footer has them.
///
/// # Errors
/// A [`Problem`] for a column that is not there or has others inside.
pub(super) fn all_declared(
    columns: &[SortingColumn],
    schema: &SchemaDescriptor,
) -> Checked<Option<Vec<Declared>>> {
    let declared = |column| declared(column, FIELD.into(), schema);
    let all: Vec<_> = columns.iter().map(declared).collect::<Checked<_>>()?;
    Ok((!all.is_empty()).then_some(all))
}

fn declared(column: &SortingColumn, field: String, schema: &SchemaDescriptor) -> Checked<Declared> {
    let leaves = schema.columns().iter();
    let Some(leaf) = leaves.clone().position(|leaf| root(leaf.path()) == column.name) else {
        return Err(no_column(field, &column.name, schema));
    };
    if schema.column(leaf).path().parts().len() > 1 {
        let problem = format!("{} has columns inside", column.name);
        return Err(Problem::new(field, problem, "Name a column of single values."));
    }
    let column_idx = i32::try_from(leaf).unwrap_or(i32::MAX);
    let SortingColumn { descending, nulls_first, .. } = *column;
    Ok(Declared { column_idx, descending, nulls_first })
}

/// Looks whether the rows of a block are sorted, while they come.
#[derive(Clone, Debug, Default)]
pub(crate) struct SortCheck {
    columns: Vec<SortingColumn>,
    /// The columns' values in the last row so far.
    last: Option<Vec<ArrayRef>>,
    /// Rows so far.
    rows: usize,
}

impl SortCheck {
    /// A check before the first row of a block.
    pub(crate) fn new(columns: &[SortingColumn]) -> Self {
        Self { columns: columns.to_vec(), ..Self::default() }
    }

    /// Whether there is nothing to look at.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Looks at the next rows.
    ///
    /// # Errors
    /// [`Error::Setting`] for a row that belongs before another one.
    pub(crate) fn check(&mut self, batch: &Batch) -> Result<()> {
        if self.columns.is_empty() || batch.rows() == 0 {
            return Ok(());
        }
        let failed = |error: ArrowError| Error::Generate(error.to_string());
        let keys = self.keys(batch)?;
        let order = LexicographicalComparator::try_new(&keys).map_err(failed)?;
        let (rows, before) = (keys[0].values.len(), self.rows - usize::from(self.last.is_some()));
        if let Some(row) = (1..rows).find(|&row| order.compare(row - 1, row).is_gt()) {
            return Err(self.unsorted(before + row));
        }
        self.last = Some(keys.iter().map(|key| key.values.slice(rows - 1, 1)).collect());
        self.rows += batch.rows();
        Ok(())
    }

    /// The columns' values: of the last row so far, if there is one, and of a batch.
    fn keys(&self, batch: &Batch) -> Result<Vec<SortColumn>> {
        let failed = |error: ArrowError| Error::Generate(error.to_string());
        let mut keys = Vec::new();
        for (place, column) in self.columns.iter().enumerate() {
            let (index, field) =
                batch.schema().column_with_name(&column.name).ok_or_else(|| {
                    Error::Generate(format!("there is no column {} to be sorted by", column.name))
                })?;
            let mut values = batch.columns()[index].to_array(field.data_type())?;
            if let Some(last) = &self.last {
                values = concat(&[last[place].as_ref(), values.as_ref()]).map_err(failed)?;
            }
            let SortingColumn { descending, nulls_first, .. } = *column;
            keys.push(SortColumn {
                values,
                options: Some(SortOptions { descending, nulls_first }),
            });
        }
        Ok(keys)
    }

    /// The row of a number from 0 belongs before the one before it.
    fn unsorted(&self, row: usize) -> Error {
        let names: Vec<_> = self.columns.iter().map(|column| &column.name[..]).collect();
        let [row, next] = [row, row + 1].map(|row| grouped(row as u64));
        let names = names.join(", ");
        let problem =
            format!("a block is not sorted by {names}: its row {next} belongs before row {row}");
        let remedy = "Leave it out, name columns whose values are made in this order, or leave out \
            what puts rows out of order, such as dirt and duplicates.";
        Error::setting(FIELD, problem, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use arrow::array::{Int64Array, RecordBatch, StringArray, UInt64Array};

    /// Rows of a number and a text.
    type Rows<'a> = &'a [(Option<i64>, &'a str)];

    fn check(columns: &[(&str, bool, bool)], batches: &[Rows]) -> Result<()> {
        let column = |&(name, descending, nulls_first): &(&str, bool, bool)| SortingColumn {
            name: name.into(),
            descending,
            nulls_first,
        };
        let columns: Vec<_> = columns.iter().map(column).collect();
        let mut sorted = SortCheck::new(&columns);
        batches.iter().try_for_each(|rows| {
            let numbers: Int64Array = rows.iter().map(|row| row.0).collect();
            let texts: StringArray = rows.iter().map(|row| Some(row.1)).collect();
            let columns: [(_, ArrayRef); 2] = [("n", Arc::new(numbers)), ("t", Arc::new(texts))];
            sorted.check(&Batch::from(&RecordBatch::try_from_iter(columns).unwrap()))
        })
    }

    #[test]
    fn rows_are_compared_within_and_across_batches() {
        let (a, b, null) = ((Some(1), "a"), (Some(2), "b"), (None, ""));
        let (rising, falling) = (("n", false, false), ("n", true, false));
        let (first, falling_first) = (("n", false, true), ("n", true, true));
        let good: [(_, &[Rows]); 7] = [
            (rising, &[&[a, a, b], &[], &[b, null]]),
            (rising, &[&[a], &[b], &[null], &[null]]),
            (falling, &[&[b, b], &[a, null]]),
            (first, &[&[null, null], &[a, b]]),
            (falling_first, &[&[null, b], &[a]]),
            (("t", false, false), &[&[(Some(9), "\u{e9}a"), (Some(1), "\u{e9}b")]]),
            (rising, &[]),
        ];
        for (column, batches) in good {
            assert!(check(&[column], batches).is_ok(), "{column:?} {batches:?}");
        }
        let bad: [(_, &[Rows], _); 6] = [
            (rising, &[&[a, b, a]], 2),
            (rising, &[&[a, b], &[a]], 2),
            (rising, &[&[a], &[b, b], &[b, a]], 4),
            (rising, &[&[a, null], &[b]], 2),
            (falling, &[&[a, b]], 1),
            (first, &[&[a], &[b, null]], 2),
        ];
        for (column, batches, row) in bad {
            let error = check(&[column], batches).unwrap_err().to_string();
            let expected = format!("its row {} belongs before row {row}", row + 1);
            assert!(error.ends_with(&expected), "{batches:?}: {error}");
        }
    }

    #[test]
    fn numbers_without_a_sign_have_their_own_order() {
        let check = |numbers: [u64; 2]| {
            let column: ArrayRef = Arc::new(UInt64Array::from(numbers.to_vec()));
            let rows = RecordBatch::try_from_iter([("n", column)]).unwrap();
            let rising = SortingColumn { name: "n".into(), descending: false, nulls_first: false };
            SortCheck::new(&[rising]).check(&Batch::from(&rows))
        };
        assert!(check([i64::MAX as u64, 1 << 63]).is_ok());
        assert!(check([u64::MAX, 1]).is_err());
    }

    #[test]
    fn a_later_column_decides_between_equal_rows() {
        let columns = [("n", false, false), ("t", true, false)];
        let rows = |last| [(Some(1), "b"), (Some(1), "a"), (Some(2), "a"), (Some(2), last)];
        assert!(check(&columns, &[&rows("a")]).is_ok());
        let error = check(&columns, &[&rows("b")]).unwrap_err().to_string();
        let expected = "writer.sorting_columns: a block is not sorted by n, t: its row 4 belongs \
            before row 3";
        assert_eq!(error, expected);
    }
}
