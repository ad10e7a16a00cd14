//! Barcodes.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::check;
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Numbers;
use crate::generate::words::push_padded;
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// Digits of a barcode such as `4006381333931`, with a right check digit; Utf8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Barcode {
    /// The kind of barcode.
    pub format: Format,
    /// The first digits of all values, such as a country's 400 or a company's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// Kinds of barcodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// 13 digits, on goods anywhere.
    #[default]
    Ean13,
    /// 8 digits, on small goods.
    Ean8,
    /// 12 digits, in the USA and Canada.
    Upc,
}

impl Format {
    fn digits(self) -> usize {
        match self {
            Self::Ean13 => 13,
            Self::Ean8 => 8,
            Self::Upc => 12,
        }
    }
}

impl Parameters for Barcode {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        // One digit at least is random, and the last is the check digit.
        let longest = self.format.digits() - 2;
        let prefix = self.prefix.as_bytes();
        if prefix.len() > longest || !prefix.iter().all(u8::is_ascii_digit) {
            let remedy = format!("Enter at most {longest} digits.");
            return Err(BadParameter::new("prefix", format!("{:?}", self.prefix), remedy));
        }
        let width = longest + 1 - prefix.len();
        let count = (0..width).fold(1, |count, _| count * 10);
        let numbers = context.numbers(context.stream(), count);
        Ok(Arc::new(Barcodes { prefix: prefix.into(), width, numbers }))
    }
}

struct Barcodes {
    prefix: Box<[u8]>,
    /// Random digits.
    width: usize,
    /// A number of so many digits for each row.
    numbers: Numbers,
}

impl Column for Barcodes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 13, |row, text| {
            let start = text.len();
            text.extend_from_slice(&self.prefix);
            push_padded(text, self.numbers.at(row), self.width);
            let digit = check::gs1(&text[start..]);
            text.push(digit);
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.numbers.distinct_rows()
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, counts, texts, unevenness, unique_texts};

    /// As a scanner does it: the digits at odd places and those at even ones, added, one sum
    /// three times, are a multiple of 10; shorter codes have zeros in front.
    fn is_valid(code: &str) -> bool {
        let digits: Vec<u32> =
            format!("{code:0>14}").chars().map(|c| c.to_digit(10).unwrap()).collect();
        let odd: u32 = digits.iter().step_by(2).sum();
        let even: u32 = digits.iter().skip(1).step_by(2).sum();
        (3 * odd + even).is_multiple_of(10)
    }

    #[test]
    fn digits_are_valid_and_even() {
        for (format, length) in [("ean13", 13), ("ean8", 8), ("upc", 12)] {
            let json = format!(r#"{{"barcode": {{"format": "{format}"}}}}"#);
            for codes in [texts, unique_texts].map(|make| make(&json, 10_000)) {
                let fits = |code: &String| code.len() == length && is_valid(code);
                assert!(codes.iter().all(fits), "{format}");
                for place in 0..length {
                    let off = unevenness(&counts(codes.iter().map(|code| code.as_bytes()[place])));
                    assert!(off < 4.0, "{format} {place}: {off}");
                }
            }
        }
        let codes = texts(r#"{"barcode": {"prefix": "400"}}"#, 100);
        assert!(codes.iter().all(|code| code.starts_with("400") && is_valid(code)));
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"barcode": {"prefix": "4a"}}"#), "prefix");
        assert_eq!(
            bad_parameter(r#"{"barcode": {"format": "ean8", "prefix": "1234567"}}"#),
            "prefix"
        );
    }
}
