//! Random walks.

use std::sync::Arc;

use arrow::datatypes::DataType;

use super::brownian::{FARTHEST, walk};
use super::{Levels, MOST_STEPS, Places};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::check::not_negative;
use crate::generate::number::{Form, numbers};
use crate::generate::rng::Stream;
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Column, Context, Parameters};

numbers! {
    /// Numbers of which each is a random step from the one before, such as prices or the charge of
    /// a battery.
    RandomWalk {
        /// The number that a walk begins with.
        start: f64 = 0.0,
        /// How much a walk rises with every step, beside the random steps.
        drift: f64 = 0.0,
        /// The standard deviation of the steps, which are normal and independent of each other.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        deviation: f64 = 1.0,
        /// The standard deviation of where the walks of several keys begin.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        spread: f64 = 0.0,
        /// Smallest number, from which a walk is reflected.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64> = None,
        /// Largest number, from which a walk is reflected.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64> = None,
        /// The column with the key of the walk, such as the device: one made by `child_key`,
        /// `child_number`, `parent` or `foreign_key`. A row's step is its place among those with
        /// its key; of a foreign key, of which rows have none, and without a key it is the row.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
        key: Option<String> = None,
    }
}

impl Parameters for RandomWalk {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(self.low, self.high)?;
        let places = Places::new(context, self.key.as_deref())?;
        let (low, high) = form.window();
        if !(low..=high).contains(&self.start) {
            let problem = format!("{} is not between low and high", self.start);
            return Err(BadParameter::new("start", problem, "Enter a number between them."));
        }
        let deviation = not_negative("deviation", self.deviation)?;
        let levels = Levels::new(context.stream().draw(0), self.start, self.spread)?;
        let [from, to] = levels.range(self.drift.abs() * MOST_STEPS + deviation * FARTHEST);
        form.check(from, to)?;
        let (stream, drift) = (context.stream(), self.drift);
        Ok(Arc::new(RandomWalks { places, form, levels, stream, drift, deviation }))
    }
}

struct RandomWalks {
    places: Places,
    form: Form,
    levels: Levels,
    stream: Stream,
    drift: f64,
    deviation: f64,
}

impl Column for RandomWalks {
    fn data_type(&self) -> DataType {
        self.form.data_type()
    }

    #[expect(clippy::cast_precision_loss, reason = "steps are far below 2^53")]
    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let (series, steps) = (self.places.series(rows), self.places.steps(rows));
        let (low, high) = self.form.window();
        let number = |(&series, &step): (&u64, &u64)| {
            let random = self.deviation * walk(self.stream.cell(series), step);
            let drifted = self.drift * step as f64;
            reflected(self.levels.of(series) + drifted + random, low, high)
        };
        Ok(self.form.values(series.iter().zip(&steps).map(number)))
    }
}

/// A number as mirrors at both ends of a range throw it back into it; there may be one, or none.
#[inline]
fn reflected(number: f64, low: f64, high: f64) -> f64 {
    if low <= number && number <= high {
        return number;
    }
    let width = high - low;
    if width.is_finite() {
        return high - ((number - low).rem_euclid(2.0 * width) - width).abs();
    }
    if number < low { low + (low - number) } else { high - (number - high) }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::generate::testing::{
        as_floats, as_numbers, assert_deviation, assert_mean, bad_parameter, counts, floats, moves,
        numbers, table,
    };

    #[test]
    fn mirrors_throw_a_number_back_as_often_as_needed() {
        let inf = f64::INFINITY;
        for (number, low, high, expected) in [
            (1.0, 0.0, 4.0, 1.0),
            (5.0, 0.0, 4.0, 3.0),
            (-1.0, 0.0, 4.0, 1.0),
            (9.5, 0.0, 4.0, 1.5),
            (-9.5, 0.0, 4.0, 1.5),
            (-13.0, -10.0, inf, -7.0),
            (13.0, -inf, 10.0, 7.0),
            (1e9, -inf, inf, 1e9),
        ] {
            assert_eq!(reflected(number, low, high), expected, "{number} in {low} to {high}");
        }
    }

    #[test]
    fn steps_have_their_drift_and_deviation() {
        let json = r#"{"random_walk": {"start": 50, "drift": 0.25, "deviation": 3}}"#;
        let numbers = floats(json, 40_001);
        assert_eq!(numbers[0], 50.0);
        let moves = moves(&numbers);
        assert_mean(&moves, 0.25, 3.0);
        assert_deviation(&moves.iter().map(|by| by - 0.25).collect::<Vec<_>>(), 3.0);
    }

    #[test]
    fn a_walk_turns_at_its_bounds() {
        let json = r#"{"random_walk": {"start": 1, "deviation": 0.5, "low": 0, "high": 9,
            "type": "int8"}}"#;
        let numbers = numbers(json, 20_000);
        assert!(numbers.iter().all(|number| (0..=9).contains(number)));
        // It comes everywhere, and it stays about as long at the ends as between them.
        let counts = counts(numbers);
        let fair = counts.iter().all(|count| (1_000..4_000).contains(count));
        assert!(counts.len() == 10 && fair, "{counts:?}");
    }

    /// The numbers of each key by their steps, of readings in rounds of three devices.
    fn devices(key: &str, rows: u64) -> Vec<Vec<f64>> {
        let walk = format!(r#"{{"random_walk": {{"key": "{key}", "spread": 10}}}}"#);
        let columns = [
            ("walk", &walk[..]),
            ("round", r#"{"child_key": {"min": 3, "max": 3}}"#),
            ("device", r#"{"child_number": {"of": "round"}}"#),
        ];
        let batch = table(&columns, rows);
        let keys = as_numbers(&batch.columns()[if key == "round" { 1 } else { 2 }].values);
        let mut series = BTreeMap::<_, Vec<_>>::new();
        for (key, number) in keys.into_iter().zip(as_floats(&batch, 0)) {
            series.entry(key).or_default().push(number);
        }
        series.into_values().collect()
    }

    #[test]
    fn every_key_has_a_walk_of_its_own() {
        let walks: Vec<_> = devices("device", 30_000).iter().map(|walk| moves(walk)).collect();
        assert_eq!(walks.len(), 3);
        for moves in &walks {
            assert_deviation(moves, 1.0);
        }
        let pairs = walks[0].iter().zip(&walks[1]);
        assert_mean(&pairs.map(|(one, other)| one * other).collect::<Vec<_>>(), 0.0, 1.0);
    }

    #[test]
    fn walks_begin_apart_from_each_other() {
        let starts: Vec<_> = devices("round", 6_000).iter().map(|walk| walk[0]).collect();
        assert_eq!(starts.len(), 2_000);
        assert_deviation(&starts, 10.0);
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad =
            |parameters: &str| bad_parameter(&format!(r#"{{"random_walk": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""deviation": -1"#), "deviation");
        assert_eq!(bad(r#""spread": -1"#), "spread");
        assert_eq!(bad(r#""start": 5, "high": 4"#), "start");
        assert_eq!(bad(r#""low": 5, "high": 4"#), "high");
        assert_eq!(bad(r#""type": "int16""#), "type");
        assert_eq!(bad(r#""type": "int32", "drift": 0.1"#), "type");
        assert_eq!(bad(r#""key": "day""#), "key");
        assert_eq!(bad(r#""key": "nothing""#), "key");
    }
}
