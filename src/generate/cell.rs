//! Values of any flat column as JSON.

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Decimal128Type, TimeUnit};

use super::code::push_uuid;
use super::time::{push_date, push_time};
use super::words::{push_number, push_padded, push_shown};
use crate::batch::Values;
use crate::error::{Error, Result};

/// Values and how they are written.
pub(super) struct Cells {
    values: Values,
    form: Form,
}

/// How a column's values are written.
#[derive(Clone, Copy)]
enum Form {
    Plain,
    /// A number by its bits, which has no sign.
    Unsigned,
    /// A number with so many digits after the point.
    Decimal(usize),
    Date,
    /// A time of day, in so many parts of a second.
    Time(i64),
    /// An instant, in so many parts of a second; whether it is in UTC.
    Timestamp(i64, bool),
    Uuid,
}

impl Form {
    /// None for types that JSON has no values for.
    fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Boolean | DataType::Utf8 | DataType::Float32 | DataType::Float64 => {
                Self::Plain
            }
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Self::Plain,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
                Self::Unsigned
            }
            DataType::Decimal128(_, scale) => Self::Decimal(usize::try_from(*scale).ok()?),
            DataType::Date32 => Self::Date,
            DataType::Time32(unit) | DataType::Time64(unit) => Self::Time(per_second(*unit)),
            DataType::Timestamp(unit, zone) => Self::Timestamp(per_second(*unit), zone.is_some()),
            DataType::FixedSizeBinary(16) => Self::Uuid,
            _ => return None,
        })
    }
}

/// Parts of a second.
pub(crate) fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

impl Cells {
    /// Whether values of a type can be shown.
    pub(super) fn can_show(data_type: &DataType) -> bool {
        Form::of(data_type).is_some()
    }

    /// Values of a type.
    ///
    /// # Errors
    /// [`Error::Generate`] for a type that cannot be shown.
    pub(super) fn new(data_type: &DataType, values: Values) -> Result<Self> {
        let form = Form::of(data_type);
        let form = form.ok_or_else(|| Error::Generate(format!("no JSON for {data_type}")))?;
        Ok(Self { values, form })
    }

    /// Appends the value at a place.
    pub(super) fn push_json(&self, text: &mut Vec<u8>, place: usize) {
        match &self.values {
            Values::Boolean(values) => {
                text.extend_from_slice(if values[place] { b"true" } else { b"false" });
            }
            Values::Int32(values) if matches!(self.form, Form::Unsigned) => {
                push_number(text, values[place].cast_unsigned().into());
            }
            Values::Int32(values) => self.push_integer(text, values[place].into()),
            Values::Int64(values) if matches!(self.form, Form::Unsigned) => {
                push_number(text, values[place].cast_unsigned());
            }
            Values::Int64(values) => self.push_integer(text, values[place]),
            Values::Float(values) => push_float(text, values[place], values[place].is_finite()),
            Values::Double(values) => push_float(text, values[place], values[place].is_finite()),
            Values::Bytes(values) => push_string(text, values.get(place)),
            Values::Picks { choices, keys } => push_string(text, choices.get(keys[place] as usize)),
            Values::Fixed { width, bytes } => {
                text.push(b'"');
                push_uuid(text, &bytes[place * width..][..*width]);
                text.push(b'"');
            }
            Values::Array(array) => match (array.as_primitive_opt::<Decimal128Type>(), self.form) {
                (Some(decimals), Form::Decimal(scale)) => {
                    push_wide_decimal(text, decimals.value(place), scale);
                }
                _ => text.extend_from_slice(b"null"),
            },
        }
    }

    fn push_integer(&self, text: &mut Vec<u8>, value: i64) {
        match self.form {
            Form::Plain | Form::Unsigned | Form::Uuid => push_signed(text, value),
            Form::Decimal(scale) => push_decimal(text, value, scale),
            Form::Date => quoted(text, |text| push_date(text, value)),
            Form::Time(parts) => quoted(text, |text| push_time(text, value, parts)),
            Form::Timestamp(parts, utc) => quoted(text, |text| {
                let day = 86_400 * parts;
                push_date(text, value.div_euclid(day));
                text.push(b'T');
                push_time(text, value.rem_euclid(day), parts);
                if utc {
                    text.push(b'Z');
                }
            }),
        }
    }
}

fn quoted(text: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    text.push(b'"');
    write(text);
    text.push(b'"');
}

fn push_signed(text: &mut Vec<u8>, value: i64) {
    if value < 0 {
        text.push(b'-');
    }
    push_number(text, value.unsigned_abs());
}

fn push_decimal(text: &mut Vec<u8>, value: i64, scale: usize) {
    if value < 0 {
        text.push(b'-');
    }
    let one = (0..scale).fold(1, |one, _| one * 10);
    push_number(text, value.unsigned_abs() / one);
    if scale > 0 {
        text.push(b'.');
        push_padded(text, value.unsigned_abs() % one, scale);
    }
}

/// The same of more digits than a word has.
fn push_wide_decimal(text: &mut Vec<u8>, value: i128, scale: usize) {
    let width = usize::from(value < 0) + 1 + scale;
    push_shown(text, format_args!("{value:0width$}"));
    if scale > 0 {
        text.insert(text.len() - scale, b'.');
    }
}

/// JSON has no infinity and no NaN.
fn push_float(text: &mut Vec<u8>, value: impl std::fmt::Display, is_finite: bool) {
    if is_finite {
        push_shown(text, value);
    } else {
        text.extend_from_slice(b"null");
    }
}

/// Appends UTF-8 text as a JSON string.
pub(super) fn push_string(text: &mut Vec<u8>, string: &[u8]) {
    text.push(b'"');
    for &byte in string {
        match byte {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', byte]),
            0..0x20 => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                text.extend_from_slice(b"\\u00");
                text.push(b'0' + (byte >> 4));
                text.push(DIGITS[usize::from(byte & 15)]);
            }
            _ => text.push(byte),
        }
    }
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::number::wide;

    #[test]
    fn strings_are_escaped_as_serde_reads_them() {
        let all: String = (0..0x100_u32).filter_map(char::from_u32).collect();
        let mut text = Vec::new();
        push_string(&mut text, all.as_bytes());
        assert_eq!(serde_json::from_slice::<String>(&text).unwrap(), all);
    }

    #[test]
    fn numbers_are_json() {
        let shown = |data_type: DataType, values: Values| {
            let cells = Cells::new(&data_type, values).unwrap();
            let mut text = Vec::new();
            (0..cells.values.len()).for_each(|place| {
                cells.push_json(&mut text, place);
                text.push(b' ');
            });
            String::from_utf8(text).unwrap()
        };
        let doubles = vec![0.1, -2.5, f64::NAN, f64::INFINITY];
        assert_eq!(shown(DataType::Float64, Values::Double(doubles)), "0.1 -2.5 null null ");
        let integers = || Values::Int64(vec![-5, 1_234, i64::MIN]);
        assert_eq!(shown(DataType::Int64, integers()), "-5 1234 -9223372036854775808 ");
        let decimal = DataType::Decimal128(18, 2);
        assert_eq!(shown(decimal, integers()), "-0.05 12.34 -92233720368547758.08 ");
        let bits = || Values::Int32(vec![1, -1]);
        assert_eq!(shown(DataType::UInt32, bits()), "1 4294967295 ");
        let bits = Values::Int64(vec![1, -1]);
        assert_eq!(shown(DataType::UInt64, bits), "1 18446744073709551615 ");
        let decimal = DataType::Decimal128(38, 3);
        let digits = wide(&decimal, vec![-5, 10_i128.pow(37)]);
        let expected = format!("-0.005 1{}.000 ", "0".repeat(34));
        assert_eq!(shown(decimal, digits), expected);
        let times = Values::Int32(vec![3_723_004]);
        assert_eq!(shown(DataType::Time32(TimeUnit::Millisecond), times), "\"01:02:03.004\" ");
    }
}
