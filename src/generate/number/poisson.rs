//! Counts by the Poisson law.

use std::iter::successors;

use super::IntegerType;
use crate::generate::choice::Odds;
use crate::generate::parameters::parameters;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Context, Parameters};

parameters! {
    /// Counts by the Poisson law, such as the calls of an hour, which come independently of each
    /// other.
    Poisson {
        /// The mean of all counts, if they have no bounds; above 0 and up to 1,000,000,000.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1e9)))]
        mean: f64 = 3.0,
        /// Smallest count, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<u64> = None,
        /// Largest count, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<u64> = None,
        /// The Arrow type of the values.
        r#type: IntegerType = IntegerType::Int64,
    }
}

/// The counts of a larger mean would need more than the 600,000 places that this one has, and are
/// normal to the eye.
const MAX_MEAN: f64 = 1e9;

impl Parameters for Poisson {
    fn column(&self, context: &Context) -> Made {
        if !(self.mean > 0.0 && self.mean <= MAX_MEAN) {
            let problem = format!("{} is out of range", self.mean);
            let remedy = "Enter a number above 0 and up to 1000000000.";
            return Err(BadParameter::new("mean", problem, remedy));
        }
        let (low, high) = (self.low.unwrap_or(0), self.high.unwrap_or(u64::MAX));
        if low > high {
            let problem = format!("{high} is below low {low}");
            return Err(BadParameter::new("high", problem, format!("Enter {low} or more.")));
        }
        let (first, likely) = likely(self.mean, low, high);
        let last = first.saturating_add(likely.len() as u64 - 1);
        if !self.r#type.range().contains(&last.into()) {
            let problem = format!("{} cannot hold counts up to {last}", self.r#type.arrow());
            let remedy = "Choose a larger type, or enter a smaller high.";
            return Err(BadParameter::new("type", problem, remedy));
        }
        let (stream, odds) = (context.stream(), Odds::weighted(&likely, likely.len())?);
        let first = first.cast_signed();
        Ok(self.r#type.column(move |row| first.wrapping_add(odds.pick(stream.at(row)).into())))
    }
}

/// Against the likeliest count, a count that is rarer than this is never drawn: less than a random
/// number's 53 bits.
const RAREST: f64 = 1e-19;

/// How likely counts are against each other, from the first that is drawn on. Each follows from its
/// neighbour, so that no factorial is needed.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to 10^9")]
fn likely(mean: f64, low: u64, high: u64) -> (u64, Vec<f64>) {
    let likeliest = (mean as u64).clamp(low, high);
    let is_drawn = |(_, odds): &(u64, f64)| *odds > RAREST;
    let less = |&(count, odds): &(u64, f64)| {
        (count > low).then(|| (count - 1, odds * count as f64 / mean)).filter(is_drawn)
    };
    let more = |&(count, odds): &(u64, f64)| {
        (count < high).then(|| (count + 1, odds * mean / (count + 1) as f64)).filter(is_drawn)
    };
    let mut all: Vec<_> = successors(Some((likeliest, 1.0)), less).collect();
    all.reverse();
    let first = all[0].0;
    all.extend(successors(Some((likeliest, 1.0)), more).skip(1));
    (first, all.into_iter().map(|(_, odds)| odds).collect())
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use crate::generate::testing::{bad_parameter, misfit, numbers};

    /// How likely a count is by the law, from the logarithm of its factorial.
    fn chance(mean: f64, count: i64) -> f64 {
        let count = count as f64;
        (count * mean.ln() - mean - libm::lgamma(count + 1.0)).exp()
    }

    fn check(parameters: &str, mean: f64, counts: std::ops::Range<i64>) {
        let drawn = numbers(&format!(r#"{{"poisson": {{"mean": {mean}{parameters}}}}}"#), 50_000);
        assert!(drawn.iter().all(|count| counts.contains(count)), "{mean} {parameters}");
        let law: Vec<_> = counts.clone().map(|count| chance(mean, count)).collect();
        let classes = drawn.iter().map(|count| usize::try_from(count - counts.start).unwrap());
        // Standard deviations.
        let misfit = misfit(classes, &law);
        assert!(misfit < 4.5, "{mean} {parameters}: {misfit}");
    }

    #[test]
    fn counts_are_as_likely_as_the_law_says() {
        for (mean, end) in [(1e-3, 6), (0.7, 20), (3.0, 40), (42.5, 130), (1_000.0, 1_400)] {
            check("", mean, 0..end);
        }
        // A million: nine standard deviations are 9,000.
        check("", 1e6, 991_000..1_009_000);
    }

    #[test]
    fn the_law_is_cut_off_at_its_bounds() {
        check(r#", "low": 2, "high": 5"#, 3.0, 2..6);
        check(r#", "low": 12"#, 3.0, 12..60);
        check(r#", "high": 80"#, 100.0, 0..81);
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad = |parameters: &str| bad_parameter(&format!(r#"{{"poisson": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""mean": 0"#), "mean");
        assert_eq!(bad(r#""mean": 1e10"#), "mean");
        assert_eq!(bad(r#""low": 5, "high": 4"#), "high");
        assert_eq!(bad(r#""mean": 80, "type": "int8""#), "type");
        assert_eq!(bad(r#""low": 18446744073709551615"#), "type");
        assert_eq!(numbers(r#"{"poisson": {"mean": 80, "type": "int8", "high": 90}}"#, 9).len(), 9);
    }
}
