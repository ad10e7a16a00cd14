//! What waves and trends follow.

use super::{MOST_STEPS, Places};
use crate::error::Result;
use crate::generate::time::Moments;
use crate::generate::{BadParameter, Context};

/// What waves and the trend follow: steps, or days of another column.
pub(super) struct Clock {
    of: Option<Moments>,
    /// How many of the other column's units are a day.
    day: f64,
    /// Where time begins for the waves: on 1970-01-05, a Monday.
    monday: i64,
    /// Where it begins for the trend: in the first row.
    first: i64,
}

impl Clock {
    /// The clock of the column that the parameter `of` names; without it, steps.
    pub(super) fn new(
        context: &Context,
        of: Option<&str>,
    ) -> std::result::Result<Self, BadParameter> {
        let Some(name) = of else {
            return Ok(Self { of: None, day: 1.0, monday: 0, first: 0 });
        };
        let of = Moments::of(context, "of", name)?;
        let first = of.values(&[0]).map_err(|error| {
            BadParameter::new("of", error.to_string(), "Name another column of dates.")
        })?;
        let day = of.per_day();
        #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a day are exact")]
        Ok(Self { of: Some(of), day: day as f64, monday: 4 * day, first: first[0] })
    }

    /// How long a step is in what periods are told in, or a day.
    pub(super) fn step(&self) -> f64 {
        if self.of.is_some() { 86_400.0 } else { 1.0 }
    }

    /// No table is longer, in steps; in days these are ten thousand years.
    pub(super) fn longest(&self) -> f64 {
        if self.of.is_some() { 3_652_425.0 } else { MOST_STEPS }
    }

    /// What it shows in some rows.
    pub(super) fn times(&self, places: &Places, rows: &[u64]) -> Result<Vec<i64>> {
        match &self.of {
            Some(of) => of.values(rows),
            None => Ok(places.steps(rows).into_iter().map(u64::cast_signed).collect()),
        }
    }

    /// Steps or days from the first row to a time.
    #[inline]
    pub(super) fn since_first(&self, time: i64) -> f64 {
        self.between(self.first, time)
    }

    /// Steps or days from where the waves begin to a time, by the clocks of its zone.
    #[inline]
    pub(super) fn since_monday(&self, time: i64) -> f64 {
        self.between(self.monday, self.of.as_ref().map_or(time, |of| of.local(time)))
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "no wave tells so little time")]
    fn between(&self, from: i64, to: i64) -> f64 {
        to.wrapping_sub(from) as f64 / self.day
    }
}
