//! Seasonal numbers.

use std::f64::consts::TAU;
use std::sync::Arc;

use arrow::datatypes::DataType;

use super::clock::Clock;
use super::{Levels, Places};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::check::{not_negative, positive};
use crate::generate::number::{Bell, FARTHEST, Form, numbers};
use crate::generate::rng::{Stream, unit_open};
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Column, Context, Parameters};

numbers! {
    /// Numbers that rise and fall again and again, such as temperatures by day and year: a level, a
    /// trend, waves and noise.
    Seasonal {
        /// The level about which the numbers are at first.
        level: f64 = 0.0,
        /// How much the level rises with every step; with `of`, with every day.
        trend: f64 = 0.0,
        /// How long each wave is, in steps; with `of` in seconds: 86400 is a day, 604800 a week.
        periods: Vec<f64> = vec![24.0],
        /// How far each wave rises above the level, and falls below it.
        amplitudes: Vec<f64> = vec![1.0],
        /// Where in its period each wave is highest: 0 is at its beginning, 0.5 in its middle. Days
        /// begin at midnight by the clocks of the other column's zone, weeks on Monday. All are 0
        /// when left out.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        phases: Vec<f64> = Vec::new(),
        /// The standard deviation of the noise, which is normal and another in every row.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        noise: f64 = 0.0,
        /// The standard deviation of the levels of several keys.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0)))]
        spread: f64 = 0.0,
        /// Smallest number: what would be below has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64> = None,
        /// Largest number: what would be above has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64> = None,
        /// The column of dates or timestamps that the waves follow; without it they follow a row's
        /// place among those with its key, or the row.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
        of: Option<String> = None,
        /// The column with the key of the series, such as the device: one made by `child_key`,
        /// `child_number`, `parent` or `foreign_key`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
        key: Option<String> = None,
    }
}

impl Parameters for Seasonal {
    fn column(&self, context: &Context) -> Made {
        let form = self.form(self.low, self.high)?;
        let places = Places::new(context, self.key.as_deref())?;
        let clock = Clock::new(context, self.of.as_deref())?;
        let waves = self.waves(clock.step())?;
        let noise = not_negative("noise", self.noise)?;
        let levels = Levels::new(context.stream().draw(0), self.level, self.spread)?;
        let highest: f64 = waves.iter().map(|wave| wave.amplitude.abs()).sum();
        let [from, to] =
            levels.range(highest + noise * FARTHEST + self.trend.abs() * clock.longest());
        form.check(from, to)?;
        let (stream, trend) = (context.stream(), self.trend);
        Ok(Arc::new(Seasons { places, clock, form, levels, trend, waves, noise, stream }))
    }
}

impl Seasonal {
    /// The waves, where a step is so long in what periods are told in.
    fn waves(&self, step: f64) -> std::result::Result<Vec<Wave>, BadParameter> {
        let wanted = self.periods.len();
        let lists = [("amplitudes", &self.amplitudes), ("phases", &self.phases)];
        for (parameter, list) in lists {
            if list.len() != wanted && !(parameter == "phases" && list.is_empty()) {
                let problem = format!("{} {parameter} for {wanted} periods", list.len());
                let remedy = "Enter one number for each period.";
                return Err(BadParameter::new(parameter, problem, remedy));
            }
        }
        self.periods.iter().try_for_each(|period| positive("periods", *period).map(drop))?;
        let phases = self.phases.iter().copied().chain(std::iter::repeat(0.0));
        let waves = self.periods.iter().zip(&self.amplitudes).zip(phases);
        Ok(waves
            .map(|((&period, &amplitude), phase)| Wave { often: step / period, amplitude, phase })
            .collect())
    }
}

/// A cosine.
#[derive(Clone, Copy)]
struct Wave {
    /// How often it comes in a step or day.
    often: f64,
    amplitude: f64,
    phase: f64,
}

impl Wave {
    #[inline]
    fn at(self, time: f64) -> f64 {
        let turns = time * self.often - self.phase;
        self.amplitude * libm::cos(TAU * (turns - turns.floor()))
    }
}

struct Seasons {
    places: Places,
    clock: Clock,
    form: Form,
    levels: Levels,
    trend: f64,
    waves: Vec<Wave>,
    noise: f64,
    stream: Stream,
}

impl Seasons {
    #[inline]
    fn noise(&self, row: u64) -> f64 {
        if self.noise == 0.0 {
            return 0.0;
        }
        self.noise * Bell::WHOLE.at(unit_open(self.stream.at(row)))
    }
}

impl Column for Seasons {
    fn data_type(&self) -> DataType {
        self.form.data_type()
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let times = self.clock.times(&self.places, rows)?;
        let series = self.places.series(rows);
        let number = |((&row, series), time): ((&u64, u64), i64)| {
            let since = self.clock.since_monday(time);
            let waves: f64 = self.waves.iter().map(|wave| wave.at(since)).sum();
            let trend = self.trend * self.clock.since_first(time);
            self.levels.of(series) + trend + waves + self.noise(row)
        };
        Ok(self.form.values(rows.iter().zip(series).zip(times).map(number)))
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "small and exact")]
mod tests {
    use super::*;
    use crate::generate::testing::{
        as_floats, as_numbers, assert_deviation, assert_mean, bad_parameter, floats, table,
    };

    /// A wave, by step.
    fn wave(period: f64, phase: f64) -> impl Fn(usize) -> f64 {
        move |step| (TAU * (step as f64 / period - phase)).cos()
    }

    #[test]
    fn waves_have_their_amplitudes_and_phases() {
        let json = r#"{"seasonal": {"level": 50, "periods": [24, 168], "amplitudes": [3, 1.5],
            "phases": [0.25, 0.5], "noise": 2}}"#;
        let numbers = floats(json, 16_800);
        assert_mean(&numbers, 50.0, 2.0);
        for (period, phase, amplitude) in
            [(24.0, 0.25, 3.0), (168.0, 0.5, 1.5), (24.0, 0.0, 0.0), (50.0, 0.0, 0.0)]
        {
            // Over whole periods a wave is twice its mean product with itself, and 0 with others.
            let wave = wave(period, phase);
            let products: Vec<_> =
                numbers.iter().enumerate().map(|(step, n)| 2.0 * n * wave(step)).collect();
            assert_mean(&products, amplitude, 2.0 * std::f64::consts::SQRT_2);
        }
        let (day, week) = (wave(24.0, 0.25), wave(168.0, 0.5));
        let noise = |(step, n): (usize, &f64)| n - 50.0 - 3.0 * day(step) - 1.5 * week(step);
        assert_deviation(&numbers.iter().enumerate().map(noise).collect::<Vec<_>>(), 2.0);
    }

    #[test]
    fn waves_follow_the_clock_of_another_column() {
        let columns = [
            (
                "at",
                r#"{"timestamp": {"from": "2024-06-05T07:00:00Z", "every": 1800, "unit": "us"}}"#,
            ),
            (
                "by_day",
                r#"{"seasonal": {"of": "at", "periods": [86400], "amplitudes": [4],
                    "phases": [0.625], "level": 20, "trend": 0.5}}"#,
            ),
            ("by_week", r#"{"seasonal": {"of": "at", "periods": [604800], "amplitudes": [1]}}"#),
        ];
        let batch = table(&columns, 48 * 28);
        let instants = as_numbers(&batch.columns()[0].values);
        for (row, (instant, number)) in instants.iter().zip(as_floats(&batch, 1)).enumerate() {
            // Highest at 15 o'clock.
            let hour = (instant / 1_800_000_000 % 48) as f64 / 2.0;
            let expected = 20.0 + row as f64 / 96.0 + 4.0 * (TAU * (hour - 15.0) / 24.0).cos();
            assert!((number - expected).abs() < 1e-9, "{row}: {number}");
        }
        let by_week = as_floats(&batch, 2);
        // The first Monday's midnight is 113 hours after Wednesday, 7 o'clock.
        assert!((by_week[2 * 113] - 1.0).abs() < 1e-9 && by_week[2 * (113 + 84)] < -0.999_999);
    }

    #[test]
    fn waves_by_day_are_those_of_the_zones_clocks() {
        let wave = r#"{"seasonal": {"of": "at", "periods": [86400], "phases": [0.5]}}"#;
        for (from, noon) in [("2024-03-30T00:00:00Z", 11), ("2024-03-31T01:00:00Z", 9)] {
            let at = format!(
                r#"{{"timestamp": {{"from": "{from}", "every": 3600, "zone": "Europe/Berlin"}}}}"#
            );
            let batch = table(&[("at", &at), ("wave", wave)], 24);
            let numbers = as_floats(&batch, 1);
            let highest = numbers.iter().position(|number| *number == 1.0);
            assert_eq!(highest, Some(noon), "{from}");
        }
    }

    #[test]
    fn keys_have_levels_and_steps_of_their_own() {
        let columns = [
            ("round", r#"{"child_key": {"min": 500, "max": 500}}"#),
            ("device", r#"{"child_number": {"of": "round"}}"#),
            (
                "number",
                r#"{"seasonal": {"key": "device", "spread": 9, "periods": [2], "amplitudes": [1]}}"#,
            ),
        ];
        let numbers = as_floats(&table(&columns, 1_000), 2);
        let (first, second) = numbers.split_at(500);
        assert!(first.iter().zip(second).all(|(one, other)| (one - other - 2.0).abs() < 1e-12));
        assert_deviation(&first.iter().map(|n| n - 1.0).collect::<Vec<_>>(), 9.0);
    }

    #[test]
    fn what_is_out_of_bounds_has_the_bound() {
        let json = r#"{"seasonal": {"periods": [4], "amplitudes": [10], "low": -2, "high": 5,
            "type": "int8"}}"#;
        assert_eq!(floats(json, 5), [5.0, 0.0, -2.0, 0.0, 5.0]);
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad = |parameters: &str| bad_parameter(&format!(r#"{{"seasonal": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""periods": [24, 168]"#), "amplitudes");
        assert_eq!(bad(r#""phases": [0, 0]"#), "phases");
        assert_eq!(bad(r#""periods": [0]"#), "periods");
        assert_eq!(bad(r#""noise": -1"#), "noise");
        assert_eq!(bad(r#""spread": -1"#), "spread");
        assert_eq!(bad(r#""low": 5, "high": 4"#), "high");
        assert_eq!(bad(r#""level": 127, "type": "int8""#), "type");
        assert_eq!(bad(r#""trend": 1, "type": "int32""#), "type");
        assert_eq!(bad(r#""of": "c""#), "of");
        assert_eq!(bad(r#""key": "day""#), "key");
    }
}
