//! Parents drawn from all of them.

use std::sync::Arc;

use arrow::datatypes::DataType;

use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Numbers;
use crate::generate::rng::{Stream, unit};
use crate::generate::{BadParameter, Column, Context};

/// Steeper than this all but the first few parents would never be drawn.
const MAX_SKEW: f64 = 4.0;

/// Exponents this near to 1 are taken for 1, where the power law becomes an exponential.
const NEAR: f64 = 1e-6;

/// The number of a parent for each row.
pub(super) struct Parents {
    stream: Stream,
    /// The parent of each row, where all are as likely.
    even: Numbers,
    count: u64,
    skew: f64,
}

impl Parents {
    /// Draws from `count` parents: each as often without skew, else parent n about n^-skew times as
    /// often as the first.
    ///
    /// # Errors
    /// [`BadParameter`] with `skew`.
    pub(super) fn new(
        context: &Context,
        count: u64,
        skew: f64,
    ) -> std::result::Result<Self, BadParameter> {
        if !(0.0..=MAX_SKEW).contains(&skew) {
            let problem = format!("{skew} is out of range");
            return Err(BadParameter::new("skew", problem, "Enter a number from 0 to 4."));
        }
        if context.is_unique() && skew > 0.0 {
            let problem = format!("{skew} draws some parents more often than others");
            return Err(BadParameter::new("skew", problem, "Enter 0, or leave out unique."));
        }
        let stream = context.stream();
        Ok(Self { stream, even: context.numbers(stream, count), count, skew })
    }

    /// The number of each row's parent, from 0.
    fn of(&self, rows: &[u64]) -> Vec<u64> {
        let even = |&row: &u64| self.even.at(row);
        let skewed = |&row: &u64| self.skewed(unit(self.stream.at(row)));
        if self.skew > 0.0 {
            rows.iter().map(skewed).collect()
        } else {
            rows.iter().map(even).collect()
        }
    }

    /// Whole part of a number with density x^-skew from 1 to before `count` + 1, from 0, by the
    /// inverse of its distribution function.
    #[expect(clippy::cast_precision_loss, reason = "parents far beyond 2^53 are drawn as well")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 or more")]
    fn skewed(&self, unit: f64) -> u64 {
        let end = self.count as f64 + 1.0;
        let power = 1.0 - self.skew;
        let drawn = if power.abs() < NEAR {
            libm::pow(end, unit)
        } else {
            libm::pow(1.0 + unit * (libm::pow(end, power) - 1.0), 1.0 / power)
        };
        (drawn as u64).clamp(1, self.count) - 1
    }
}

/// The keys of drawn parents.
pub(super) struct DrawnKeys {
    pub(super) parents: Parents,
    /// The key of each parent.
    pub(super) keys: Arc<dyn Column>,
}

impl Column for DrawnKeys {
    fn data_type(&self) -> DataType {
        self.keys.data_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        self.keys.generate(&self.parents.of(rows))
    }

    fn key(&self, rows: &[u64]) -> Option<Vec<u64>> {
        Some(self.parents.of(rows))
    }

    fn key_count(&self, _: u64) -> Option<u64> {
        Some(self.parents.count)
    }

    fn distinct_rows(&self) -> Option<u64> {
        Some(self.parents.even.distinct_rows()?.min(self.keys.distinct_rows()?))
    }
}
