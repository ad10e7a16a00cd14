//! What texts can be read as: numbers, dates and the like.

use arrow::datatypes::DataType;

use super::moment::{dates, times, timestamps};

/// The values of a column that are more than texts.
pub(super) enum Typed {
    /// Of a type that Arrow stores as whole numbers.
    Whole(DataType, Vec<i128>),
    Real(Vec<f64>),
}

/// Whether a cell says that there is no value.
pub(super) fn is_null(cell: &str) -> bool {
    matches!(cell, "" | "NULL" | "null" | "\\N" | "NA" | "N/A" | "n/a" | "None")
}

/// The first type that all texts can be read as; none for texts, and where there is nothing.
pub(super) fn typed(texts: &[&str]) -> Option<Typed> {
    if texts.is_empty() {
        return None;
    }
    let booleans = || Some(Typed::Whole(DataType::Boolean, all(texts, boolean)?));
    let whole = || Some(Typed::Whole(DataType::Int64, all(texts, whole)?));
    booleans()
        .or_else(whole)
        .or_else(|| decimals(texts, '.', ','))
        .or_else(|| decimals(texts, ',', '.'))
        .or_else(|| Some(Typed::Real(all(texts, real)?)))
        .or_else(|| dates(texts))
        .or_else(|| timestamps(texts))
        .or_else(|| times(texts))
}

/// What all texts can be read as.
pub(super) fn all<'a, T>(texts: &[&'a str], read: impl Fn(&'a str) -> Option<T>) -> Option<Vec<T>> {
    texts.iter().map(|text| read(text)).collect()
}

fn boolean(text: &str) -> Option<i128> {
    match text {
        "true" | "True" | "TRUE" => Some(1),
        "false" | "False" | "FALSE" => Some(0),
        _ => None,
    }
}

/// A number of 64 bits; one with zeros before it is a code.
fn whole(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_plain(digits).then(|| text.parse::<i64>().ok()).flatten().map(i128::from)
}

fn is_plain(digits: &str) -> bool {
    let is_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && (digits == "0" || !digits.starts_with('0'))
}

/// A number in the form of floats: with an exponent, or with any number of digits.
fn real(text: &str) -> Option<f64> {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let digits = text.trim_start_matches(['+', '-']).strip_prefix('0');
    let is_code = digits.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if !is_number || is_code { None } else { text.parse().ok().filter(|n: &f64| n.is_finite()) }
}

/// Most digits that a decimal can have here.
const DIGITS: usize = 18;
/// Numbers with more digits than these after the point are floats, unless all have as many.
const FREE_SCALE: usize = 6;

/// Exact decimals, of which thousands may be grouped; whole numbers, if none has a fraction.
fn decimals(texts: &[&str], point: char, group: char) -> Option<Typed> {
    let parts = all(texts, |text| Parts::of(text, point, group))?;
    let scales = || parts.iter().map(|parts| parts.fraction.len());
    let (least, scale) = (scales().min()?, scales().max()?);
    let digits = scale + parts.iter().map(|parts| parts.whole.len()).max()?;
    if digits > DIGITS || (scale > FREE_SCALE && least < scale) {
        return None;
    }
    let units = parts.iter().map(|parts| parts.units(scale)).collect::<Option<Vec<_>>>()?;
    let precision = if digits <= 9 { 9 } else { 18 };
    let scale = i8::try_from(scale).ok()?;
    let data_type =
        if scale == 0 { DataType::Int64 } else { DataType::Decimal128(precision, scale) };
    Some(Typed::Whole(data_type, units))
}

/// A decimal number in writing.
struct Parts<'a> {
    is_negative: bool,
    whole: String,
    fraction: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, point: char, group: char) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once(point).unwrap_or((digits, "0"));
        let fraction = if digits.contains(point) { fraction } else { "" };
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = whole.split(group);
        let first = groups.next()?;
        let is_grouped = groups.clone().all(|group| group.len() == 3) && first.len() <= 3;
        let one = groups.next().is_none();
        let whole = whole.replace(group, "");
        let fits = is_plain(&whole) && is_digits(fraction) && (one || is_grouped);
        let has_end = !digits.ends_with(point);
        (fits && has_end).then_some(Self { is_negative: text != digits, whole, fraction })
    }

    /// The number in units of the last of so many digits after the point.
    fn units(&self, scale: usize) -> Option<i128> {
        let zeros = "0".repeat(scale.checked_sub(self.fraction.len())?);
        let units: i128 = [&self.whole, self.fraction, &zeros].concat().parse().ok()?;
        Some(if self.is_negative { -units } else { units })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> String {
        match typed(texts) {
            Some(Typed::Whole(data_type, values)) => format!("{data_type} {values:?}"),
            Some(Typed::Real(values)) => format!("real {values:?}"),
            None => "text".into(),
        }
    }

    #[test]
    fn texts_are_read_as_the_narrowest_type_that_all_have() {
        let table: [(&[&str], &str); 28] = [
            (&["true", "False"], "Boolean [1, 0]"),
            (&["1", "-20", "0"], "Int64 [1, -20, 0]"),
            (&["9223372036854775807"], "Int64 [9223372036854775807]"),
            (&["1", "2.5", "-0.25"], "Decimal128(9, 2) [100, 250, -25]"),
            (&["1234567890.5"], "Decimal128(18, 1) [12345678905]"),
            (&["1,5", "2,25"], "Decimal128(9, 2) [150, 225]"),
            (&["1,234.50", "7.00"], "Decimal128(9, 2) [123450, 700]"),
            (&["1.234,50"], "Decimal128(9, 2) [123450]"),
            (&["1,234", "1,234,567"], "Int64 [1234, 1234567]"),
            (&["0.123456789", "0.5"], "real [0.123456789, 0.5]"),
            (&["1e3", "0e0", "2"], "real [1000.0, 0.0, 2.0]"),
            (&["2024-02-29", "1970-01-01"], "Date32 [19782, 0]"),
            (&["31.12.1969", "1.1.1970"], "Date32 [-1, 0]"),
            (&["12/31/1969", "01/01/1970"], "Date32 [-1, 0]"),
            (&["1970-01-01 00:00", "1970-01-01T00:00:01.5"], "Timestamp(ms) [0, 1500]"),
            (&["1970-01-01T01:00:00.000001+01:00"], "Timestamp(µs, \"UTC\") [1]"),
            (&["1970-01-01 00:00:00.0000001 UTC"], "Timestamp(ns, \"UTC\") [100]"),
            (
                &["1970-01-01T00:00:00Z", "1969-12-31T20:00:00-0400"],
                "Timestamp(ms, \"UTC\") [0, 0]",
            ),
            (&["00:01", "23:59:59.999"], "Time32(ms) [60000, 86399999]"),
            (&["00:00:00.000001"], "Time64(µs) [1]"),
            (&["007"], "text"),
            (&["1", "one"], "text"),
            (&["2023-02-29"], "text"),
            (&["13/13/2024"], "text"),
            (&["25:00"], "text"),
            (&["-", "+", ".", "1.", ".5."], "text"),
            (&["inf", "NaN"], "text"),
            (&[], "text"),
        ];
        for (texts, expected) in table {
            assert_eq!(read(texts), expected, "{texts:?}");
        }
    }
}
