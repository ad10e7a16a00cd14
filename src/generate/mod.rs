//! Generators: a column is a function from a range of rows to an Arrow array.

mod pattern;
mod person;
mod place;
pub mod rng;
mod text;
mod value;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::error::{Error, Result};
use crate::recipe::{ColumnSpec, Generator, Recipe};
use rng::{Stream, below};

/// A column of a table: every value is a pure function of the seed, the column and the row.
pub trait Column {
    /// The Arrow type of its arrays.
    fn data_type(&self) -> DataType;

    /// The values of some rows.
    ///
    /// # Errors
    /// [`Error::Generate`] when the rows do not fit one Arrow array.
    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef>;
}

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

    /// The table of a recipe: rows are made when they are asked for.
    #[must_use]
    pub fn table(self, recipe: &Recipe) -> Table {
        let columns: Vec<_> = recipe.columns.iter().map(|spec| self.column(spec)).collect();
        let fields: Vec<_> = recipe
            .columns
            .iter()
            .zip(&columns)
            .map(|(spec, column)| Field::new(spec.name, column.data_type(), false))
            .collect();
        Table { schema: Arc::new(Schema::new(fields)), columns }
    }

    fn column(self, spec: &ColumnSpec) -> Box<dyn Column> {
        let stream = Stream::new(self.seed, spec.name);
        match spec.generator {
            Generator::Sequence { first } => Box::new(value::Sequence { first }),
            Generator::FullName => Box::new(person::FullName::new(stream)),
            Generator::Email { name_column } => {
                Box::new(person::Email::new(Stream::new(self.seed, name_column), stream))
            }
            Generator::Phone => Box::new(person::Phone::new(stream)),
            Generator::Street => Box::new(place::Words::street(stream)),
            Generator::City => Box::new(place::Words::city(stream)),
            Generator::Company => Box::new(place::Words::company(stream)),
            Generator::Date { from, to } => {
                let days = to.abs_diff(from) + 1;
                Box::new(value::Date { stream, first: from, days })
            }
            Generator::Timestamp { from, to } => {
                let seconds = u32::try_from((to - from) / 1000).unwrap_or(u32::MAX);
                Box::new(value::Timestamp { stream, first: from, seconds })
            }
            Generator::Decimal { precision, low, high, skew } => {
                Box::new(value::Decimal { stream, precision, low, high, skew })
            }
            Generator::Boolean { percent } => Box::new(value::Boolean { stream, percent }),
            Generator::Choice(values) => Box::new(value::Choice { stream, values }),
            Generator::Pattern(pattern) => Box::new(pattern::Pattern { stream, pattern }),
        }
    }
}

/// A table without end, of which any rows can be had at any time.
pub struct Table {
    schema: SchemaRef,
    columns: Vec<Box<dyn Column>>,
}

impl Table {
    /// Its columns' names and types.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Some rows as one record batch.
    ///
    /// # Errors
    /// [`Error::Generate`] when the rows do not fit Arrow arrays.
    pub fn rows(&self, rows: Range<u64>) -> Result<RecordBatch> {
        let arrays = self
            .columns
            .iter()
            .map(|column| column.generate(rows.clone()))
            .collect::<Result<Vec<_>>>()?;
        RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| Error::Generate(error.to_string()))
    }

    /// The first `rows` rows in blocks of `rows_per_block`, each made when it is pulled.
    pub fn blocks(
        &self,
        rows: u64,
        rows_per_block: u64,
    ) -> impl Iterator<Item = Result<RecordBatch>> {
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

/// One of a list that is not empty, by random bits.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lists have far fewer than 2^32 words")]
fn pick(list: &'static [&'static str], bits: u64) -> &'static str {
    list[below(bits, list.len() as u32) as usize]
}
