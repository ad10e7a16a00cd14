//! UUIDs.

use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Permutation;
use crate::generate::rng::Stream;
use crate::generate::time::midnight;
use crate::generate::{BadParameter, Column, Context, Parameters, text};
use crate::logical::LogicalType;

/// UUID such as `0190163d-8694-739b-aea5-966c26f8ad91`: 16 bytes, or its text. Version 7 never
/// comes twice; version 4 hardly ever, and never in a unique column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Uuid {
    /// 4 is random; 7 begins with a time that rises with the row.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 4, max = 7)))]
    pub version: u8,
    /// How the values are stored.
    #[serde(rename = "as")]
    pub form: UuidForm,
    /// Version 7: the instant of the first row.
    pub from: DateTime<Utc>,
    /// Version 7: seconds from one row to the next.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.000_001, max = 1e9)))]
    pub every: f64,
}

/// How UUIDs are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UuidForm {
    /// `FixedSizeBinary(16)`.
    #[default]
    Binary,
    /// Utf8, 36 characters.
    Text,
}

impl Default for Uuid {
    fn default() -> Self {
        Self { version: 4, form: UuidForm::Binary, from: midnight(2025, 1, 1), every: 1.0 }
    }
}

/// Ticks of a version 7 time in a second: milliseconds, each cut in 4,096 by the 12 bits that RFC
/// 9562 (6.2, method 3) allows for it.
const TICKS: f64 = 4_096_000.0;
const TICK_BITS: u32 = 12;
/// Longest step in ticks: 10^9 seconds, 31 years.
const MAX_STEP: f64 = 1e9 * TICKS;
/// Bits of the time in milliseconds and the ticks.
const TIME_MASK: u64 = (1 << 60) - 1;
/// Random bits of the lower half.
const RANDOM_BITS: u32 = 62;

impl Parameters for Uuid {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let clock = match self.version {
            4 => None,
            7 => Some(self.clock()?),
            other => {
                let problem = format!("version {other} is not made here");
                return Err(BadParameter::new("version", problem, "Enter 4 or 7."));
            }
        };
        let (upper, lower) = (context.stream(), context.stream().draw(0));
        let order = match clock {
            None => context.order(lower, 1 << RANDOM_BITS),
            Some(_) => None,
        };
        Ok(Arc::new(Uuids { upper, lower, clock, order, form: self.form }))
    }
}

impl Uuid {
    #[expect(clippy::cast_possible_truncation, reason = "checked")]
    #[expect(clippy::cast_sign_loss, reason = "checked")]
    fn clock(&self) -> std::result::Result<Clock, BadParameter> {
        let first = u64::try_from(self.from.timestamp_millis()).map_err(|_| {
            let problem = format!("{} is before 1970", self.from);
            BadParameter::new("from", problem, "Enter an instant from 1970 on.")
        })?;
        let step = (self.every * TICKS).round();
        if !(1.0..=MAX_STEP).contains(&step) {
            let problem = format!("{} is out of range", self.every);
            let remedy = "Enter a number of seconds from 0.000001 to 1000000000.";
            return Err(BadParameter::new("every", problem, remedy));
        }
        Ok(Clock { first: first << TICK_BITS, step: step as u64 })
    }
}

/// The time of each row, in ticks since 1970.
#[derive(Clone, Copy)]
struct Clock {
    first: u64,
    step: u64,
}

struct Uuids {
    upper: Stream,
    lower: Stream,
    clock: Option<Clock>,
    /// The order of the lower halves, of which none may come twice.
    order: Option<Permutation>,
    form: UuidForm,
}

impl Uuids {
    /// As RFC 9562 has them: 48 bits, the version, 12 bits; the variant `10`, 62 bits.
    #[inline]
    fn bytes(&self, row: u64) -> [u8; 16] {
        let upper = match self.clock {
            None => self.upper.at(row) & !0xF000 | 0x4000,
            Some(clock) => {
                let time = clock.first.wrapping_add(clock.step.wrapping_mul(row)) & TIME_MASK;
                (time >> TICK_BITS) << 16 | 0x7000 | time & 0x0FFF
            }
        };
        let lower = match &self.order {
            None => self.lower.at(row) >> (u64::BITS - RANDOM_BITS),
            Some(order) => order.at(row),
        };
        let lower = lower | 1 << 63;
        (u128::from(upper) << 64 | u128::from(lower)).to_be_bytes()
    }
}

impl Column for Uuids {
    fn data_type(&self) -> DataType {
        match self.form {
            UuidForm::Binary => DataType::FixedSizeBinary(16),
            UuidForm::Text => DataType::Utf8,
        }
    }

    fn logical_type(&self) -> LogicalType {
        match self.form {
            UuidForm::Binary => LogicalType::Uuid,
            UuidForm::Text => LogicalType::None,
        }
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        if self.form == UuidForm::Text {
            return text(rows, 36, |row, text| text.extend_from_slice(&hex(self.bytes(row))));
        }
        let mut bytes = Vec::with_capacity(16 * rows.len());
        for &row in rows {
            bytes.extend_from_slice(&self.bytes(row));
        }
        Ok(Values::Fixed { width: 16, bytes })
    }

    /// Times of version 7 rise by a tick or more from row to row, so no two are the same until they
    /// overflow. Halves of version 4 are random, and only very likely to be different, unless they
    /// have an order.
    fn distinct_rows(&self) -> Option<u64> {
        match self.clock {
            Some(clock) => Some(TIME_MASK / clock.step),
            None => self.order.as_ref().map(Permutation::count),
        }
    }
}

/// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
#[inline]
fn hex(bytes: [u8; 16]) -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = [b'-'; 36];
    let mut place = 0;
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            place += 1;
        }
        hex[place] = DIGITS[usize::from(byte >> 4)];
        hex[place + 1] = DIGITS[usize::from(byte & 15)];
        place += 2;
    }
    hex
}

/// Appends the text of a UUID's 16 bytes.
pub(in crate::generate) fn push_uuid(text: &mut Vec<u8>, bytes: &[u8]) {
    if let Ok(bytes) = bytes.try_into() {
        text.extend_from_slice(&hex(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, texts, unique_texts, values};

    #[test]
    fn have_their_version_and_variant_and_differ() {
        for make in [texts, unique_texts] {
            check(make(r#"{"uuid": {"as": "text"}}"#, 10_000));
        }
    }

    fn check(mut texts: Vec<String>) {
        for text in &texts {
            let groups: Vec<_> = text.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12]);
            assert!(text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()));
            assert!(text.as_bytes()[14] == b'4' && b"89ab".contains(&text.as_bytes()[19]));
        }
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), 10_000);
    }

    #[test]
    fn text_is_that_of_the_bytes() {
        let Values::Fixed { width: 16, bytes } = values(r#"{"uuid": {}}"#, 50) else { panic!() };
        let texts = texts(r#"{"uuid": {"as": "text"}}"#, 50);
        for (bytes, text) in bytes.chunks(16).zip(texts) {
            let number = u128::from_be_bytes(bytes.try_into().unwrap());
            assert_eq!(format!("{number:032x}"), text.replace('-', ""));
        }
    }

    #[test]
    fn version_7_rises_from_its_first_instant() {
        let json = r#"{"uuid": {"version": 7, "as": "text", "from": "2022-02-22T19:22:22Z",
            "every": 0.0001}}"#;
        let texts = texts(json, 30_000);
        // The time of RFC 9562's example: 0x017F22E279B0.
        assert!(texts[0].starts_with("017f22e2-79b0-7000-"), "{}", texts[0]);
        assert!(texts.is_sorted_by(|a, b| a < b));
        let time = |text: &str| u64::from_str_radix(&text[..13].replace('-', ""), 16).unwrap();
        // A tenth of a millisecond a row, by the ticks' rounding.
        assert!((time(&texts[29_999]) - time(&texts[0])).abs_diff(3_000) <= 3);
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"uuid": {"version": 5}}"#), "version");
        assert_eq!(bad_parameter(r#"{"uuid": {"version": 7, "every": 0}}"#), "every");
        let old = r#"{"uuid": {"version": 7, "from": "1960-01-01T00:00:00Z"}}"#;
        assert_eq!(bad_parameter(old), "from");
    }
}
