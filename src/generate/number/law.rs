//! Columns by the inverse of a law's distribution function.

use std::sync::Arc;

use arrow::datatypes::DataType;

use super::Form;
use crate::batch::Values;
use crate::error::Result;
use crate::generate::Column;
use crate::generate::rng::{Stream, unit_open};
use crate::generate::texts::Made;

/// The column of a law: `quantile` gives the number at a share of all, in ascending or in
/// descending order.
pub(super) fn by_quantile(
    stream: Stream,
    form: Form,
    quantile: impl Fn(f64) -> f64 + Send + Sync + 'static,
) -> Made {
    let [one, other] = [0, u64::MAX].map(|bits| quantile(unit_open(bits)));
    form.check(one.min(other), one.max(other))?;
    Ok(Arc::new(Law { stream, form, quantile }))
}

struct Law<Q> {
    stream: Stream,
    form: Form,
    quantile: Q,
}

impl<Q: Fn(f64) -> f64 + Send + Sync> Column for Law<Q> {
    fn data_type(&self) -> DataType {
        self.form.data_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let number = |&row: &u64| (self.quantile)(unit_open(self.stream.at(row)));
        Ok(self.form.values(rows.iter().map(number)))
    }
}
