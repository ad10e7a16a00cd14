//! Texts become values.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, StringArray, make_array};
use arrow::compute::{CastOptions, cast_with_options, nullif};
use arrow::datatypes::{DataType, Float32Type, Float64Type, Int64Type, TimeUnit};
use arrow::error::ArrowError;

use crate::error::{Error, Result};
use crate::generate::per_second;
use crate::zone::Zone;

/// Whether texts can become values of a type.
pub(super) fn is_supported(data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean
        | DataType::Utf8
        | DataType::Date32
        | DataType::Float32
        | DataType::Float64
        | DataType::Time32(TimeUnit::Second | TimeUnit::Millisecond)
        | DataType::Time64(TimeUnit::Microsecond | TimeUnit::Nanosecond) => true,
        DataType::Decimal128(digits, scale) => {
            (1..=38).contains(digits) && (0..=i8::try_from(*digits).unwrap_or(0)).contains(scale)
        }
        DataType::Timestamp(_, zone) => zone.as_deref().is_none_or(|zone| named(zone).is_some()),
        data_type => data_type.is_integer(),
    }
}

/// The zone of a name that a type may have.
fn named(name: &str) -> Option<Zone> {
    if name == "Z" { Some(Zone::fixed(0)) } else { Zone::named(name) }
}

/// The values of texts; null where a text is none.
///
/// # Errors
/// [`Error::Source`] for a type that is not supported.
pub(super) fn typed(texts: &StringArray, data_type: &DataType) -> Result<ArrayRef> {
    let array = match data_type {
        DataType::Utf8 => return Ok(std::sync::Arc::new(texts.clone())),
        // The kernel knows no zone by its name.
        DataType::Timestamp(unit, Some(name)) if let Some(zone) = named(name) => {
            let array = cast(texts, &DataType::Timestamp(*unit, Some("+00:00".into())))?;
            let array =
                if zone == Zone::fixed(0) { array } else { zoned(texts, &array, *unit, &zone)? };
            let data = array.to_data().into_builder().data_type(data_type.clone()).build();
            make_array(data.map_err(failed)?)
        }
        _ => cast(texts, data_type)?,
    };
    let is_inexact = inexact(texts, data_type, &array);
    match is_inexact {
        Some(mask) => nullif(&array, &mask).map_err(failed),
        None => Ok(array),
    }
}

/// Instants of times that are read as if they were UTC's, but are those of a zone where they do not
/// say how far they are ahead of it: the first with that time, and none for one that clocks skip.
fn zoned(texts: &StringArray, array: &ArrayRef, unit: TimeUnit, zone: &Zone) -> Result<ArrayRef> {
    let times = arrow::compute::cast(array, &DataType::Int64).map_err(failed)?;
    let per_second = per_second(unit);
    let instant = |(text, time): (Option<&str>, Option<i64>)| {
        let (text, time) = (text?, time?);
        if has_offset(text.trim()) {
            return Some(time);
        }
        let second = zone.instant(time.div_euclid(per_second))?;
        second.checked_mul(per_second)?.checked_add(time.rem_euclid(per_second))
    };
    let instants = texts.iter().zip(times.as_primitive::<Int64Type>()).map(instant);
    Ok(std::sync::Arc::new(instants.collect::<Int64Array>()))
}

fn cast(texts: &StringArray, data_type: &DataType) -> Result<ArrayRef> {
    let options = CastOptions { safe: true, ..CastOptions::default() };
    cast_with_options(texts, data_type, &options).map_err(failed)
}

/// What Arrow says of columns that it cannot make.
#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
pub(super) fn failed(error: ArrowError) -> Error {
    Error::source("the file", error.to_string(), "Choose other types for its columns.")
}

/// Which texts the kernel reads as something else than they say, if any: it rounds, and leaves out
/// what a type has no room for.
fn inexact(texts: &StringArray, data_type: &DataType, array: &ArrayRef) -> Option<BooleanArray> {
    let is_exact: &dyn Fn(&str) -> bool = match data_type {
        DataType::Boolean => &is_boolean,
        DataType::Date32 => &is_date,
        DataType::Time32(unit) | DataType::Time64(unit) => {
            &|text| text.contains(':') && is_moment(text, *unit)
        }
        DataType::Timestamp(unit, zone) => {
            &|text| (zone.is_some() || !has_offset(text)) && is_moment(text, *unit)
        }
        DataType::Decimal128(_, scale) => &|text| is_decimal(text, i64::from(*scale)),
        DataType::Float32
            if array.as_primitive::<Float32Type>().values().iter().any(is_infinite) =>
        {
            &is_infinity_or_finite::<f32>
        }
        DataType::Float64
            if array.as_primitive::<Float64Type>().values().iter().any(is_infinite) =>
        {
            &is_infinity_or_finite::<f64>
        }
        _ => return None,
    };
    let is_bad = |text: Option<&str>| text.is_some_and(|text| !is_exact(text.trim()));
    texts.iter().any(is_bad).then(|| texts.iter().map(|text| Some(is_bad(text))).collect())
}

fn is_infinite<T: Copy + Into<f64>>(number: &T) -> bool {
    (*number).into().is_infinite()
}

/// Whether a text is a number within the range of its type, or says that it is infinite.
fn is_infinity_or_finite<T: std::str::FromStr + Into<f64>>(text: &str) -> bool {
    let is_finite = text.parse::<T>().is_ok_and(|number| number.into().is_finite());
    is_finite || !text.contains(|c: char| c.is_ascii_digit())
}

fn is_boolean(text: &str) -> bool {
    let words = ["true", "false", "1", "0"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A date without a time of day: `2024-02-29`, `20240229`.
fn is_date(text: &str) -> bool {
    text.len() <= 10 || text.starts_with(['+', '-'])
}

/// Whether a unit has all digits of a second's fraction, and the second is none of those that are
/// put in now and then.
fn is_moment(text: &str, unit: TimeUnit) -> bool {
    let most = match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    };
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    fraction[..digits].trim_end_matches('0').len() <= most && !text.contains(":60")
}

/// Whether a date and time says how far it is ahead of UTC.
pub(super) fn has_offset(text: &str) -> bool {
    text.get(10..).is_some_and(|time| time.contains(['Z', 'z', '+', '-']))
}

/// Whether a number has no more digits after the point than a scale.
fn is_decimal(text: &str, scale: i64) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let Ok(exponent) = exponent.parse::<i32>() else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = if fraction.is_empty() {
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        if zeros == whole.len() {
            return true;
        }
        -i64::try_from(zeros).unwrap_or(i64::MAX)
    } else {
        i64::try_from(fraction.len()).unwrap_or(i64::MAX)
    };
    digits.saturating_sub(i64::from(exponent)) <= scale
}

/// Where a text became no value.
pub(super) fn bad(texts: &StringArray, values: &dyn Array) -> Vec<usize> {
    if texts.null_count() == values.null_count() {
        return Vec::new();
    }
    (0..texts.len()).filter(|row| texts.is_valid(*row) && values.is_null(*row)).collect()
}
