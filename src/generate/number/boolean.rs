//! Booleans.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::error::Result;
use crate::generate::rng::{Stream, share};
use crate::generate::{BadParameter, Column, Context, Parameters};

/// True or false; Boolean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Boolean {
    /// The share of true, from 0 to 1.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub share: f64,
}

impl Default for Boolean {
    fn default() -> Self {
        Self { share: 0.5 }
    }
}

impl Parameters for Boolean {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if !(0.0..=1.0).contains(&self.share) {
            let problem = format!("{} is out of range", self.share);
            return Err(BadParameter::new("share", problem, "Enter a number from 0 to 1."));
        }
        Ok(Arc::new(Booleans { stream: context.stream(), share: self.share }))
    }
}

struct Booleans {
    stream: Stream,
    share: f64,
}

impl Column for Booleans {
    fn data_type(&self) -> DataType {
        DataType::Boolean
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let value = |&row: &u64| share(self.stream.at(row), self.share);
        Ok(Values::Boolean(rows.iter().map(value).collect()))
    }
}
