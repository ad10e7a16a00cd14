//! The law that numbers of a sample follow.

use super::number::Bounds;
use crate::generate::{Exponential, Generator, Normal, NumberType};
use crate::propose::facts::{Facts, Pick, real};

/// How numbers by a law are stored.
#[derive(Clone, Copy)]
pub(super) struct Stored {
    pub(super) kind: NumberType,
    pub(super) precision: u8,
    pub(super) scale: Option<u8>,
}

/// Fewer values than this do not show their law.
const ENOUGH: u64 = 100;

impl Stored {
    /// The law that the values seem to follow, if they are not as likely everywhere. What is known
    /// of them is in units of the last of `scale` digits.
    pub(super) fn law(self, facts: &Facts, bounds: &Bounds, scale: i8) -> Option<Pick> {
        let unit = real(1, scale);
        let (mean, deviation) = facts.spread.filter(|_| facts.count >= ENOUGH)?;
        let (mean, deviation) = (mean * unit, deviation * unit);
        self.normal(bounds, mean, deviation).or_else(|| self.exponential(bounds, mean, deviation))
    }

    /// Most numbers in the middle: a uniform range is 3.5 deviations wide, a normal one of a hundred
    /// values about 5.
    fn normal(self, bounds: &Bounds, mean: f64, deviation: f64) -> Option<Pick> {
        let &Bounds { low, high, .. } = bounds;
        let width = high - low;
        let is_in_the_middle = (mean - low.midpoint(high)).abs() < 0.15 * width;
        if !is_in_the_middle || deviation <= 0.0 || width <= 4.5 * deviation {
            return None;
        }
        let law = Normal {
            mean: short(mean),
            deviation: short(deviation),
            low: Some(low),
            high: Some(high),
            r#type: self.kind,
            precision: self.precision,
            scale: self.scale,
        };
        Some(Pick::new(Generator::Normal(law), "most are near the mean of the sample"))
    }

    /// Small numbers are frequent: an exponential law deviates as much as its mean is above its least
    /// number.
    fn exponential(self, bounds: &Bounds, mean: f64, deviation: f64) -> Option<Pick> {
        let &Bounds { low, high, .. } = bounds;
        let above = mean - low;
        let is_skewed = above < 0.3 * (high - low) && (0.6..1.6).contains(&(deviation / above));
        if low < 0.0 || !is_skewed {
            return None;
        }
        let law = Exponential {
            mean: short(above),
            low: Some(low),
            high: Some(high),
            r#type: self.kind,
            precision: self.precision,
            scale: self.scale,
        };
        Some(Pick::new(Generator::Exponential(law), "the larger, the rarer in the sample"))
    }
}

/// A number with the digits that a sample can give.
fn short(number: f64) -> f64 {
    rounded(number, 4)
}

/// A number with so many digits.
pub(super) fn rounded(number: f64, digits: usize) -> f64 {
    format!("{number:.*e}", digits.saturating_sub(1)).parse().unwrap_or(number)
}
