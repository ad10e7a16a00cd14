//! Rows that belong to parents.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::{ChildKeys, Children};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::number::{IntegerType, Sequence};
use crate::generate::{BadParameter, Column, Context, Parameters, int64};

/// The number of the parent that a row belongs to, such as the session of an event: rows with the
/// same parent follow each other; Int64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ChildKey {
    /// Fewest rows of a parent.
    pub min: u32,
    /// Most rows of a parent.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub max: u32,
    /// The number of the first parent, as in its sequence.
    pub start: i64,
    /// How much each parent adds, as in its sequence.
    pub step: i64,
}

/// The place of a row among those of the same parent, from 1; Int64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChildNumber {
    /// The column with the parent's key: one made by `child_key` or `parent`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: String,
}

/// The value of a column in the row that this one belongs to, such as the order of an order line; of
/// that column's type. For a table whose rows are per another table's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// A column of the other table.
    pub column: String,
}

impl Parameters for Parent {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        context.parent("column", &self.column)
    }
}

impl Default for ChildKey {
    fn default() -> Self {
        Self { min: 1, max: 5, start: 1, step: 1 }
    }
}

impl Parameters for ChildKey {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let children = Children::new(context.stream(), self.min, self.max)?;
        let (start, step) = (self.start.into(), self.step);
        let parents = Sequence { start, step, r#type: IntegerType::Int64 };
        Ok(Arc::new(ChildKeys { children, parents: Arc::new(parents) }))
    }
}

impl Parameters for ChildNumber {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let key = context.sibling("of", &self.of)?;
        if key.position(&[]).is_some() {
            return Ok(Arc::new(ChildNumbers { key }));
        }
        let problem = format!("the rows of column {} are not numbered", self.of);
        Err(BadParameter::new("of", problem, "Name a column made by child_key or parent."))
    }
}

struct ChildNumbers {
    key: Arc<dyn Column>,
}

impl Column for ChildNumbers {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let positions = self.key.position(rows).unwrap_or_default();
        int64(&positions, |position| position.cast_signed() + 1)
    }

    /// Rows with the same number belong together, such as the readings of a device.
    fn key(&self, rows: &[u64]) -> Option<Vec<u64>> {
        self.key.position(rows)
    }

    /// Of each number every parent has one row, if all have as many rows.
    fn position(&self, rows: &[u64]) -> Option<Vec<u64>> {
        self.key.key(rows)
    }

    fn key_count(&self, _: u64) -> Option<u64> {
        self.key.position_count()
    }
}
