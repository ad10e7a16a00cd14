//! Bytes without a meaning.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::rng::{Stream, below};
use super::{BadParameter, Column, Context, Parameters, text};
use crate::batch::Values;
use crate::error::Result;

/// Random bytes, such as a hash or an encrypted message; Binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Binary {
    /// Bytes of the shortest value.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 1_048_576)))]
    pub shortest: u32,
    /// Bytes of the longest value; every length up to it is as likely.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 1_048_576)))]
    pub longest: u32,
}

impl Default for Binary {
    fn default() -> Self {
        Self { shortest: 1, longest: 32 }
    }
}

/// Most bytes of a value, 1 MiB: a batch of them still fits into memory.
const MAX_BYTES: u32 = 1 << 20;

impl Parameters for Binary {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let bad = |parameter, value, remedy: String| {
            BadParameter::new(parameter, format!("{value} is out of range"), remedy)
        };
        if self.longest > MAX_BYTES {
            return Err(bad("longest", self.longest, format!("Enter at most {MAX_BYTES}.")));
        }
        if self.shortest > self.longest {
            return Err(bad("shortest", self.shortest, format!("Enter at most {}.", self.longest)));
        }
        Ok(Arc::new(Bytes { stream: context.stream(), lengths: *self }))
    }
}

struct Bytes {
    stream: Stream,
    lengths: Binary,
}

impl Column for Bytes {
    fn data_type(&self) -> DataType {
        DataType::Binary
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let Binary { shortest, longest } = self.lengths;
        text(rows, shortest.midpoint(longest) as usize, |row, bytes| {
            let length = shortest + below(self.stream.at(row), longest - shortest + 1);
            let end = bytes.len() + length as usize;
            for word in 0..u64::from(length.div_ceil(8)) {
                bytes.extend_from_slice(&self.stream.draw(word).at(row).to_le_bytes());
            }
            bytes.truncate(end);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, counts, unevenness, values};

    #[test]
    fn lengths_and_bytes_are_even() {
        let json = r#"{"binary": {"shortest": 3, "longest": 18}}"#;
        let Values::Bytes(values) = values(json, 20_000) else { panic!() };
        let lengths = counts(values.iter().map(<[u8]>::len));
        assert_eq!(lengths.len(), 16);
        assert!(values.iter().all(|value| (3..=18).contains(&value.len())));
        let bytes = counts(values.iter().flatten());
        assert_eq!(bytes.len(), 256);
        assert!(unevenness(&lengths) < 3.0 && unevenness(&bytes) < 1.4, "{lengths:?} {bytes:?}");
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"binary": {"shortest": 9, "longest": 8}}"#), "shortest");
        assert_eq!(bad_parameter(r#"{"binary": {"longest": 2000000}}"#), "longest");
    }
}
