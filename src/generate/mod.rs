//! Generators: a column is a function from rows to values.
//!
//! A generator is two types in one file: its parameters, as a recipe has them ([`Parameters`]), and
//! the column they make ([`Column`]). One line in `registry.rs` gives it a name.

mod ascii;
mod binary;
mod cell;
mod cells;
mod check;
mod choice;
mod code;
mod colour;
mod company;
mod contact;
mod context;
mod counts;
mod file;
mod flaws;
mod internet;
mod json;
mod keys;
mod locale;
#[cfg(not(target_arch = "wasm32"))]
pub mod localised;
mod lorem;
mod nested;
mod network;
mod number;
mod parameters;
mod pattern;
mod permutation;
mod person;
mod phrase;
mod place;
mod regex;
mod registry;
mod relations;
mod repeats;
pub mod rng;
mod series;
mod table;
mod template;
#[cfg(test)]
mod testing;
mod texts;
mod time;
pub(crate) mod words;

pub use binary::Binary;
pub(crate) use cell::per_second;
pub use choice::Choice;
pub use code::{Uuid, UuidForm};
pub use context::Context;
pub use counts::{Counts, FlawCount, FlawCounts, NullCount};
pub use flaws::Flaw;
pub(crate) use keys::check_children;
pub use keys::{ChildKey, ChildNumber, ForeignKey, Parent, Reference};
pub use locale::Locale;
pub use lorem::{Sentence, Word, Words};
pub use nested::{List, Map, Struct};
pub use number::{
    Boolean, Decimal, Exponential, Float, Integer, IntegerType, Normal, NumberChoice, NumberType,
    Sequence,
};
pub use pattern::Pattern;
pub use place::Place;
pub use regex::Regex;
pub use registry::Generator;
pub use relations::TableRows;
pub(crate) use relations::{UNKNOWN_ROWS, base_of, row_counts};
pub use table::{DataGenerator, Table, block_range, block_ranges};
pub use time::{
    Age, Date, DateOffset, Duration, OffsetUnit, TimeOfDay, Timestamp, Unit as TimeUnit,
};

use std::sync::Arc;

use arrow::datatypes::DataType;

use crate::batch::{ByteValues, Text, Values};
use crate::error::{Problem, Result};
use crate::logical::LogicalType;

/// A column of a table: every value is a pure function of the seed, the column and the row.
pub trait Column: Send + Sync {
    /// The Arrow type of its values.
    fn data_type(&self) -> DataType;

    /// What its values stand for, where that is more than their type says.
    fn logical_type(&self) -> LogicalType {
        LogicalType::None
    }

    /// The values of these rows, in this order; the same row may come again.
    ///
    /// # Errors
    /// [`crate::Error::Generate`] when the values are more than one batch can hold.
    fn generate(&self, rows: &[u64]) -> Result<Values>;

    /// The number of what each of these rows belongs to, such as the session of an event: what the
    /// columns `per` this one are made for. Nothing for a column that is no key.
    fn key(&self, _rows: &[u64]) -> Option<Vec<u64>> {
        None
    }

    /// The place of each of these rows, from 0, among the rows that belong to the same. Nothing
    /// for a column that does not know.
    fn position(&self, _rows: &[u64]) -> Option<Vec<u64>> {
        None
    }

    /// What all keys of the first `rows` rows are below: how many values a column `per` this one
    /// needs. Nothing for a column that is no key.
    fn key_count(&self, _rows: u64) -> Option<u64> {
        None
    }

    /// What all positions are below. Nothing for a column that does not know.
    fn position_count(&self) -> Option<u64> {
        None
    }

    /// How many of the first rows have different values, where no two of them have the same.
    /// Nothing for a column that may have a value twice: it cannot be unique. A generator that can
    /// takes the numbers of its values from [`Context::numbers`] or [`Context::order`].
    fn distinct_rows(&self) -> Option<u64> {
        None
    }

    /// Whether values inside its own can be flawed on purpose.
    fn has_flaws(&self) -> bool {
        false
    }

    /// How many values inside its own are flawed in some rows, by their paths from this column.
    ///
    /// # Errors
    /// As [`Self::generate`].
    fn count_flaws(&self, _rows: &[u64]) -> Result<Vec<FlawCount>> {
        Ok(Vec::new())
    }

    /// Whether the columns inside this one have as many different values as so many rows need.
    ///
    /// # Errors
    /// [`BadParameter`] for one that has fewer.
    fn check_rows(&self, _rows: u64) -> std::result::Result<(), BadParameter> {
        Ok(())
    }
}

/// A generator's parameters, as a recipe has them.
pub trait Parameters {
    /// The column that they make.
    ///
    /// # Errors
    /// [`BadParameter`] for a value that cannot be used.
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter>;
}

/// A parameter that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name; a path for one inside another.
    pub parameter: String,
    /// What is wrong, with the value.
    pub problem: String,
    /// What to enter instead.
    pub remedy: String,
}

impl BadParameter {
    /// A parameter that cannot be used.
    pub fn new(
        parameter: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { parameter: parameter.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// The same of a parameter inside another.
    #[must_use]
    pub(crate) fn inside(self, path: &str) -> Self {
        Self { parameter: format!("{path}.{}", self.parameter), ..self }
    }

    /// The same as a field of a job, by the path of what has the parameter.
    pub(crate) fn problem_in(self, path: &str) -> Problem {
        Problem::new(format!("{path}.{}", self.parameter), self.problem, self.remedy)
    }
}

/// A column at other rows: those that `rows` gives for the rows asked for.
struct Mapped<F> {
    column: Arc<dyn Column>,
    rows: F,
}

impl<F: Fn(&[u64]) -> Vec<u64> + Send + Sync> Column for Mapped<F> {
    fn data_type(&self) -> DataType {
        self.column.data_type()
    }

    fn logical_type(&self) -> LogicalType {
        self.column.logical_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        self.column.generate(&(self.rows)(rows))
    }

    fn key(&self, rows: &[u64]) -> Option<Vec<u64>> {
        self.column.key(&(self.rows)(rows))
    }

    fn position(&self, rows: &[u64]) -> Option<Vec<u64>> {
        self.column.position(&(self.rows)(rows))
    }

    /// Which rows they are is not known: all may be.
    fn key_count(&self, _rows: u64) -> Option<u64> {
        self.column.key_count(u64::MAX)
    }

    fn position_count(&self) -> Option<u64> {
        self.column.position_count()
    }

    fn has_flaws(&self) -> bool {
        self.column.has_flaws()
    }

    fn count_flaws(&self, rows: &[u64]) -> Result<Vec<FlawCount>> {
        self.column.count_flaws(&(self.rows)(rows))
    }
}

/// Text values: `write` appends the text of each row.
///
/// `bytes` is a guess of a text's length that saves regrowing the buffer, not a bound.
///
/// # Errors
/// [`crate::Error::Generate`] when the rows have more text than a batch can hold (4 GiB).
pub(crate) fn text(
    rows: &[u64],
    bytes: usize,
    mut write: impl FnMut(u64, &mut Text),
) -> Result<Values> {
    let mut values = ByteValues::with_capacity(rows.len(), bytes);
    for &row in rows {
        values.push_with(|text| write(row, text));
    }
    Ok(Values::Bytes(values.checked()?))
}

/// INT32 values: `value` gives that of each row.
#[expect(clippy::unnecessary_wraps, reason = "what columns return")]
pub(crate) fn int32(rows: &[u64], value: impl Fn(u64) -> i32) -> Result<Values> {
    Ok(Values::Int32(rows.iter().map(|&row| value(row)).collect()))
}

/// INT64 values: `value` gives that of each row.
#[expect(clippy::unnecessary_wraps, reason = "what columns return")]
pub(crate) fn int64(rows: &[u64], value: impl Fn(u64) -> i64) -> Result<Values> {
    Ok(Values::Int64(rows.iter().map(|&row| value(row)).collect()))
}
