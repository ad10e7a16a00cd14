//! Parameters that several generators have: checked, and named when they cannot be used.

use std::ops::RangeInclusive;

use super::BadParameter;
use super::rng::below;

/// A share of rows, from 0 to 1.
pub(super) fn share(parameter: &str, value: f64) -> Result<f64, BadParameter> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let problem = format!("{value} is out of range");
    Err(BadParameter::new(parameter, problem, "Enter a number from 0 to 1."))
}

/// What is wrong with a country that is not among the known ones.
pub(super) fn unknown_country<'a>(
    country: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> BadParameter {
    let known: Vec<_> = known.into_iter().collect();
    let remedy = format!("Name some of: {}.", known.join(", "));
    BadParameter::new("countries", format!("{country:?} is not known here"), remedy)
}

/// A number above 0, such as a standard deviation.
pub(super) fn positive(parameter: &str, value: f64) -> Result<f64, BadParameter> {
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    let problem = format!("{value} is out of range");
    Err(BadParameter::new(parameter, problem, "Enter a number above 0."))
}

/// A number that is 0 or more, such as how strong a noise is.
pub(super) fn not_negative(parameter: &str, value: f64) -> Result<f64, BadParameter> {
    if value >= 0.0 && value.is_finite() {
        return Ok(value);
    }
    let problem = format!("{value} is out of range");
    Err(BadParameter::new(parameter, problem, "Enter 0 or more."))
}

/// How many there are of something: any number of a range, each as likely.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    least: u32,
    /// How many numbers the range has.
    span: u32,
}

impl Count {
    /// Always one.
    pub(super) const ONE: Self = Self { least: 1, span: 1 };

    /// The range of two parameters, each a name and a value, within what is allowed.
    pub(super) fn new(
        least: (&str, u32),
        most: (&str, u32),
        allowed: RangeInclusive<u32>,
    ) -> Result<Self, BadParameter> {
        for (parameter, value) in [least, most] {
            if !allowed.contains(&value) {
                let remedy = format!("Enter {} to {}.", allowed.start(), allowed.end());
                return Err(BadParameter::new(
                    parameter,
                    format!("{value} is out of range"),
                    remedy,
                ));
            }
        }
        if least.1 > most.1 {
            let problem = format!("{} is below {} {}", most.1, least.0, least.1);
            return Err(BadParameter::new(most.0, problem, format!("Enter {} or more.", least.1)));
        }
        Ok(Self { least: least.1, span: most.1 - least.1 + 1 })
    }

    /// A number by the upper 32 of its random bits.
    #[inline]
    pub(super) fn pick(self, bits: u64) -> u32 {
        self.least + below(bits, self.span)
    }

    /// About how many there are.
    pub(super) fn mean(self) -> usize {
        (self.least + self.span / 2) as usize
    }
}
