//! Flaws in a column's values: which rows have one, and what it is.

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Decimal128Type, TimeUnit};
use serde::Serialize;

use super::BadParameter;
use super::number::{MAX_PRECISION, wide};
use super::rng::{Stream, below, below_u64, share};
use crate::batch::{ByteValues, Values};
use crate::error::Result;
use crate::recipe::Dirt;

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// A number far from the others.
    Outlier,
    /// A text that is damaged.
    Malformed,
    /// A timestamp before its time.
    Late,
}

/// The flaws of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flaws {
    stream: Stream,
    share: f64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The least and the largest number that the type has; floats do without.
    Outlier(i128, i128),
    Malformed,
    /// How late at most, in the unit of the type.
    Late(u64),
}

impl Flaws {
    /// The flaws of a column of a type; none when no value has one.
    ///
    /// # Errors
    /// [`BadParameter`] for a flaw that values of the type cannot have.
    pub(super) fn new(
        dirt: &Dirt,
        data_type: &DataType,
        stream: Stream,
    ) -> std::result::Result<Option<Self>, BadParameter> {
        let late = || late_units(data_type, dirt.late_seconds).map(Kind::Late);
        let kinds = [
            (
                "outliers",
                dirt.outliers,
                ends(data_type).map(|[least, most]| Kind::Outlier(least, most)),
                "numbers",
            ),
            ("malformed", dirt.malformed, is_text(data_type).then_some(Kind::Malformed), "texts"),
            ("late", dirt.late, late(), "timestamps"),
        ];
        let mut flaws = None;
        for (parameter, share, kind, what) in
            kinds.into_iter().filter(|(_, share, ..)| *share > 0.0)
        {
            let Some(kind) = kind else {
                let problem = format!("values of type {data_type} cannot have this flaw");
                return Err(BadParameter::new(parameter, problem, format!("Use it for {what}.")));
            };
            flaws = Some(Self { stream: stream.draw(u64::MAX - 4), share, kind });
        }
        Ok(flaws)
    }

    pub(super) fn flaw(self) -> Flaw {
        match self.kind {
            Kind::Outlier(..) => Flaw::Outlier,
            Kind::Malformed => Flaw::Malformed,
            Kind::Late(_) => Flaw::Late,
        }
    }

    /// Whether the value of a row has a flaw.
    pub(super) fn at(self, row: u64) -> bool {
        share(self.stream.at(row), self.share)
    }

    /// Values of some rows with their flaws.
    pub(super) fn apply(self, values: Values, rows: &[u64]) -> Result<Values> {
        Ok(match (self.kind, values) {
            // The bits of an unsigned number are the same, whichever sign they are read with.
            #[expect(clippy::cast_possible_truncation, reason = "held by the type")]
            (Kind::Outlier(least, most), Values::Int32(mut values)) => {
                let read = |value: i32| match least {
                    0 => i128::from(value.cast_unsigned()),
                    _ => value.into(),
                };
                self.change(&mut values, rows, |value, bits| {
                    outlier(read(value), bits, least, most) as i32
                });
                Values::Int32(values)
            }
            #[expect(clippy::cast_possible_truncation, reason = "held by the type")]
            (Kind::Outlier(least, most), Values::Int64(mut values)) => {
                let read = |value: i64| match least {
                    0 => i128::from(value.cast_unsigned()),
                    _ => value.into(),
                };
                self.change(&mut values, rows, |value, bits| {
                    outlier(read(value), bits, least, most) as i64
                });
                Values::Int64(values)
            }
            (Kind::Outlier(least, most), Values::Array(array)) => {
                let mut values = array.as_primitive::<Decimal128Type>().values().to_vec();
                self.change(&mut values, rows, |value, bits| outlier(value, bits, least, most));
                wide(array.data_type(), values)
            }
            (Kind::Outlier(..), Values::Float(mut values)) => {
                #[expect(clippy::cast_possible_truncation, reason = "infinite, if too large")]
                self.change(&mut values, rows, |value, bits| far_off(value.into(), bits) as f32);
                Values::Float(values)
            }
            (Kind::Outlier(..), Values::Double(mut values)) => {
                self.change(&mut values, rows, far_off);
                Values::Double(values)
            }
            (Kind::Late(most), Values::Int64(mut values)) => {
                self.change(&mut values, rows, |value, bits| {
                    value.saturating_sub_unsigned(1 + below_u64(bits, most))
                });
                Values::Int64(values)
            }
            (Kind::Malformed, Values::Bytes(texts)) => self.malformed(texts.iter(), rows)?,
            (Kind::Malformed, Values::Picks { choices, keys }) => {
                self.malformed(keys.iter().map(|&key| choices.get(key as usize)), rows)?
            }
            (_, values) => values,
        })
    }

    /// Changes the values of rows with a flaw, by random bits of their own.
    fn change<T: Copy>(self, values: &mut [T], rows: &[u64], change: impl Fn(T, u64) -> T) {
        for (value, &row) in values.iter_mut().zip(rows) {
            if self.at(row) {
                *value = change(*value, self.stream.draw(0).at(row));
            }
        }
    }

    fn malformed<'a>(self, texts: impl Iterator<Item = &'a [u8]>, rows: &[u64]) -> Result<Values> {
        let mut values = ByteValues::with_capacity(rows.len(), 20);
        for (text, &row) in texts.zip(rows) {
            if self.at(row) {
                let bits = self.stream.draw(0).at(row);
                values.push_with(|values| push_damaged(text, bits, values));
            } else {
                values.push(text);
            }
        }
        Ok(Values::Bytes(values.checked()?))
    }
}

/// The least and the largest number of a type that can have outliers; for floats they are not used.
fn ends(data_type: &DataType) -> Option<[i128; 2]> {
    let signed = |largest: i128| Some([-largest, largest]);
    match data_type {
        DataType::Int8 => signed(i8::MAX.into()),
        DataType::Int16 => signed(i16::MAX.into()),
        DataType::Int32 => signed(i32::MAX.into()),
        DataType::Int64 | DataType::Float32 | DataType::Float64 => signed(i64::MAX.into()),
        DataType::UInt8 => Some([0, u8::MAX.into()]),
        DataType::UInt16 => Some([0, u16::MAX.into()]),
        DataType::UInt32 => Some([0, u32::MAX.into()]),
        DataType::UInt64 => Some([0, u64::MAX.into()]),
        DataType::Decimal128(precision @ 1..=MAX_PRECISION, _) => {
            signed(10_i128.pow((*precision).into()) - 1)
        }
        _ => None,
    }
}

fn is_text(data_type: &DataType) -> bool {
    *data_type == DataType::Utf8
}

fn late_units(data_type: &DataType, seconds: u32) -> Option<u64> {
    let DataType::Timestamp(unit, _) = data_type else { return None };
    let in_second = match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    };
    Some(u64::from(seconds) * in_second)
}

/// What an outlier is multiplied by.
const FACTORS: [i16; 6] = [10, 100, 1_000, -10, -100, -1_000];

fn factor(bits: u64) -> i16 {
    FACTORS[below(bits, 6) as usize]
}

/// A number far from `value`; at the end of the range where the type ends, and the other end when
/// the value is there already.
fn outlier(value: i128, bits: u64, least: i128, most: i128) -> i128 {
    let factor = i128::from(factor(bits));
    // What has no sign has no number far below it.
    let factor = if least == 0 { factor.abs() } else { factor };
    let far = if value == 0 { factor } else { value.saturating_mul(factor) };
    let far = far.clamp(least, most);
    match far == value {
        false => far,
        true if far == most => least,
        true => most,
    }
}

fn far_off(value: f64, bits: u64) -> f64 {
    let factor = f64::from(factor(bits));
    if value == 0.0 { factor } else { value * factor }
}

/// Appends a text that differs from the one it was.
fn push_damaged(text: &[u8], bits: u64, values: &mut Vec<u8>) {
    let (start, end) = text.split_at(middle(text));
    let pieces: [&[u8]; 3] = match below(bits, 4) {
        0 if !text.is_empty() => [start, b"", b""],
        1 => [start, "\u{FFFD}".as_bytes(), end],
        2 if text != b"N/A" => [b"N/A", b"", b""],
        _ => [b" ", text, b"  "],
    };
    for piece in pieces {
        values.extend_from_slice(piece);
    }
}

/// Where the character in the middle of a UTF-8 text begins.
fn middle(text: &[u8]) -> usize {
    let continues = |byte: &u8| byte & 0xC0 == 0x80;
    let begins = || text.iter().enumerate().filter(|(_, byte)| !continues(byte));
    begins().nth(begins().count() / 2).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_changes_every_value_and_keeps_its_type() {
        let stream = Stream::new(1, "f");
        for row in 0..2_000 {
            let bits = stream.at(row);
            for text in ["", "a", "é", "N/A", "Zoë Ångström"] {
                let mut damaged = Vec::new();
                push_damaged(text.as_bytes(), bits, &mut damaged);
                assert_ne!(str::from_utf8(&damaged).unwrap(), text);
            }
            for largest in [127, 9_999, i64::MAX.into(), 10_i128.pow(38) - 1] {
                for value in [0, 1, -1, 99, largest, -largest, largest / 2] {
                    let far = outlier(value, bits, -largest, largest);
                    assert!(far != value && (-largest..=largest).contains(&far), "{value} {far}");
                }
            }
            for value in [0, 1, 255, 254] {
                let far = outlier(value, bits, 0, 255);
                assert!(far != value && (0..=255).contains(&far), "{value} {far}");
            }
            assert!(
                [0.0, 1.5, -2.0].iter().all(|value| (far_off(*value, bits) - value).abs() > 9.0)
            );
        }
    }
}
