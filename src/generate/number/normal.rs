//! Normal numbers.

use super::law::by_quantile;
use super::{Bell, numbers};
use crate::generate::check::positive;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Context, Parameters};

numbers! {
    /// Numbers by the normal law, such as heights: most are near the mean, and as many below it as
    /// above.
    Normal {
        /// The mean of all numbers, if they have no bounds.
        mean: f64 = 0.0,
        /// Their standard deviation, above 0: two of three are nearer to the mean than this.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        deviation: f64 = 1.0,
        /// Smallest number, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64> = None,
        /// Largest number, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64> = None,
    }
}

impl Parameters for Normal {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(self.low, self.high)?;
        let (mean, deviation) = (self.mean, positive("deviation", self.deviation)?);
        let (low, high) = form.window();
        let part = part((low - mean) / deviation, (high - mean) / deviation)?;
        by_quantile(context.stream(), form, move |share| mean + deviation * part.at(share))
    }
}

/// What of the normal law is between two numbers, which `low` and `high` of a recipe are.
pub(super) fn part(low: f64, high: f64) -> Result<Bell, BadParameter> {
    Bell::between(low, high).ok_or_else(|| {
        let (parameter, where_to) = if low > 0.0 { ("low", "smaller") } else { ("high", "larger") };
        let problem = "the law has no numbers so far out";
        BadParameter::new(parameter, problem, format!("Enter a {where_to} number."))
    })
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, distance, floats, misfit, numbers};

    const ROWS: u64 = 50_000;

    /// The share of the law with mean 10 and deviation 2 below a number.
    fn below(number: f64) -> f64 {
        0.5 * libm::erfc(-(number - 10.0) / 2.0 / std::f64::consts::SQRT_2)
    }

    fn json(more: &str) -> String {
        format!(r#"{{"normal": {{"mean": 10, "deviation": 2{more}}}}}"#)
    }

    #[test]
    fn numbers_are_by_the_law() {
        for kind in ["float64", "float32"] {
            let numbers = floats(&json(&format!(r#", "type": "{kind}""#)), ROWS);
            let distance = distance(numbers, below);
            assert!(distance < 2.5, "{kind}: {distance}");
        }
    }

    #[test]
    fn the_law_is_cut_off_at_its_bounds() {
        let inf = f64::INFINITY;
        for (low, high) in [(9.0, 12.0), (15.0, inf), (-inf, 6.0), (22.0, 22.5)] {
            let bound = |name: &str, bound: f64| {
                if bound.is_finite() { format!(r#", "{name}": {bound}"#) } else { String::new() }
            };
            let numbers = floats(&json(&(bound("low", low) + &bound("high", high))), ROWS);
            assert!(numbers.iter().all(|number| (low..=high).contains(number)));
            // By the upper tail where that is the smaller one, which is the more precise.
            let before =
                |number: f64| if low > 10.0 { -below(20.0 - number) } else { below(number) };
            let law = |number| (before(number) - before(low)) / (before(high) - before(low));
            let distance = distance(numbers, law);
            assert!(distance < 2.5, "{low} {high}: {distance}");
        }
    }

    #[test]
    fn whole_numbers_have_all_that_is_rounded_to_them() {
        let numbers = numbers(&json(r#", "type": "int16", "low": 7, "high": 14"#), ROWS);
        assert!(numbers.iter().all(|number| (7..=14).contains(number)));
        let law = (7..=14).map(f64::from).map(|n| below(n + 0.5) - below(n - 0.5));
        let law: Vec<_> = law.collect();
        // Standard deviations.
        let misfit = misfit(numbers.iter().map(|n| usize::try_from(n - 7).unwrap()), &law);
        assert!(misfit < 4.5, "{misfit}");
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad = |parameters: &str| bad_parameter(&format!(r#"{{"normal": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""deviation": 0"#), "deviation");
        assert_eq!(bad(r#""deviation": -1"#), "deviation");
        assert_eq!(bad(r#""low": 40"#), "low");
        assert_eq!(bad(r#""high": -40"#), "high");
        assert_eq!(bad(r#""low": 2, "high": 1"#), "high");
        assert_eq!(bad(r#""mean": 120, "type": "int8""#), "type");
    }
}
