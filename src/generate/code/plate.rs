//! Licence plates.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::error::Result;
use crate::generate::check::unknown_country;
use crate::generate::regex::Sampler;
use crate::generate::rng::{Draws, Stream};
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// Licence plate of a car such as `AB-123-CD`; Utf8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LicencePlate {
    /// Countries by their two letters, each as likely as it is often there; all when left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

/// What current plates look like, with the letters that each country leaves out.
const FORMATS: &[(&str, &str)] = &[
    ("BE", "[1-2]-[A-Z]{3}-[0-9]{3}"),
    ("DE", "(B|F|H|K|M|S|AC|BN|DD|DU|FR|HB|HH|KA|KI|MA|MS|DON|ERH|GAP)-[A-Z]{1,2} [1-9][0-9]{1,3}"),
    ("ES", "[0-9]{4} [BCDFGHJ-NPR-TV-Z]{3}"),
    ("FR", "[A-HJ-NP-TV-Z]{2}-[0-9]{3}-[A-HJ-NP-TV-Z]{2}"),
    ("GB", "[A-HJ-PR-Y]{2}(0[2-9]|1[0-9]|2[0-5]|5[2-9]|6[0-9]|7[0-5]) [A-HJ-PR-Z]{3}"),
    ("IE", "(1[3-9]|2[0-5])[12]-(C|D|G|KE|LH|MH|WW|WX)-[1-9][0-9]{2,4}"),
    ("IT", "[A-HJ-NPR-TV-Z]{2} [0-9]{3} [A-HJ-NPR-TV-Z]{2}"),
    (
        "NL",
        "[BDFGHJ-NPR-TVXZ]{2}-[0-9]{3}-[BDFGHJ-NPR-TVXZ]|[BDFGHJ-NPR-TVXZ]-[0-9]{3}-[BDFGHJ-NPR-TVXZ]{2}",
    ),
    ("PL", "(WA|WB|KR|PO|GD|WR|LU|KA) [0-9]{4}[A-CE-HJ-NPR-Y]"),
    ("PT", "[A-Z]{2}-[0-9]{2}-[A-Z]{2}"),
    ("SE", "[A-HJ-PR-UW-Z]{3} [0-9]{2}[A-HJ-NPR-UW-Z0-9]"),
    ("US", "[1-9][A-Z]{3}[0-9]{3}|[A-Z]{3}[- ][0-9]{4}"),
];

impl Parameters for LicencePlate {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let all = || FORMATS.iter().map(|(country, _)| String::from(*country)).collect();
        let countries = if self.countries.is_empty() { all() } else { self.countries.clone() };
        let formats = countries
            .iter()
            .map(|country| format(country))
            .collect::<std::result::Result<_, _>>()?;
        let stream = context.stream();
        Ok(Arc::new(Plates { country: stream.draw(u64::MAX), plate: stream, formats }))
    }
}

fn format(country: &str) -> std::result::Result<Sampler, BadParameter> {
    if let Some((_, plate)) = FORMATS.iter().find(|(known, _)| *known == country) {
        return Sampler::new("countries", plate, 0);
    }
    Err(unknown_country(country, FORMATS.iter().map(|(known, _)| *known)))
}

struct Plates {
    country: Stream,
    plate: Stream,
    formats: Vec<Sampler>,
}

impl Column for Plates {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are a few countries")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 10, |row, text| {
            let country = Draws::new(self.country, row).below(self.formats.len() as u32);
            self.formats[country as usize].push_to(text, &mut Draws::new(self.plate, row));
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, texts};

    #[test]
    fn plates_are_those_of_their_country() {
        for plate in texts(r#"{"licence_plate": {"countries": ["FR"]}}"#, 2_000) {
            let parts: Vec<_> = plate.split('-').collect();
            let is_letters = |part: &str| {
                part.len() == 2
                    && part.chars().all(|c| c.is_ascii_uppercase() && !['I', 'O', 'U'].contains(&c))
            };
            assert!(parts.len() == 3 && is_letters(parts[0]) && is_letters(parts[2]), "{plate}");
            assert!(parts[1].len() == 3 && parts[1].parse::<u16>().is_ok(), "{plate}");
        }
        for plate in texts(r#"{"licence_plate": {"countries": ["ES"]}}"#, 2_000) {
            assert!(plate.len() == 8 && !plate.contains(['A', 'E', 'I', 'O', 'U', 'Q', 'Ñ']));
        }
    }

    #[test]
    fn every_country_can_be_made() {
        for (country, _) in FORMATS {
            let json = format!(r#"{{"licence_plate": {{"countries": ["{country}"]}}}}"#);
            assert!(
                texts(&json, 100).iter().all(|plate| (6..=12).contains(&plate.len())),
                "{country}"
            );
        }
        assert_eq!(bad_parameter(r#"{"licence_plate": {"countries": ["XX"]}}"#), "countries");
    }
}
