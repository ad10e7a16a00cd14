//! Log-normal numbers.

use super::law::by_quantile;
use super::normal::part;
use super::numbers;
use crate::generate::check::positive;
use crate::generate::texts::Made;
use crate::generate::{Context, Parameters};

numbers! {
    /// Numbers above 0 by the log-normal law, such as incomes or response times: many are small,
    /// and a few are many times larger.
    LogNormal {
        /// Half of all numbers are below it, if they have no bounds; above 0.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        median: f64 = 1.0,
        /// The standard deviation of the numbers' natural logarithms, above 0: for 1, two of three
        /// numbers are from a 2.7th of the median to 2.7 times it.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        sigma: f64 = 1.0,
        /// Smallest number, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64> = None,
        /// Largest number, where the law is cut off.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64> = None,
    }
}

impl Parameters for LogNormal {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(self.low, self.high)?;
        let (median, sigma) = (positive("median", self.median)?, positive("sigma", self.sigma)?);
        let (low, high) = form.window();
        let number = |bound: f64| libm::log(bound.max(0.0) / median) / sigma;
        let part = part(number(low), number(high))?;
        by_quantile(context.stream(), form, move |share| median * libm::exp(sigma * part.at(share)))
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, distance, floats};

    /// The share of the law with median 30 and sigma 0.5 below a number.
    fn below(number: f64) -> f64 {
        0.5 * libm::erfc(-(number / 30.0).ln() / 0.5 / std::f64::consts::SQRT_2)
    }

    #[test]
    fn numbers_are_by_the_law_and_cut_off() {
        for (more, low, high) in [
            ("", 0.0, f64::INFINITY),
            (r#", "low": -5, "high": 40"#, 0.0, 40.0),
            (r#", "low": 20"#, 20.0, f64::INFINITY),
        ] {
            let json = format!(r#"{{"log_normal": {{"median": 30, "sigma": 0.5{more}}}}}"#);
            let numbers = floats(&json, 50_000);
            assert!(numbers.iter().all(|number| *number > 0.0 && (low..=high).contains(number)));
            let law = |number| (below(number) - below(low)) / (below(high) - below(low));
            let distance = distance(numbers, law);
            assert!(distance < 2.5, "{more}: {distance}");
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad =
            |parameters: &str| bad_parameter(&format!(r#"{{"log_normal": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""median": 0"#), "median");
        assert_eq!(bad(r#""sigma": -1"#), "sigma");
        assert_eq!(bad(r#""high": 0"#), "high");
        assert_eq!(bad(r#""sigma": 20, "type": "decimal""#), "type");
        assert_eq!(bad(r#""sigma": 100"#), "type");
    }
}
