//! Floats, each as likely.

use super::law::by_quantile;
use super::numbers;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Context, Parameters};

numbers! {
    /// Numbers of a range, each as likely, such as a ratio.
    Float {
        /// Smallest number.
        low: f64 = 0.0,
        /// Largest number.
        high: f64 = 1.0,
    }
}

impl Parameters for Float {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(Some(self.low), Some(self.high))?;
        let (low, high) = form.window();
        let span = high - low;
        if span.is_infinite() {
            let problem = format!("{:?} is too far from low {:?}", self.high, self.low);
            return Err(BadParameter::new("high", problem, "Enter a smaller number."));
        }
        by_quantile(context.stream(), form, move |share| low + share * span)
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, counts, distance, floats, numbers, unevenness};

    #[test]
    fn numbers_fill_their_range_evenly() {
        for (name, low, high) in [("float64", -2.0, 0.5), ("float32", 1e6, 3e6)] {
            let json =
                format!(r#"{{"float": {{"low": {low}, "high": {high}, "type": "{name}"}}}}"#);
            let numbers = floats(&json, 50_000);
            assert!(numbers.iter().all(|number| (low..=high).contains(number)));
            let distance = distance(numbers, |number| (number - low) / (high - low));
            assert!(distance < 2.5, "{distance}");
        }
    }

    #[test]
    fn rounded_numbers_are_as_likely_at_the_ends() {
        let json = r#"{"float": {"low": -1, "high": 1, "type": "decimal", "scale": 1}}"#;
        let counts = counts(numbers(json, 20_000));
        assert!(counts.len() == 21 && unevenness(&counts) < 4.0, "{counts:?}");
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad = |parameters: &str| bad_parameter(&format!(r#"{{"float": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""low": 1"#), "high");
        assert_eq!(bad(r#""high": 1e39, "type": "float32""#), "high");
        assert_eq!(bad(r#""low": -1e308, "high": 1e308"#), "high");
    }
}
