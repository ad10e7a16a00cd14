//! Decimals by a power of a uniform number.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::types::check_digits;
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Permutation;
use crate::generate::rng::{Stream, unit};
use crate::generate::{BadParameter, Column, Context, Parameters, int64};

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

impl Parameters for Decimal {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let bad = |parameter: &str, value: f64, remedy: String| {
            BadParameter::new(parameter, format!("{value} is out of range"), remedy)
        };
        check_digits(self.precision, self.scale)?;
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
