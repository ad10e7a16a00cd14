//! Local times as text.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::calendar::{push_date, push_time};
use super::moments::Moments;
use super::{DAY, known_zone, offset_seconds};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::cell::per_second;
use crate::generate::words::push_padded;
use crate::generate::{BadParameter, Column, Context, Parameters, text};
use crate::zone::Zone;

/// Local date and time of a timestamp column, such as `2024-02-29T17:30:00.250+01:00`; Utf8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LocalTime {
    /// The timestamp column.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: String,
    /// Minutes that local time is ahead of UTC, all year.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -840, max = 840)))]
    pub offset_minutes: i32,
    /// The time zone whose clocks show it, with their daylight saving: a name such as Europe/Paris,
    /// or an offset such as +02:00. Left out, it is that of the minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "time zones")))]
    pub zone: Option<String>,
}

impl Parameters for LocalTime {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let instants = Moments::of(context, "of", &self.of)?;
        let Some(unit) = instants.unit else {
            let problem = format!("{} is a date", self.of);
            return Err(BadParameter::new("of", problem, "Name a timestamp."));
        };
        Ok(Arc::new(LocalTimes { instants, per_second: per_second(unit), zone: self.zone()? }))
    }
}

impl LocalTime {
    fn zone(&self) -> std::result::Result<Zone, BadParameter> {
        let ahead = offset_seconds(self.offset_minutes)?;
        match &self.zone {
            None => Ok(Zone::fixed(ahead)),
            Some(_) if ahead != 0 => {
                let problem = format!("{} is beside a zone", self.offset_minutes);
                Err(BadParameter::new("offset_minutes", problem, "Enter 0, or leave out the zone."))
            }
            Some(name) => known_zone("zone", name),
        }
    }
}

/// Appends an offset as RFC 3339 has it: `+01:00`, or `Z` for none.
fn push_offset(text: &mut Vec<u8>, minutes: i64) {
    if minutes == 0 {
        return text.push(b'Z');
    }
    text.push(if minutes < 0 { b'-' } else { b'+' });
    push_padded(text, minutes.unsigned_abs() / 60, 2);
    text.push(b':');
    push_padded(text, minutes.unsigned_abs() % 60, 2);
}

/// Minutes that local time is ahead of UTC, from seconds: until 1972 some zones were ahead by parts
/// of a minute, for which the text has no room.
fn minutes(ahead: i64) -> i64 {
    (ahead + 30).div_euclid(60)
}

struct LocalTimes {
    instants: Moments,
    per_second: i64,
    zone: Zone,
}

impl Column for LocalTimes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let mut instants = self.instants.values(rows)?.into_iter();
        let day = DAY * self.per_second;
        text(rows, 29, |_, text| {
            let instant = instants.next().unwrap_or_default();
            let minutes = minutes(self.zone.ahead(instant.div_euclid(self.per_second)));
            let local = instant.wrapping_add(minutes * 60 * self.per_second);
            push_date(text, local.div_euclid(day));
            text.push(b'T');
            push_time(text, local.rem_euclid(day), self.per_second);
            push_offset(text, minutes);
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
    fn texts_in_a_zone_are_those_of_its_clocks() {
        let at = r#"{"timestamp": {"from": "2024-03-31T00:59:59Z", "every": 1}}"#;
        let local = r#"{"local_time": {"of": "at", "zone": "Europe/Berlin"}}"#;
        let texts = as_texts(&table(&[("at", at), ("c", local)], 2).columns()[1].values);
        assert_eq!(texts, ["2024-03-31T01:59:59.000+01:00", "2024-03-31T03:00:00.000+02:00"]);
        // Monrovia was 44 minutes and 30 seconds behind until 1972.
        let at = r#"{"timestamp": {"from": "1900-01-01T00:00:00Z", "to": "1980-01-01T00:00:00Z"}}"#;
        let local = r#"{"local_time": {"of": "at", "zone": "Africa/Monrovia"}}"#;
        let batch = table(&[("at", at), ("c", local)], 1_000);
        let instants = as_numbers(&batch.columns()[0].values);
        for (instant, local) in instants.iter().zip(as_texts(&batch.columns()[1].values)) {
            let parsed = DateTime::parse_from_rfc3339(&local).unwrap();
            assert_eq!(parsed.timestamp_millis(), *instant, "{local}");
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
