//! Lists.

use std::sync::Arc;

use arrow::array::ListArray;
use arrow::datatypes::{DataType, FieldRef};
use serde::{Deserialize, Serialize};

use super::{Lengths, failed, offsets};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::cells::Cells;
use crate::generate::{BadParameter, Column, Context, FlawCount, Generator, Parameters};
use crate::recipe::{check_share, is_zero};

/// A list of values of one generator, such as the tags of an article; List.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct List {
    /// How the elements are made.
    pub of: Box<Generator>,
    /// Fewest elements of a row.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(max = 1000)))]
    pub min: u32,
    /// Most elements of a row.
    #[serde(default = "few")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1000)))]
    pub max: u32,
    /// The share of elements without a value, from 0 to 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub nulls: f64,
}

/// Most elements where a recipe does not say.
pub(super) fn few() -> u32 {
    3
}

/// The name that the Parquet format gives to the elements of a list.
const ELEMENT: &str = "element";

impl Parameters for List {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let lengths = Lengths::new(context, self.min, self.max)?;
        check_share("nulls", self.nulls)?;
        let inside = context.elements(ELEMENT, self.max.into());
        let of = self.of.column(&inside).map_err(|bad| bad.inside("of"))?;
        let elements = Cells::new(ELEMENT, of, inside.stream(), self.nulls);
        Ok(Arc::new(Lists { lengths, element: Arc::new(elements.field()), elements }))
    }
}

struct Lists {
    lengths: Lengths,
    element: FieldRef,
    elements: Cells,
}

impl Lists {
    /// How many elements each row has, and the row numbers of all elements.
    fn layout(&self, rows: &[u64]) -> (Vec<usize>, Vec<u64>) {
        let lengths: Vec<_> = rows.iter().map(|&row| self.lengths.of(row) as usize).collect();
        let mut elements = Vec::with_capacity(lengths.iter().sum());
        for (row, &length) in rows.iter().zip(&lengths) {
            let start = row.wrapping_mul(self.lengths.max.into());
            elements.extend((0..length as u64).map(|place| start.wrapping_add(place)));
        }
        (lengths, elements)
    }
}

impl Column for Lists {
    fn data_type(&self) -> DataType {
        DataType::List(self.element.clone())
    }

    fn has_flaws(&self) -> bool {
        self.elements.has_flaws()
    }

    fn count_flaws(&self, rows: &[u64]) -> Result<Vec<FlawCount>> {
        self.elements.count_flaws(&self.layout(rows).1)
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let (lengths, elements) = self.layout(rows);
        let values = self.elements.array(&elements)?;
        let lists = ListArray::try_new(self.element.clone(), offsets(&lengths)?, values, None);
        Ok(Values::Array(Arc::new(lists.map_err(failed)?)))
    }
}
