//! Places in time, in any order or rising with the row.

use crate::generate::BadParameter;
use crate::generate::permutation::Numbers;
use crate::generate::rng::Stream;

/// A place for each row, in parts of a unit of time after the first.
pub(super) struct Places {
    /// From one row's place to the next's; 0 when they are in no order.
    step: u64,
    /// Below how much each row is after its place, when they rise.
    window: u64,
    /// How far each row is after its place.
    within: Numbers,
}

impl Places {
    /// Places in no order.
    pub(super) fn any(within: Numbers) -> Self {
        Self { step: 0, window: 0, within }
    }

    /// The place of a row.
    #[inline]
    pub(super) fn at(&self, row: u64) -> u64 {
        self.step.wrapping_mul(row).wrapping_add(self.within.at(row))
    }

    /// How many rows have different places, counted in steps of so many parts. Places that rise do
    /// so from each row to the next: a row is off its place by less than the window.
    pub(super) fn distinct_rows(&self, parts: u64) -> Option<u64> {
        let Some(rows) = u64::MAX.checked_div(self.step) else {
            return self.within.distinct_rows();
        };
        (self.step - self.window.saturating_sub(1) >= parts).then_some(rows)
    }
}

/// How places rise, as a recipe has it.
pub(super) struct Rise {
    /// Units from one row to the next; none when they are in no order.
    pub(super) every: Option<f64>,
    /// How far rows are off their place, from 0 to 1.
    pub(super) jitter: f64,
    /// Parts of a unit.
    pub(super) parts: i64,
    /// What an `every` should be that is none.
    pub(super) remedy: &'static str,
}

/// Longest step in parts: whole numbers up to it are exact in an f64.
const MAX_STEP: f64 = 9_007_199_254_740_992.0;

impl Rise {
    /// Places that rise, drawn by a stream; none when they are in no order.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    #[expect(clippy::cast_precision_loss, reason = "parts of a unit are exact")]
    pub(super) fn places(
        &self,
        stream: Stream,
    ) -> std::result::Result<Option<Places>, BadParameter> {
        self.check_jitter()?;
        let Some(every) = self.every else { return Ok(None) };
        let step = (every * self.parts as f64).round();
        if !(1.0..=MAX_STEP).contains(&step) {
            return Err(BadParameter::new(
                "every",
                format!("{every} is out of range"),
                self.remedy,
            ));
        }
        let (step, window) = (step as u64, (step * self.jitter).round() as u64);
        Ok(Some(Places { step, window, within: Numbers::drawn(stream, window) }))
    }

    fn check_jitter(&self) -> std::result::Result<(), BadParameter> {
        let bad = |problem, remedy: &str| Err(BadParameter::new("jitter", problem, remedy));
        if !(0.0..=1.0).contains(&self.jitter) {
            return bad(format!("{} is out of range", self.jitter), "Enter a number from 0 to 1.");
        }
        if self.every.is_none() && self.jitter > 0.0 {
            let problem = format!("{} is for rows that rise, and these do not", self.jitter);
            return bad(problem, "Enter every as well, or 0.");
        }
        Ok(())
    }
}
