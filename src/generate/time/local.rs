//! Local times as text.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::calendar::{push_date, push_time};
use super::moments::Moments;
use super::{DAY, offset_seconds};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::cell::per_second;
use crate::generate::words::push_padded;
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// Local date and time of a timestamp column, such as `2024-02-29T17:30:00.250+01:00`; Utf8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LocalTime {
    /// The timestamp column.
    pub of: String,
    /// Minutes that local time is ahead of UTC, all year.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -840, max = 840)))]
    pub offset_minutes: i32,
}

impl Parameters for LocalTime {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let instants = Moments::of(context, "of", &self.of)?;
        let Some(unit) = instants.unit else {
            let problem = format!("{} is a date", self.of);
            return Err(BadParameter::new("of", problem, "Name a timestamp."));
        };
        let per_second = per_second(unit);
        let offset = offset_seconds(self.offset_minutes)? * per_second;
        let suffix = suffix(self.offset_minutes);
        Ok(Arc::new(LocalTimes { instants, per_second, offset, suffix }))
    }
}

/// An offset as RFC 3339 has it: `+01:00`, or `Z` for none.
fn suffix(minutes: i32) -> Vec<u8> {
    if minutes == 0 {
        return b"Z".into();
    }
    let mut suffix = vec![if minutes < 0 { b'-' } else { b'+' }];
    push_padded(&mut suffix, u64::from(minutes.unsigned_abs() / 60), 2);
    suffix.push(b':');
    push_padded(&mut suffix, u64::from(minutes.unsigned_abs() % 60), 2);
    suffix
}

struct LocalTimes {
    instants: Moments,
    per_second: i64,
    /// In parts of a second, as the instants.
    offset: i64,
    suffix: Vec<u8>,
}

impl Column for LocalTimes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let mut instants = self.instants.values(rows)?.into_iter();
        let day = DAY * self.per_second;
        text(rows, 29, |_, text| {
            let local = instants.next().unwrap_or_default().wrapping_add(self.offset);
            push_date(text, local.div_euclid(day));
            text.push(b'T');
            push_time(text, local.rem_euclid(day), self.per_second);
            text.extend_from_slice(&self.suffix);
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{as_numbers, as_texts, bad_parameter, table};
    use chrono::DateTime;

    #[test]
    fn texts_are_the_instants_with_their_offset() {
        for (minutes, suffix) in [(-570, "-09:30"), (0, "Z"), (60, "+01:00")] {
            let json = format!(r#"{{"local_time": {{"of": "at", "offset_minutes": {minutes}}}}}"#);
            let at = r#"{"timestamp": {"from": "1950-01-01T00:00:00Z", "unit": "us"}}"#;
            let batch = table(&[("at", at), ("local", &json)], 3_000);
            let instants = as_numbers(&batch.columns()[0].values);
            for (instant, local) in instants.iter().zip(as_texts(&batch.columns()[1].values)) {
                assert!(local.ends_with(suffix), "{local}");
                let parsed = DateTime::parse_from_rfc3339(&local).unwrap();
                assert_eq!(parsed.timestamp_micros(), *instant);
            }
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"local_time": {"of": "day"}}"#), "of");
        assert_eq!(bad_parameter(r#"{"local_time": {"of": "nothing"}}"#), "of");
        let far = r#"{"local_time": {"of": "at", "offset_minutes": 841}}"#;
        assert_eq!(bad_parameter(far), "of");
    }
}
