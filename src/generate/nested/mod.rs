//! Columns of columns: structs, lists and maps.

mod list;
mod map;

pub use list::List;
pub use map::Map;

use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Fields};
use arrow::error::ArrowError;
use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::rng::{Stream, below};
use super::{BadParameter, Column, Context, FlawCount, Parameters};
use crate::batch::Values;
use crate::error::{Error, Result};
use crate::recipe::{ColumnSpec, column_problems};

/// A record of fields, each with a generator of its own, such as the parts of an address; Struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Struct {
    /// The fields: what a column has. A field finds the other fields by their names, and after
    /// them the columns of the table.
    pub columns: Vec<ColumnSpec>,
}

impl Parameters for Struct {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        first(column_problems(&self.columns))?;
        let fields = context.fields(&self.columns).cells();
        let columns = fields.or_else(|bad| first(bad).map(|()| Vec::new()))?;
        Ok(record(columns))
    }
}

/// The struct of some fields.
pub(super) fn record(columns: Vec<Cells>) -> Arc<dyn Column> {
    Arc::new(Structs { fields: columns.iter().map(Cells::field).collect(), columns })
}

/// The first of some problems.
fn first(problems: Vec<BadParameter>) -> std::result::Result<(), BadParameter> {
    problems.into_iter().next().map_or(Ok(()), Err)
}

struct Structs {
    fields: Fields,
    columns: Vec<Cells>,
}

impl Column for Structs {
    fn data_type(&self) -> DataType {
        DataType::Struct(self.fields.clone())
    }

    fn check_rows(&self, rows: u64) -> std::result::Result<(), BadParameter> {
        for (index, cells) in self.columns.iter().enumerate() {
            cells
                .check_rows(rows)
                .map_err(|bad| bad.inside(&format!("struct.columns[{index}]")))?;
        }
        Ok(())
    }

    fn has_flaws(&self) -> bool {
        self.columns.iter().any(Cells::has_flaws)
    }

    fn count_flaws(&self, rows: &[u64]) -> Result<Vec<FlawCount>> {
        let counts = self.columns.iter().map(|cells| cells.count_flaws(rows));
        Ok(counts.collect::<Result<Vec<_>>>()?.concat())
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let arrays = self.columns.iter().map(|cells| cells.array(rows)).collect::<Result<_>>()?;
        let structs = StructArray::try_new(self.fields.clone(), arrays, None);
        Ok(Values::Array(Arc::new(structs.map_err(failed)?)))
    }
}

impl Cells {
    /// The cells of some rows as an Arrow array.
    fn array(&self, rows: &[u64]) -> Result<ArrayRef> {
        self.generate(rows)?.to_array(self.field().data_type())
    }
}

/// Most elements of one row.
const MAX_ELEMENTS: u32 = 1_000;

/// How many elements the rows have.
#[derive(Clone, Copy, Debug)]
struct Lengths {
    stream: Stream,
    min: u32,
    max: u32,
}

impl Lengths {
    fn new(context: &Context, min: u32, max: u32) -> std::result::Result<Self, BadParameter> {
        if !(1..=MAX_ELEMENTS).contains(&max) {
            let problem = format!("{max} is out of range");
            return Err(BadParameter::new("max", problem, "Enter 1 to 1000."));
        }
        if min > max {
            let remedy = format!("Enter 0 to {max}.");
            return Err(BadParameter::new("min", format!("{min} is more than {max}"), remedy));
        }
        Ok(Self { stream: context.stream(), min, max })
    }

    fn of(self, row: u64) -> u32 {
        self.min + below(self.stream.at(row), self.max - self.min + 1)
    }
}

/// Where each row's elements end, from how many it has.
fn offsets(lengths: &[usize]) -> Result<OffsetBuffer<i32>> {
    let elements: usize = lengths.iter().sum();
    if i32::try_from(elements).is_err() {
        return Err(Error::Generate(format!("{elements} elements are more than a batch can hold")));
    }
    Ok(OffsetBuffer::from_lengths(lengths.iter().copied()))
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn failed(error: ArrowError) -> Error {
    Error::Generate(error.to_string())
}
