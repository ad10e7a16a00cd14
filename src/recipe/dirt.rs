//! Flaws of values, as real data have them.

use serde::{Deserialize, Serialize};

use super::{check_share, is_zero};
use crate::generate::BadParameter;

/// The shares of values with flaws; each column can have the flaw of its type.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Dirt {
    /// The share of numbers that are 10 to 1,000 times as large, some of the other sign.
    #[serde(skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub outliers: f64,
    /// The share of texts that are cut short, have blanks around them or a broken letter in them,
    /// or are `N/A`.
    #[serde(skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub malformed: f64,
    /// The share of timestamps before their time: their rows come late among the others.
    #[serde(skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub late: f64,
    /// How late such a row is at most, in seconds.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub late_seconds: u32,
}

impl Default for Dirt {
    fn default() -> Self {
        Self { outliers: 0.0, malformed: 0.0, late: 0.0, late_seconds: 3_600 }
    }
}

impl Dirt {
    /// Whether no value has a flaw.
    #[must_use]
    pub fn is_none(&self) -> bool {
        [self.outliers, self.malformed, self.late].iter().all(is_zero)
    }

    /// Whether the shares are shares.
    pub(super) fn check(&self) -> Result<(), BadParameter> {
        check_share("dirt.outliers", self.outliers)?;
        check_share("dirt.malformed", self.malformed)?;
        check_share("dirt.late", self.late)?;
        if self.late_seconds == 0 {
            let remedy = "Enter 1 or more.";
            return Err(BadParameter::new("dirt.late_seconds", "0 is not late", remedy));
        }
        Ok(())
    }
}
