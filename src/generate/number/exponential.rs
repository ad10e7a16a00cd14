//! Exponential numbers.

use super::law::by_quantile;
use super::numbers;
use crate::generate::check::positive;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Context, Parameters};

numbers! {
    /// Numbers above 0 by the exponential law, such as the time from one call to the next: the
    /// larger, the rarer.
    Exponential {
        /// The mean of all numbers, if they have no bounds; above 0. It is 1 divided by the rate.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        mean: f64 = 1.0,
        /// Smallest number, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64> = None,
        /// Largest number, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64> = None,
    }
}

impl Parameters for Exponential {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(self.low, self.high)?;
        let mean = positive("mean", self.mean)?;
        let (low, high) = form.window();
        let low = low.max(0.0);
        if high <= low {
            let problem = "the law has no numbers so far out";
            return Err(BadParameter::new("high", problem, "Enter a larger number."));
        }
        // Behind any number the law goes on as behind 0.
        let share_of_part = libm::expm1((low - high) / mean);
        by_quantile(context.stream(), form, move |share| {
            low - mean * libm::log1p(share * share_of_part)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, distance, floats};

    /// The share of the law with mean 4 below a number.
    fn below(number: f64) -> f64 {
        -(-number / 4.0).exp_m1()
    }

    #[test]
    fn numbers_are_by_the_law_and_cut_off() {
        for (more, low, high) in [
            ("", 0.0, f64::INFINITY),
            (r#", "low": -1, "high": 6"#, 0.0, 6.0),
            (r#", "low": 3, "high": 3.5"#, 3.0, 3.5),
            (r#", "low": 10"#, 10.0, f64::INFINITY),
        ] {
            let json = format!(r#"{{"exponential": {{"mean": 4{more}}}}}"#);
            let numbers = floats(&json, 50_000);
            assert!(numbers.iter().all(|number| (low..=high).contains(number)));
            let law = |number| (below(number) - below(low)) / (below(high) - below(low));
            let distance = distance(numbers, law);
            assert!(distance < 2.5, "{more}: {distance}");
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad =
            |parameters: &str| bad_parameter(&format!(r#"{{"exponential": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""mean": 0"#), "mean");
        assert_eq!(bad(r#""high": 0"#), "high");
        assert_eq!(bad(r#""low": 5, "high": 4"#), "high");
        assert_eq!(bad(r#""mean": 10, "type": "int8""#), "type");
    }
}
