//! Rows that name any parent.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::draw::{DrawnKeys, Parents};
use crate::generate::number::{IntegerType, Sequence};
use crate::generate::{BadParameter, Column, Context, Parameters};

/// The number of a parent drawn from all of them, such as the customer of an order, where the
/// parents are no table of the recipe; for one that is, use `reference`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ForeignKey {
    /// How many parents there are.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub parents: u64,
    /// The number of the first parent, as in its sequence.
    pub start: i128,
    /// How much each parent adds, as in its sequence.
    pub step: i64,
    /// 0 draws every parent as often; more draws the first ones more often: parent n is drawn
    /// about n^-skew times as often as the first, which for 1 is Zipf's law.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 4.0)))]
    pub skew: f64,
    /// The Arrow type of the values, as in the parents' sequence.
    pub r#type: IntegerType,
}

impl Default for ForeignKey {
    fn default() -> Self {
        Self { parents: 1_000, start: 1, step: 1, skew: 0.0, r#type: IntegerType::Int64 }
    }
}

impl Parameters for ForeignKey {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if self.parents == 0 {
            return Err(BadParameter::new("parents", "there is none", "Enter 1 or more."));
        }
        let parents = Parents::new(context, self.parents, self.skew)?;
        let values = Sequence { start: self.start, step: self.step, r#type: self.r#type };
        self.r#type.check("start", self.start)?;
        let steps = i128::from(self.step) * i128::from(self.parents - 1);
        self.r#type.check("parents", self.start + steps)?;
        Ok(Arc::new(DrawnKeys { parents, keys: Arc::new(values) }))
    }
}
