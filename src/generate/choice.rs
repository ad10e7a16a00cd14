//! Picks from a list.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::permutation::Permutation;
use super::rng::{Stream, below, unit};
use super::{BadParameter, Column, Context, Parameters};
use crate::batch::{ByteValues, Values};
use crate::error::Result;

/// One of a list of texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The texts.
    pub values: Vec<String>,
    /// How likely each text is, against the others; all the same when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<f64>,
}

impl Parameters for Choice {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if self.values.is_empty() {
            return Err(BadParameter::new("values", "the list is empty", "Enter a value or more."));
        }
        if context.is_unique() && !self.weights.is_empty() {
            let problem = "each value comes once, none more often than others";
            return Err(BadParameter::new("weights", problem, "Leave out weights, or unique."));
        }
        let odds = Odds::of(&self.weights, self.values.len())?;
        let stream = context.stream();
        let picks = Picks::new(stream, self.values.iter().map(String::as_str), odds);
        let count = picks.choices.len() as u64;
        #[expect(clippy::cast_possible_truncation, reason = "below the number of choices")]
        let all = |order: Permutation| (0..count).map(|place| order.at(place) as u32).collect();
        Ok(Arc::new(Picks { order: context.order(stream, count).map(all), ..picks }))
    }
}

/// Texts of a known list: the writer needs no hashing to find their dictionary.
pub(super) struct Picks {
    stream: Stream,
    /// Bits that belong to another pick: 0, or 32 for the lower half of a row's bits.
    half: u32,
    /// The texts, each once.
    choices: Arc<ByteValues>,
    /// Where each text of the list is among the choices.
    places: Vec<u32>,
    odds: Odds,
    /// The choices in the order of the rows, where none may come twice.
    order: Option<Vec<u32>>,
}

impl Picks {
    /// Texts of a list, of which each place is as likely as the odds say.
    pub(super) fn new<'a>(
        stream: Stream,
        list: impl IntoIterator<Item = &'a str>,
        odds: Odds,
    ) -> Self {
        let mut found = HashMap::new();
        let mut choices = ByteValues::default();
        let mut places = Vec::new();
        for text in list {
            let place = *found.entry(text).or_insert_with(|| {
                choices.push(text.as_bytes());
                u32::try_from(choices.len() - 1).unwrap_or(u32::MAX)
            });
            places.push(place);
        }
        Self { stream, half: 0, choices: Arc::new(choices), places, odds, order: None }
    }

    /// Texts of a list, each as likely as it is often there.
    pub(super) fn evenly<'a>(stream: Stream, list: impl IntoIterator<Item = &'a str>) -> Self {
        let picks = Self::new(stream, list, Odds::Equal(0));
        let odds = Odds::Equal(u32::try_from(picks.places.len()).unwrap_or(u32::MAX));
        Self { odds, ..picks }
    }

    /// The same by the lower half of each row's random bits.
    pub(super) fn by_lower_half(self) -> Self {
        Self { half: 32, ..self }
    }

    #[inline]
    fn pick(&self, row: u64) -> u32 {
        self.places[self.odds.pick(self.stream.at(row) << self.half) as usize]
    }
}

impl Column for Picks {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let keys = match &self.order {
            None => rows.iter().map(|&row| self.pick(row)).collect(),
            Some(order) => {
                #[expect(clippy::cast_possible_truncation, reason = "below the number of choices")]
                let place = |row: &u64| (row % order.len() as u64) as usize;
                rows.iter().map(|row| order[place(row)]).collect()
            }
        };
        Ok(Values::Picks { choices: self.choices.clone(), keys })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(|order| order.len() as u64)
    }
}

/// How likely each place of a list is.
#[derive(Clone)]
pub(super) enum Odds {
    /// All the same.
    Equal(u32),
    /// The sum of the weights up to and with each place, as a share of them all.
    Weighted(Vec<f64>),
}

impl Odds {
    /// As likely as the weights of so many places say, or all the same without any.
    pub(super) fn of(weights: &[f64], places: usize) -> std::result::Result<Self, BadParameter> {
        match weights {
            [] => Ok(Self::Equal(u32::try_from(places).unwrap_or(u32::MAX))),
            weights => Self::weighted(weights, places),
        }
    }

    /// As likely as these weights, of which there is one for each of `places`.
    pub(super) fn weighted(
        weights: &[f64],
        places: usize,
    ) -> std::result::Result<Self, BadParameter> {
        const REMEDY: &str = "Enter one number, 0 or more, for each value, and one above 0.";
        let bad = |problem: String| BadParameter::new("weights", problem, REMEDY);
        if weights.len() != places {
            return Err(bad(format!("{} weights for {places} values", weights.len())));
        }
        if let Some(weight) = weights.iter().find(|weight| !(weight.is_finite() && **weight >= 0.0))
        {
            return Err(bad(format!("{weight} is no weight")));
        }
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 {
            return Err(bad("all weights are 0".into()));
        }
        let mut upto = 0.0;
        let share = |weight: &f64| {
            upto += weight;
            upto / sum
        };
        Ok(Self::Weighted(weights.iter().map(share).collect()))
    }

    /// A place by random bits.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "lists are shorter than 2^32")]
    pub(super) fn pick(&self, bits: u64) -> u32 {
        match self {
            Self::Equal(places) => below(bits, *places),
            Self::Weighted(upto) => {
                let at = unit(bits);
                upto.partition_point(|share| *share <= at).min(upto.len() - 1) as u32
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_decide_how_often() {
        let odds = Odds::weighted(&[1.0, 0.0, 3.0], 3).unwrap();
        let stream = Stream::new(7, "w");
        let mut counts = [0_u32; 3];
        for row in 0..40_000 {
            counts[odds.pick(stream.at(row)) as usize] += 1;
        }
        // 5 standard deviations of a binomial with p = 1/4.
        assert!(counts[0].abs_diff(10_000) < 433 && counts[1] == 0, "{counts:?}");
    }

    #[test]
    fn a_text_that_comes_twice_is_one_choice() {
        let picks = Picks::evenly(Stream::new(7, "p"), ["a", "b", "a"]);
        assert_eq!(picks.choices.len(), 2);
        let Values::Picks { keys, .. } = picks.generate(&(0..30_000).collect::<Vec<_>>()).unwrap()
        else {
            panic!("not picks")
        };
        // 5 standard deviations of a binomial with p = 2/3.
        let often = keys.iter().filter(|&&key| key == 0).count();
        assert!(often.abs_diff(20_000) < 409, "{often}");
    }

    #[test]
    fn bad_weights_are_refused() {
        for (weights, places) in [(&[1.0][..], 2), (&[-1.0, 2.0], 2), (&[0.0, 0.0], 2)] {
            assert_eq!(Odds::weighted(weights, places).err().unwrap().parameter, "weights");
        }
    }
}
