//! Numbers and booleans.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::permutation::Permutation;
use super::rng::{Stream, share, unit};
use super::{BadParameter, Column, Context, Parameters, int64};
use crate::batch::Values;
use crate::error::Result;

/// Whole numbers one after another: the first row has `start`, the next `start + step`; Int64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Sequence {
    /// The value of the first row.
    pub start: i64,
    /// How much each row adds.
    pub step: i64,
}

impl Default for Sequence {
    fn default() -> Self {
        Self { start: 1, step: 1 }
    }
}

impl Parameters for Sequence {
    fn column(&self, _: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        Ok(Arc::new(*self))
    }
}

impl Column for Sequence {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        // Rows are far below 2^63: a plan's file offsets are i64 already.
        int64(rows, |row| self.start.wrapping_add(self.step.wrapping_mul(row.cast_signed())))
    }

    /// A sum comes again when the steps have gone once around all that 64 bits hold.
    fn distinct_rows(&self) -> Option<u64> {
        Some(u64::MAX.checked_shr(self.step.trailing_zeros()).unwrap_or(1))
    }
}

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

/// Exact decimal numbers, such as amounts of money; Decimal128.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Decimal {
    /// Digits in all, up to 18.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 18)))]
    pub precision: u8,
    /// Digits after the point.
    pub scale: u8,
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
    /// 1 is uniform; more makes small values likelier (the power of a uniform number).
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 8)))]
    pub skew: u8,
}

impl Default for Decimal {
    fn default() -> Self {
        Self { precision: 12, scale: 2, low: 0.0, high: 1000.0, skew: 1 }
    }
}

/// Most digits that INT64 holds.
const MAX_PRECISION: u8 = 18;

impl Parameters for Decimal {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let bad = |parameter: &str, value: f64, remedy: String| {
            BadParameter::new(parameter, format!("{value} is out of range"), remedy)
        };
        if !(1..=MAX_PRECISION).contains(&self.precision) {
            return Err(bad("precision", self.precision.into(), "Enter 1 to 18.".into()));
        }
        if self.scale > self.precision {
            let remedy = format!("Enter 0 to {}.", self.precision);
            return Err(bad("scale", self.scale.into(), remedy));
        }
        if !(1..=8).contains(&self.skew) {
            return Err(bad("skew", self.skew.into(), "Enter 1 to 8.".into()));
        }
        let units = |value: f64| value * 10_f64.powi(self.scale.into());
        let most = 10_f64.powi(self.precision.into());
        for (parameter, value) in [("low", self.low), ("high", self.high)] {
            if !value.is_finite() || units(value).abs() >= most {
                let digits = self.precision - self.scale;
                let remedy =
                    format!("Enter a number with at most {digits} digits before the point.");
                return Err(bad(parameter, value, remedy));
            }
        }
        if self.low > self.high {
            return Err(bad("high", self.high, format!("Enter {} or more.", self.low)));
        }
        if context.is_unique() && self.skew != 1 {
            let remedy = "Enter 1, or leave out unique.";
            let problem = format!("{} makes some values likelier than others", self.skew);
            return Err(BadParameter::new("skew", problem, remedy));
        }
        #[expect(clippy::cast_possible_truncation, reason = "below 10^18")]
        let (low, high) = (units(self.low).round() as i64, units(self.high).round() as i64);
        let (precision, scale) = (self.precision, self.scale.cast_signed());
        let stream = context.stream();
        let order = context.order(stream, low.abs_diff(high) + 1);
        Ok(Arc::new(Decimals { stream, order, precision, scale, low, high, skew: self.skew }))
    }
}

struct Decimals {
    stream: Stream,
    order: Option<Permutation>,
    precision: u8,
    scale: i8,
    /// In units of the last digit.
    low: i64,
    high: i64,
    skew: u8,
}

impl Column for Decimals {
    fn data_type(&self) -> DataType {
        DataType::Decimal128(self.precision, self.scale)
    }

    #[expect(clippy::cast_possible_truncation, reason = "within low..=high")]
    #[expect(clippy::cast_precision_loss, reason = "the last digits of a wide range are free")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        if let Some(order) = &self.order {
            return int64(rows, |row| self.low.wrapping_add_unsigned(order.at(row)));
        }
        let span = (self.high - self.low) as f64 + 1.0;
        int64(rows, |row| {
            let uniform = unit(self.stream.at(row));
            // Multiplications only: `powf` differs between platforms.
            let share = (1..self.skew).fold(uniform, |share, _| share * uniform);
            (self.low + (share * span) as i64).min(self.high)
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }
}
