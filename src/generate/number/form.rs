//! How numbers that may have digits after the point are stored: their type, to what they are
//! rounded and between which they stay.

use arrow::datatypes::DataType;

use super::NumberType;
use super::types::{FLAT_PRECISION, MAX_FLOAT_SCALE, SCALE, check_digits, check_scale, wide};
use crate::batch::Values;
use crate::generate::BadParameter;

/// How numbers are stored.
#[derive(Clone, Debug)]
pub(in crate::generate) struct Form {
    kind: NumberType,
    data_type: DataType,
    /// Whether they have more digits than 64 bits hold.
    is_wide: bool,
    /// Whether they are rounded to whole parts of 1.
    rounded: bool,
    /// How many parts 1 has; it is one itself where numbers are not rounded.
    parts: f64,
    /// The least and the most that the type holds, in parts.
    held: [f64; 2],
    /// The least and the most that numbers may be, in parts.
    low: f64,
    high: f64,
}

impl Form {
    /// Numbers of a type without bounds.
    pub(in crate::generate) fn new(
        kind: NumberType,
        precision: u8,
        scale: Option<u8>,
    ) -> Result<Self, BadParameter> {
        let scale = match kind {
            NumberType::Decimal => Some(scale.unwrap_or(SCALE)),
            NumberType::Float32 | NumberType::Float64 => scale,
            _ => Some(0),
        };
        let digits = scale.unwrap_or_default();
        if kind == NumberType::Decimal {
            check_digits(precision, digits)?;
        } else {
            check_scale(digits, MAX_FLOAT_SCALE)?;
        }
        Ok(Self {
            kind,
            data_type: kind.arrow(precision, digits),
            is_wide: precision > FLAT_PRECISION,
            rounded: scale.is_some(),
            // Powers of 10 up to 10^22 are exact, and no f64 has more digits.
            parts: 10_f64.powi(digits.into()),
            held: kind.held(precision),
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        })
    }

    /// The same numbers between two that are parameters of these names.
    pub(in crate::generate) fn between(
        self,
        low: Option<f64>,
        high: Option<f64>,
    ) -> Result<Self, BadParameter> {
        let from = low.map_or(Ok(self.low), |low| self.bound("low", low))?;
        let to = high.map_or(Ok(self.high), |high| self.bound("high", high))?;
        let is_range = if self.rounded { from <= to } else { from < to };
        if !is_range {
            let (low, high) = (from / self.parts, to / self.parts);
            let problem = format!("{high} is not above low {low}");
            return Err(BadParameter::new("high", problem, "Enter a larger number."));
        }
        Ok(Self { low: from, high: to, ..self })
    }

    /// A bound, which is rounded as the numbers are.
    fn bound(&self, parameter: &str, value: f64) -> Result<f64, BadParameter> {
        let [least, most] = self.held;
        let bound = self.round(value * self.parts);
        if (least..=most).contains(&bound) {
            return Ok(bound);
        }
        let problem = format!("{value:?} is no {}", self.data_type);
        Err(BadParameter::new(parameter, problem, self.remedy()))
    }

    /// What to enter where a number is not held by the type.
    fn remedy(&self) -> String {
        let [least, most] = self.held.map(|held| held / self.parts);
        format!("Enter low and high from {least:?} to {most:?}, or choose a larger type.")
    }

    /// Between which numbers a law has to give: those that are rounded to the bounds belong to it.
    pub(in crate::generate) fn window(&self) -> (f64, f64) {
        let margin = if self.rounded { 0.5 } else { 0.0 };
        ((self.low - margin) / self.parts, (self.high + margin) / self.parts)
    }

    /// Whether the type holds all numbers from one to another, as far as they are in bounds.
    pub(in crate::generate) fn check(&self, from: f64, to: f64) -> Result<(), BadParameter> {
        let [least, most] = self.held;
        let (low, high) = ((from * self.parts).max(self.low), (to * self.parts).min(self.high));
        if low >= least && high <= most {
            return Ok(());
        }
        let (low, high) = ((low / self.parts).floor(), (high / self.parts).ceil());
        let problem = format!("{} cannot hold numbers from {low:?} to {high:?}", self.data_type);
        Err(BadParameter::new("type", problem, self.remedy()))
    }

    /// Whether a number is one of the type, and not the nearest to it.
    #[expect(clippy::float_cmp, reason = "the very number, or another one")]
    pub(in crate::generate) fn has(&self, number: f64) -> bool {
        let [least, most] = self.held;
        let parts = self.round(number * self.parts);
        (least..=most).contains(&parts) && parts / self.parts == number
    }

    pub(in crate::generate) fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    /// Numbers as values.
    #[expect(clippy::cast_possible_truncation, reason = "held by the type")]
    #[expect(clippy::cast_sign_loss, reason = "as well")]
    pub(in crate::generate) fn values(&self, numbers: impl Iterator<Item = f64>) -> Values {
        let parts = numbers.map(|number| self.in_parts(number));
        match self.kind {
            NumberType::Decimal if self.is_wide => {
                wide(&self.data_type, parts.map(|number| number as i128).collect())
            }
            NumberType::Int64 | NumberType::Decimal => {
                Values::Int64(parts.map(|number| number as i64).collect())
            }
            NumberType::Uint64 => {
                Values::Int64(parts.map(|number| (number as u64).cast_signed()).collect())
            }
            NumberType::Uint32 => {
                Values::Int32(parts.map(|number| (number as u32).cast_signed()).collect())
            }
            NumberType::Float32 => {
                Values::Float(parts.map(|number| (number / self.parts) as f32).collect())
            }
            NumberType::Float64 => {
                Values::Double(parts.map(|number| number / self.parts).collect())
            }
            NumberType::Int8
            | NumberType::Int16
            | NumberType::Int32
            | NumberType::Uint8
            | NumberType::Uint16 => Values::Int32(parts.map(|number| number as i32).collect()),
        }
    }

    #[inline]
    fn round(&self, parts: f64) -> f64 {
        // Without a tie rule that WebAssembly has no instruction for; and no -0.
        if self.rounded { parts.round_ties_even() + 0.0 } else { parts }
    }

    #[inline]
    fn in_parts(&self, number: f64) -> f64 {
        self.round(number * self.parts).clamp(self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::AsArray;
    use arrow::datatypes::Decimal128Type;

    const TYPES: [NumberType; 11] = [
        NumberType::Int8,
        NumberType::Int16,
        NumberType::Int32,
        NumberType::Int64,
        NumberType::Uint8,
        NumberType::Uint16,
        NumberType::Uint32,
        NumberType::Uint64,
        NumberType::Float32,
        NumberType::Float64,
        NumberType::Decimal,
    ];

    fn form(kind: NumberType, scale: Option<u8>) -> Form {
        Form::new(kind, 18, scale).unwrap()
    }

    #[test]
    fn a_type_holds_its_ends_and_nothing_behind_them() {
        for kind in TYPES {
            let form = form(kind, None);
            let [least, most] = form.held.map(|held| held / form.parts);
            assert!(form.check(least, most).is_ok());
            assert_eq!(form.check(least, most * 1.01).unwrap_err().parameter, "type");
            let bounded = |low, high| form.clone().between(Some(low), Some(high));
            assert!(bounded(least, most).unwrap().check(-f64::MAX, f64::INFINITY).is_ok());
            assert_eq!(bounded(least * 1.01 - 1.0, most).unwrap_err().parameter, "low");
            assert_eq!(bounded(0.0, f64::NAN).unwrap_err().parameter, "high");
            let ends = form.values([least, most].into_iter()).to_array(&form.data_type()).unwrap();
            assert_eq!(arrow::array::Array::null_count(&ends), 0, "{kind:?} {ends:?}");
        }
    }

    #[test]
    fn numbers_are_rounded_to_their_digits() {
        let numbers = [-0.004, 0.07, 2.675_001, -1.5];
        let Values::Double(floats) = form(NumberType::Float64, Some(2)).values(numbers.into_iter())
        else {
            panic!("no floats")
        };
        assert_eq!(format!("{floats:?}"), "[0.0, 0.07, 2.68, -1.5]");
        let Values::Int64(parts) = form(NumberType::Decimal, Some(3)).values(numbers.into_iter())
        else {
            panic!("no decimals")
        };
        assert_eq!(parts, [-4, 70, 2_675, -1_500]);
    }

    #[test]
    fn decimals_may_have_more_digits_than_64_bits() {
        let form = Form::new(NumberType::Decimal, 38, Some(30)).unwrap();
        let ends = form.held.map(|held| held / form.parts);
        let array = form.values(ends.into_iter()).to_array(&form.data_type()).unwrap();
        let digits = array.as_primitive::<Decimal128Type>();
        digits.validate_decimal_precision(38).unwrap();
        assert!(digits.value(0) < -10_i128.pow(37) && digits.value(1) > 10_i128.pow(37));
    }

    #[test]
    fn digits_that_a_type_cannot_have_are_refused() {
        let refused = |kind, precision, scale| Form::new(kind, precision, scale).unwrap_err();
        assert_eq!(refused(NumberType::Decimal, 39, None).parameter, "precision");
        assert_eq!(refused(NumberType::Decimal, 4, Some(5)).parameter, "scale");
        assert_eq!(refused(NumberType::Float32, 4, Some(16)).parameter, "scale");
        assert!(Form::new(NumberType::Int8, 4, Some(5)).is_ok(), "whole numbers have no digits");
    }
}
