//! Picks from a list of numbers.

use std::sync::Arc;

use arrow::datatypes::DataType;

use super::{Form, numbers};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::choice::Odds;
use crate::generate::rng::Stream;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Column, Context, Parameters};

numbers! {
    /// One of a list of numbers, such as sizes or codes.
    NumberChoice {
        /// The numbers.
        values: Vec<f64> = vec![1.0, 2.0, 3.0],
        /// How likely each number is, against the others; all the same when left out.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        weights: Vec<f64> = Vec::new(),
    }
}

impl Parameters for NumberChoice {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(None, None)?;
        if self.values.is_empty() {
            return Err(BadParameter::new(
                "values",
                "the list is empty",
                "Enter a number or more.",
            ));
        }
        if let Some(value) = self.values.iter().find(|value| !form.has(**value)) {
            let problem = format!("{value:?} is no {}", form.data_type());
            let remedy = "Enter numbers that the type has, or choose another type.";
            return Err(BadParameter::new("values", problem, remedy));
        }
        let odds = Odds::of(&self.weights, self.values.len())?;
        let (stream, values) = (context.stream(), self.values.clone());
        Ok(Arc::new(Numbers { stream, odds, values, form }))
    }
}

struct Numbers {
    stream: Stream,
    odds: Odds,
    values: Vec<f64>,
    form: Form,
}

impl Column for Numbers {
    fn data_type(&self) -> DataType {
        self.form.data_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let number = |&row: &u64| self.values[self.odds.pick(self.stream.at(row)) as usize];
        Ok(self.form.values(rows.iter().map(number)))
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::testing::{bad_parameter, floats, numbers};

    #[test]
    fn numbers_are_those_of_the_list_as_often_as_their_weights_say() {
        let json = r#"{"number_choice": {"values": [200, 404, -7], "weights": [3, 1, 0], "type": "int16"}}"#;
        let numbers = numbers(json, 40_000);
        assert!(numbers.iter().all(|number| [200, 404].contains(number)));
        // 5 standard deviations of a binomial with p = 1/4.
        let rare = numbers.iter().filter(|number| **number == 404).count();
        assert!(rare.abs_diff(10_000) < 433, "{rare}");
        let prices = floats(
            r#"{"number_choice": {"values": [0.1, 2.95], "type": "float64", "scale": 2}}"#,
            100,
        );
        assert!(prices.iter().all(|price| [0.1, 2.95].contains(price)));
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad =
            |parameters: &str| bad_parameter(&format!(r#"{{"number_choice": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""values": []"#), "values");
        assert_eq!(bad(r#""values": [1, 2.5], "type": "int8""#), "values");
        assert_eq!(bad(r#""values": [128], "type": "int8""#), "values");
        assert_eq!(bad(r#""values": [0.001], "type": "decimal""#), "values");
        assert_eq!(bad(r#""values": [1], "weights": [1, 1]"#), "weights");
        assert_eq!(bad(r#""type": "decimal", "precision": 39"#), "precision");
    }
}
