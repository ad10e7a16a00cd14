//! Rows that name any row of another table.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::draw::{DrawnKeys, Parents};
use crate::generate::{BadParameter, Column, Context, Mapped, Parameters};

/// A foreign key: the key of a row of another table, drawn from all its rows, such as the customer of
/// an order; of the type of that table's column. The other table's rows are not read: the plan knows
/// how many there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The other table.
    pub table: String,
    /// Its column with the keys: one without nulls and dirt.
    pub column: String,
    /// 0 draws every row as often; more draws the first ones more often: row n is drawn about
    /// n^-skew times as often as the first, which for 1 is Zipf's law.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 4.0)))]
    pub skew: f64,
}

/// The value of a column in the row that a `reference` names, such as the name of an order's
/// customer; of that column's type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The column with the key: one made by `reference`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: String,
    /// A column of the other table.
    pub column: String,
}

impl Parameters for Reference {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let (keys, rows) = context.keys_of(&self.table, &self.column)?;
        Ok(Arc::new(DrawnKeys { parents: Parents::new(context, rows, self.skew)?, keys }))
    }
}

impl Parameters for Lookup {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let table = context.referred("of", &self.of)?;
        let key = context.sibling("of", &self.of)?;
        let column = context.column_of(&table, "column", &self.column)?;
        let rows = move |rows: &[u64]| key.key(rows).unwrap_or_default();
        Ok(Arc::new(Mapped { column, rows }))
    }
}
