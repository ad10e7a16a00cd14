//! Decimals by a power of a uniform number.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::types::{FLAT_PRECISION, check_digits, wide};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Permutation;
use crate::generate::rng::{Stream, unit};
use crate::generate::{BadParameter, Column, Context, Parameters, int64};

/// Exact decimal numbers, such as amounts of money; Decimal128. Parquet stores more than 18 digits in
/// up to 16 bytes, which takes longer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Decimal {
    /// Digits in all, up to 38.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 38)))]
    pub precision: u8,
    /// Digits after the point, up to `precision`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(max = 38)))]
    pub scale: u8,
    /// Smallest value. It is a float of 64 bits, and exact with up to 15 digits, as `high` is.
    pub low: f64,
    /// Largest value. One of more than 15 digits may be rounded up to a digit more than `precision`
    /// has: it is then the largest that there is.
    pub high: f64,
    /// 1 is uniform; more makes small values likelier (the power of a uniform number).
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 8)))]
    pub skew: u8,
}

impl Default for Decimal {
    fn default() -> Self {
        Self { precision: 12, scale: 2, low: 0.0, high: 1000.0, skew: 1 }
    }
}

impl Parameters for Decimal {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let bad = |parameter: &str, value: f64, remedy: String| {
            BadParameter::new(parameter, format!("{value} is out of range"), remedy)
        };
        check_digits(self.precision, self.scale)?;
        if !(1..=8).contains(&self.skew) {
            return Err(bad("skew", self.skew.into(), "Enter 1 to 8.".into()));
        }
        let bound = |parameter: &str, value: f64| {
            let digits = self.precision - self.scale;
            let remedy = format!("Enter a number with at most {digits} digits before the point.");
            self.units(value).ok_or_else(|| bad(parameter, value, remedy))
        };
        let (low, high) = (bound("low", self.low)?, bound("high", self.high)?);
        if self.low > self.high {
            return Err(bad("high", self.high, format!("Enter {} or more.", self.low)));
        }
        if context.is_unique() && self.skew != 1 {
            let remedy = "Enter 1, or leave out unique.";
            let problem = format!("{} makes some values likelier than others", self.skew);
            return Err(BadParameter::new("skew", problem, remedy));
        }
        let stream = context.stream();
        let (precision, scale) = (self.precision, self.scale.cast_signed());
        let data_type = DataType::Decimal128(precision, scale);
        if precision > FLAT_PRECISION {
            return Ok(Arc::new(Wide::new(context, data_type, low, high, self.skew)));
        }
        #[expect(clippy::cast_possible_truncation, reason = "up to 18 digits")]
        let (low, high) = (low as i64, high as i64);
        let order = context.order(stream, low.abs_diff(high) + 1);
        Ok(Arc::new(Decimals { stream, order, data_type, low, high, skew: self.skew }))
    }
}

/// Digits from which on an f64 does not tell the largest number of so many from the next one.
const UNTOLD: u8 = 16;

impl Decimal {
    /// A number in units of the last digit; nothing for one with too many digits.
    fn units(&self, value: f64) -> Option<i128> {
        let end = 10_i128.pow(self.precision.into());
        let units = digits(value, self.scale.into())?;
        match units.abs() {
            units if units == end && self.precision >= UNTOLD => Some(end - 1),
            units if units < end => Some(units),
            _ => None,
        }
        .map(|size| size * units.signum())
    }
}

/// A number in units of a digit after the point, by the digits that it is written with: its nearest
/// text, not its bits, is what was meant.
fn digits(value: f64, scale: usize) -> Option<i128> {
    let text = value.is_finite().then(|| value.abs().to_string())?;
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let (kept, rest) = part.split_at_checked(scale).unwrap_or((part, ""));
    let number: i128 = format!("{whole}{kept:0<scale$}").parse().ok()?;
    let size = number.checked_add(i128::from(rest.starts_with(['5', '6', '7', '8', '9'])))?;
    Some(if value < 0.0 { -size } else { size })
}

struct Decimals {
    stream: Stream,
    order: Option<Permutation>,
    data_type: DataType,
    /// In units of the last digit.
    low: i64,
    high: i64,
    skew: u8,
}

/// A uniform number to a power.
fn share(uniform: f64, skew: u8) -> f64 {
    // Multiplications only: `powf` differs between platforms.
    (1..skew).fold(uniform, |share, _| share * uniform)
}

impl Column for Decimals {
    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    #[expect(clippy::cast_possible_truncation, reason = "within low..=high")]
    #[expect(clippy::cast_precision_loss, reason = "the last digits of a wide range are free")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        if let Some(order) = &self.order {
            return int64(rows, |row| self.low.wrapping_add_unsigned(order.at(row)));
        }
        let span = (self.high - self.low) as f64 + 1.0;
        int64(rows, |row| {
            let share = share(unit(self.stream.at(row)), self.skew);
            (self.low + (share * span) as i64).min(self.high)
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }
}

/// Decimals with more digits than 64 bits hold. A random number has bits for the first of them: it
/// says in which stride of the range a value is, and another where in the stride.
struct Wide {
    stream: Stream,
    order: Option<Permutation>,
    data_type: DataType,
    /// In units of the last digit.
    low: i128,
    high: i128,
    /// Values that one number of the order, or one random number, stands for.
    stride: u128,
    skew: u8,
}

/// How many uniform numbers there are.
const NUMBERS: u128 = 1 << 52;

impl Wide {
    fn new(context: &Context, data_type: DataType, low: i128, high: i128, skew: u8) -> Self {
        let (stream, count) = (context.stream(), high.abs_diff(low) + 1);
        let most = if context.is_unique() { u64::MAX.into() } else { NUMBERS };
        let stride = count.div_ceil(most);
        let strides = u64::try_from(count / stride).unwrap_or(u64::MAX);
        let order = context.order(stream, strides);
        Self { stream, order, data_type, low, high, stride, skew }
    }

    /// Where in a stride the value of a row is.
    fn fine(&self, row: u64) -> u128 {
        if self.stride == 1 {
            return 0;
        }
        let [first, last] = [1, 2].map(|draw| u128::from(self.stream.draw(draw).at(row)));
        (first << u64::BITS | last) % self.stride
    }

    /// Where the stride of a row begins.
    #[expect(clippy::cast_precision_loss, reason = "the last digits are drawn apart")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 or more")]
    fn coarse(&self, row: u64) -> u128 {
        if let Some(order) = &self.order {
            return u128::from(order.at(row)) * self.stride;
        }
        let count = self.high.abs_diff(self.low) as f64 + 1.0;
        (share(unit(self.stream.at(row)), self.skew) * count) as u128
    }

    fn value(&self, row: u64) -> i128 {
        self.low.saturating_add_unsigned(self.coarse(row) + self.fine(row)).min(self.high)
    }
}

impl Column for Wide {
    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        Ok(wide(&self.data_type, rows.iter().map(|&row| self.value(row)).collect()))
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    use arrow::array::AsArray;
    use arrow::datatypes::Decimal128Type;

    use crate::generate::testing::{bad_parameter, numbers, unique_table, values};

    fn wide_numbers(values: &Values) -> Vec<i128> {
        let Values::Array(array) = values else { panic!("{values:?}") };
        let decimals = array.as_primitive::<Decimal128Type>();
        decimals.validate_decimal_precision(decimals.precision()).unwrap();
        decimals.values().to_vec()
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let cases = [
            (0.1, 30, 10_i128.pow(29)),
            (-2.5, 2, -250),
            (1.005, 2, 101),
            (1e22, 0, 10_i128.pow(22)),
            (1e-9, 3, 0),
            (123_456_789.012_345, 20, 12_345_678_901_234_500_000_000_000_000),
        ];
        for (value, scale, expected) in cases {
            assert_eq!(digits(value, scale), Some(expected), "{value}");
        }
        assert_eq!(digits(1e39, 0), None);
        assert_eq!(digits(f64::NAN, 0), None);
    }

    #[test]
    fn decimals_fill_38_digits_on_both_sides_of_0() {
        let nines = "9".repeat(38);
        let json = format!(
            r#"{{"decimal": {{"precision": 38, "scale": 0, "low": -{nines}, "high": {nines}}}}}"#
        );
        let numbers = wide_numbers(&values(&json, 2_000));
        let tenth = 10_i128.pow(37);
        let counts =
            |from: i128| numbers.iter().filter(|n| (from..from + tenth).contains(*n)).count();
        assert!((60..140).contains(&counts(0)) && (60..140).contains(&counts(-9 * tenth)));
        // Also the last digits are drawn.
        let last: HashSet<_> = numbers.iter().map(|number| number % 1_000).collect();
        assert!(last.len() > 800, "{}", last.len());
    }

    #[test]
    fn bounds_of_few_digits_are_exact() {
        let json = r#"{"decimal": {"precision": 30, "scale": 28, "low": 0.1, "high": 0.1}}"#;
        assert_eq!(wide_numbers(&values(json, 2)), [10_i128.pow(27); 2]);
        let json = r#"{"decimal": {"precision": 20, "low": -3, "high": 2.5, "skew": 2}}"#;
        let numbers = wide_numbers(&values(json, 20_000));
        assert_eq!((numbers.iter().min(), numbers.iter().max()), (Some(&-300), Some(&250)));
    }

    #[test]
    fn unique_values_may_have_38_digits() {
        for (high, rows) in [("9", 1_000), ("1e36", 5_000)] {
            let json = format!(r#"{{"decimal": {{"precision": 38, "low": 0, "high": {high}}}}}"#);
            let batch = unique_table(&[("c", &json)], &[], rows.min(901));
            let numbers = wide_numbers(&batch.columns()[0].values);
            let different: HashSet<_> = numbers.iter().collect();
            assert_eq!(different.len(), numbers.len());
        }
    }

    #[test]
    fn the_largest_number_of_many_digits_may_be_rounded() {
        let high = |digits: &str, precision| {
            format!(r#"{{"decimal": {{"precision": {precision}, "scale": 0, "high": {digits}}}}}"#)
        };
        let most = numbers(&high("999999999999999999", 18), 1_000).into_iter().max();
        assert!(most > Some(10_i64.pow(18) / 100 * 98));
        assert_eq!(bad_parameter(&high("1000", 3)), "high");
        assert_eq!(bad_parameter(&high("10000000000000000000", 18)), "high");
        assert_eq!(bad_parameter(&high("1e38", 37)), "high");
        assert_eq!(bad_parameter(r#"{"decimal": {"precision": 39}}"#), "precision");
        assert_eq!(bad_parameter(r#"{"decimal": {"precision": 30, "scale": 31}}"#), "scale");
    }
}
