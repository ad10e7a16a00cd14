//! Whole numbers in order.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::IntegerType;
use crate::batch::Values;
use crate::error::{Error, Result};
use crate::generate::{BadParameter, Column, Context, Parameters};

/// Whole numbers one after another: the first row has `start`, the next `start + step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Sequence {
    /// The value of the first row.
    pub start: i128,
    /// How much each row adds.
    pub step: i64,
    /// The Arrow type of the values: one that holds those of all rows.
    pub r#type: IntegerType,
}

impl Default for Sequence {
    fn default() -> Self {
        Self { start: 1, step: 1, r#type: IntegerType::Int64 }
    }
}

impl Parameters for Sequence {
    fn column(&self, _: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        self.r#type.check("start", self.start)?;
        Ok(Arc::new(*self))
    }
}

impl Sequence {
    /// Whether the type holds the numbers of these rows; those of 64 bits with a sign go around.
    fn check(&self, rows: &[u64]) -> Result<()> {
        let number = |row: u64| self.start + i128::from(self.step) * i128::from(row);
        let held = self.r#type.range();
        let ends = [rows.iter().min(), rows.iter().max()];
        let fits = |row: &u64| held.contains(&number(*row));
        if self.r#type == IntegerType::Int64 || ends.into_iter().flatten().all(fits) {
            return Ok(());
        }
        let first = rows.iter().find(|row| !fits(row)).map_or(self.start, |row| number(*row));
        let name = self.r#type.arrow();
        Err(Error::Generate(format!(
            "a sequence comes to {first}, which is no {name}: choose a larger type for it"
        )))
    }
}

impl Column for Sequence {
    fn data_type(&self) -> DataType {
        self.r#type.arrow()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        self.check(rows)?;
        #[expect(clippy::cast_possible_truncation, reason = "by its 64 bits")]
        let start = self.start as i64;
        // Rows are far below 2^63: a plan's file offsets are i64 already.
        let number = |&row: &u64| start.wrapping_add(self.step.wrapping_mul(row.cast_signed()));
        Ok(self.r#type.values(rows.iter().map(number)))
    }

    /// A sum comes again when the steps have gone once around all that 64 bits hold.
    fn distinct_rows(&self) -> Option<u64> {
        Some(u64::MAX.checked_shr(self.step.trailing_zeros()).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, numbers, try_values};

    #[test]
    fn every_type_counts_as_far_as_it_goes() {
        for (name, last) in [("int8", 127), ("int16", 32_767)] {
            let json = format!(r#"{{"sequence": {{"type": "{name}", "start": -1}}}}"#);
            let rows = u64::try_from(last + 2).unwrap();
            assert_eq!(numbers(&json, rows), (-1..=last).collect::<Vec<_>>());
            let refused = try_values(&json, rows + 1).unwrap_err().to_string();
            assert!(refused.contains(&(last + 1).to_string()), "{refused}");
        }
        let json = r#"{"sequence": {"type": "uint64", "start": 18446744073709551614}}"#;
        assert_eq!(numbers(json, 2), [-2, -1]);
        let refused = try_values(json, 3).unwrap_err().to_string();
        assert!(refused.contains("18446744073709551616, which is no UInt64"), "{refused}");
        let json = r#"{"sequence": {"type": "int32", "start": 7, "step": -3}}"#;
        assert_eq!(numbers(json, 3), [7, 4, 1]);
    }

    #[test]
    fn a_start_that_the_type_cannot_hold_is_refused() {
        assert_eq!(bad_parameter(r#"{"sequence": {"type": "int8", "start": 128}}"#), "start");
        assert_eq!(bad_parameter(r#"{"sequence": {"type": "uint8", "start": -1}}"#), "start");
    }
}
