//! IBANs.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::bank::{ACCOUNT, Banks, LONGEST};
use super::{check, push_groups};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::rng::{Draws, Stream};
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// IBAN such as `DE89370400440532013000`; Utf8.
///
/// Its length, its letters and its two check digits are right. Check digits that some countries
/// have inside the account number are random.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Iban {
    /// Countries by their two letters, each as likely as it is often there; all when left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Spaces after every four characters, as on paper.
    pub spaces: bool,
    /// Columns of the same account agree with each other when they name the same countries.
    pub account: String,
}

impl Default for Iban {
    fn default() -> Self {
        Self { countries: Vec::new(), spaces: false, account: ACCOUNT.into() }
    }
}

impl Parameters for Iban {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let banks = Banks::new(context, &self.account, &self.countries)?;
        Ok(Arc::new(Ibans { banks, stream: context.stream(), spaces: self.spaces }))
    }
}

struct Ibans {
    banks: Banks,
    stream: Stream,
    spaces: bool,
}

impl Column for Ibans {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 28, |row, text| {
            let format = self.banks.format(row);
            let mut iban = [0; LONGEST];
            let iban = &mut iban[..4 + format.account.len()];
            let bank = format.bank_letters();
            let mut draws = Draws::new(self.stream, row);
            for (place, alphabet) in format.account.iter().enumerate() {
                if let Some(order) = format.order.as_ref().filter(|_| place == bank) {
                    draws = draws.of_number(order.at(row), order.count());
                }
                iban[4 + place] = draws.pick(alphabet);
            }
            if bank > 0 {
                iban[4..4 + bank].copy_from_slice(&self.banks.letters(row)[..bank]);
            }
            let check = check::iban(format.country, &iban[4..]);
            iban[..2].copy_from_slice(&format.country);
            iban[2..4].copy_from_slice(&check);
            push_groups(text, iban, if self.spaces { &[4; LONGEST / 4] } else { &[] });
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.banks.distinct_rows()
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{
        as_texts, bad_parameter, counts, texts, unevenness, unique_table, unique_texts,
    };

    /// ISO 13616's check: the first four characters go to the end, letters become two digits, and
    /// the whole decimal number leaves 1 when divided by 97, by long division in pieces of seven.
    fn is_valid(iban: &str) -> bool {
        let digits: String = format!("{}{}", &iban[4..], &iban[..4])
            .chars()
            .map(|c| c.to_digit(36).unwrap().to_string())
            .collect();
        let mut rest = String::new();
        for piece in digits.as_bytes().chunks(7) {
            rest += std::str::from_utf8(piece).unwrap();
            rest = (rest.parse::<u64>().unwrap() % 97).to_string();
        }
        rest == "1"
    }

    /// Characters of each country's IBAN, as the registry has them.
    const LENGTHS: &str = "AE23 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 \
        GR27 HR21 HU28 IE22 IL23 IT27 LI21 LT20 LU20 LV21 MT31 NL18 NO15 PL28 PT25 RO24 SA24 SE24 \
        SI19 SK24 TR26";

    #[test]
    fn ibans_are_valid_in_every_country() {
        for make in [texts, unique_texts] {
            check_countries(&make(r#"{"iban": {}}"#, 20_000));
        }
    }

    fn check_countries(ibans: &[String]) {
        let mut found: Vec<_> =
            ibans.iter().map(|iban| format!("{}{}", &iban[..2], iban.len())).collect();
        found.sort_unstable();
        let off = unevenness(&counts(&found));
        assert!(off < 2.5, "{off}");
        found.dedup();
        assert_eq!(found.join(" "), LENGTHS);
        for iban in ibans {
            assert!(is_valid(iban), "{iban}");
            let other = if &iban[2..3] == "0" { "1" } else { "0" };
            let spoilt = format!("{}{other}{}", &iban[..2], &iban[3..]);
            assert!(!is_valid(&spoilt), "the check checks nothing");
        }
    }

    #[test]
    fn ibans_have_letters_where_their_country_has_them() {
        for iban in texts(r#"{"iban": {"countries": ["GB", "FR"], "spaces": true}}"#, 500) {
            let groups: Vec<_> = iban.split(' ').map(str::len).collect();
            assert!(groups[..groups.len() - 1].iter().all(|length| *length == 4), "{iban}");
            let plain = iban.replace(' ', "");
            assert!(is_valid(&plain));
            let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(account) = plain.strip_prefix("GB") {
                assert!(account[2..6].bytes().all(|b| b.is_ascii_uppercase()), "{iban}");
                assert!(is_digits(&account[6..]), "{iban}");
            } else {
                assert!(is_digits(&plain[2..14]) && is_digits(&plain[25..]), "{iban}");
            }
        }
    }

    #[test]
    fn unique_ibans_are_of_the_banks_and_even_at_every_place() {
        let columns = [("iban", r#"{"iban": {"countries": ["GB", "NL", "GB"]}}"#)];
        let bic = ("bic", r#"{"bic": {"countries": ["GB", "NL", "GB"]}}"#);
        let batch = unique_table(&columns, &[bic], 20_000);
        let [ibans, bics] = [0, 1].map(|column| as_texts(&batch.columns()[column].values));
        for (iban, bic) in ibans.iter().zip(bics) {
            assert_eq!((&iban[4..8], &iban[..2]), (&bic[..4], &bic[4..6]));
        }
        let british: Vec<_> = ibans.iter().filter(|iban| iban.starts_with("GB")).collect();
        for place in 8..22 {
            let off = unevenness(&counts(british.iter().map(|iban| iban.as_bytes()[place])));
            assert!(off < 4.0, "{place}: {off}");
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"iban": {"countries": ["XX"]}}"#), "countries");
    }
}
