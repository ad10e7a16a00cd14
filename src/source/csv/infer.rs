//! The type that the texts of a column have in common.

use arrow::array::{Array, StringArray};
use arrow::datatypes::{DataType, TimeUnit};

use crate::error::Result;
use crate::source::typed::{bad, has_offset, typed};

/// Words that often stand where there is no value.
pub(super) const NULL_WORDS: [&str; 9] =
    ["NULL", "null", "\\N", "NA", "N/A", "n/a", "None", "NaN", "-"];

/// The first type that all texts have; text, where there is none, or nothing to tell it from.
pub(super) fn infer(texts: &StringArray) -> Result<DataType> {
    let texts: StringArray =
        texts.iter().map(|text| text.filter(|text| !text.is_empty())).collect();
    if texts.null_count() == texts.len() {
        return Ok(DataType::Utf8);
    }
    for candidate in candidates(&texts) {
        if bad(&texts, &typed(&texts, &candidate)?).is_empty() {
            return Ok(candidate);
        }
    }
    Ok(DataType::Utf8)
}

/// Types that texts may have, the narrowest first.
fn candidates(texts: &StringArray) -> Vec<DataType> {
    use DataType::{Boolean, Date32, Float64, Int64, Timestamp};
    let all = |is: fn(&str) -> bool| texts.iter().flatten().all(|text| is(text.trim()));
    let units = [TimeUnit::Microsecond, TimeUnit::Nanosecond];
    if all(|text| text.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return vec![Boolean];
    }
    if !all(is_number_or_time) {
        return Vec::new();
    }
    if all(has_offset) {
        return units.map(|unit| Timestamp(unit, Some("UTC".into()))).into();
    }
    let mut types = vec![Int64, Float64, Date32];
    types.extend(units.map(|unit| Timestamp(unit, None)));
    types
}

/// Whether a text may be a number or a time, and no code such as `007`.
fn is_number_or_time(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let is_code = digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && !is_code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_the_narrowest_that_all_texts_have() {
        let table: [(&[&str], &str); 22] = [
            (&["1", "", "-20"], "Int64"),
            (&["9223372036854775807"], "Int64"),
            (&["9223372036854775808"], "Float64"),
            (&["1", "2.5", "1e3", ".5", "2."], "Float64"),
            (&["true", "FALSE"], "Boolean"),
            (&["true", "1"], "Utf8"),
            (&["2024-02-29", "1970-01-01"], "Date32"),
            (&["2024-02-30"], "Utf8"),
            (&["2024-02-29 10:00:00", "2024-02-29T10:00:00.123456"], "Timestamp(µs)"),
            (&["2024-02-29 10:00:00", "2024-02-29"], "Timestamp(µs)"),
            (&["2024-02-29 10:00:00.123456789"], "Timestamp(ns)"),
            (&["2024-02-29T10:00:00Z", "2024-02-29T10:00:00+02:00"], "Timestamp(µs, \"UTC\")"),
            (&["2024-02-29T10:00:00Z", "2024-02-29T10:00:00"], "Utf8"),
            (&["007"], "Utf8"),
            (&["0", "0.5", "-0.25"], "Float64"),
            (&["0123.5"], "Float64"),
            (&["1", "one"], "Utf8"),
            (&["nan", "inf"], "Utf8"),
            (&["1e999"], "Utf8"),
            (&["10:30"], "Utf8"),
            (&["", ""], "Utf8"),
            (&[], "Utf8"),
        ];
        for (texts, expected) in table {
            let array = StringArray::from(texts.to_vec());
            assert_eq!(infer(&array).unwrap().to_string(), expected, "{texts:?}");
        }
    }
}
