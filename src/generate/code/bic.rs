//! BICs.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::bank::{ACCOUNT, Banks, DIGITS};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::rng::{Draws, Stream, share};
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// BIC of a bank such as `NWBKGB2L` or `DEUTDEFF500`; Utf8.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Bic {
    /// Countries by their two letters, each as likely as it is often there; all when left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// The share that names a branch by three more characters, from 0 to 1.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub branches: f64,
    /// Columns of the same account agree with each other when they name the same countries.
    pub account: String,
}

impl Default for Bic {
    fn default() -> Self {
        Self { countries: Vec::new(), branches: 0.5, account: ACCOUNT.into() }
    }
}

impl Parameters for Bic {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if !(0.0..=1.0).contains(&self.branches) {
            let problem = format!("{} is out of range", self.branches);
            return Err(BadParameter::new("branches", problem, "Enter a number from 0 to 1."));
        }
        let banks = Banks::new(context, &self.account, &self.countries)?;
        let stream = context.stream();
        let (branch, branches) = (stream.draw(9), self.branches);
        Ok(Arc::new(Bics { banks, place: stream, branch, branches }))
    }
}

struct Bics {
    banks: Banks,
    place: Stream,
    branch: Stream,
    branches: f64,
}

/// A place's characters: a last 0 would be a test code and a last 1 a passive one (ISO 9362), and
/// neither 0 nor O may come first.
const PLACE: &[u8] = b"23456789ABCDEFGHIJKLMNPQRSTUVWXYZ";

impl Column for Bics {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 10, |row, text| {
            let mut draws = Draws::new(self.place, row);
            text.extend_from_slice(&self.banks.letters(row));
            text.extend_from_slice(&self.banks.format(row).country);
            text.extend_from_slice(&[draws.pick(PLACE), draws.pick(PLACE)]);
            if share(self.branch.at(row), self.branches) {
                let branch: [u8; 3] = std::array::from_fn(|_| draws.pick(DIGITS));
                text.extend_from_slice(&branch);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{as_texts, bad_parameter, table};

    #[test]
    fn bics_belong_to_the_ibans() {
        let batch = table(&[("iban", r#"{"iban": {}}"#), ("bic", r#"{"bic": {}}"#)], 5_000);
        let [ibans, bics] = [0, 1].map(|column| as_texts(&batch.columns()[column].values));
        let mut long = 0_usize;
        for (iban, bic) in ibans.iter().zip(&bics) {
            assert_eq!(iban[..2], bic[4..6]);
            if ["GB", "IE", "NL", "RO", "LV", "MT", "BG"].contains(&&iban[..2]) {
                assert_eq!(iban[4..8], bic[..4]);
            }
            assert!([8, 11].contains(&bic.len()) && !"01".contains(&bic[7..8]), "{bic}");
            long += usize::from(bic.len() == 11);
        }
        // 5 standard deviations of a binomial with p = 1/2.
        assert!(long.abs_diff(2_500) < 177, "{long}");
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"bic": {"countries": ["de"]}}"#), "countries");
        assert_eq!(bad_parameter(r#"{"bic": {"branches": 2}}"#), "branches");
    }
}
