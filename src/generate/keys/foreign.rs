//! Rows that name any parent.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::error::Result;
use crate::generate::number::{IntegerType, Sequence};
use crate::generate::permutation::Numbers;
use crate::generate::rng::{Stream, unit};
use crate::generate::{BadParameter, Column, Context, Parameters};

/// The number of a parent drawn from all of them, such as the customer of an order.
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

/// Steeper than this all but the first few parents would never be drawn.
const MAX_SKEW: f64 = 4.0;

/// Exponents this near to 1 are taken for 1, where the power law becomes an exponential.
const NEAR: f64 = 1e-6;

impl Parameters for ForeignKey {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if self.parents == 0 {
            return Err(BadParameter::new("parents", "there is none", "Enter 1 or more."));
        }
        if !(0.0..=MAX_SKEW).contains(&self.skew) {
            let problem = format!("{} is out of range", self.skew);
            return Err(BadParameter::new("skew", problem, "Enter a number from 0 to 4."));
        }
        if context.is_unique() && self.skew > 0.0 {
            let problem = format!("{} draws some parents more often than others", self.skew);
            return Err(BadParameter::new("skew", problem, "Enter 0, or leave out unique."));
        }
        let values = Sequence { start: self.start, step: self.step, r#type: self.r#type };
        self.r#type.check("start", self.start)?;
        let steps = i128::from(self.step) * i128::from(self.parents - 1);
        self.r#type.check("parents", self.start + steps)?;
        let stream = context.stream();
        let even = context.numbers(stream, self.parents);
        Ok(Arc::new(ForeignKeys { stream, even, parents: self.parents, skew: self.skew, values }))
    }
}

struct ForeignKeys {
    stream: Stream,
    /// The parent of each row, where all are as likely.
    even: Numbers,
    parents: u64,
    skew: f64,
    values: Sequence,
}

impl ForeignKeys {
    fn keys(&self, rows: &[u64]) -> Vec<u64> {
        let even = |&row: &u64| self.even.at(row);
        let skewed = |&row: &u64| self.skewed(unit(self.stream.at(row)));
        if self.skew > 0.0 {
            rows.iter().map(skewed).collect()
        } else {
            rows.iter().map(even).collect()
        }
    }

    /// Whole part of a number with density x^-skew from 1 to before `parents` + 1, from 0, by the
    /// inverse of its distribution function.
    #[expect(clippy::cast_precision_loss, reason = "parents far beyond 2^53 are drawn as well")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 or more")]
    fn skewed(&self, unit: f64) -> u64 {
        let end = self.parents as f64 + 1.0;
        let power = 1.0 - self.skew;
        let drawn = if power.abs() < NEAR {
            libm::pow(end, unit)
        } else {
            libm::pow(1.0 + unit * (libm::pow(end, power) - 1.0), 1.0 / power)
        };
        (drawn as u64).clamp(1, self.parents) - 1
    }
}

impl Column for ForeignKeys {
    fn data_type(&self) -> DataType {
        self.values.data_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        self.values.generate(&self.keys(rows))
    }

    fn key(&self, rows: &[u64]) -> Option<Vec<u64>> {
        Some(self.keys(rows))
    }

    fn key_count(&self, _: u64) -> Option<u64> {
        Some(self.parents)
    }

    fn distinct_rows(&self) -> Option<u64> {
        Some(self.even.distinct_rows()?.min(self.values.distinct_rows()?))
    }
}
