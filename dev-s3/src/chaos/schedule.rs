//! Which requests fail and how: a function of a seed, the operation and how many there were.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Kind, Operation};

/// What is to go wrong, as code and JSON say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Another seed is another choice of requests and kinds.
    pub seed: u64,
    /// How many of all requests have a fault: 0 to 1.
    pub share: f64,
    /// What can happen; every kind that a client gets over by trying again, unless said.
    pub kinds: Vec<Kind>,
    /// What it can happen to; empty: everything.
    pub operations: Vec<Operation>,
    /// How many requests for each operation come through first.
    pub after: u64,
    /// How many faults there are in all.
    pub at_most: Option<u64>,
    /// How long a stalled connection does nothing, in milliseconds.
    pub stall_ms: u64,
    /// The longest that an answer is delayed, in milliseconds.
    pub delay_ms: u64,
    /// How fast a slow connection is.
    pub bytes_per_second: u64,
    /// What `Retry-After` says, in seconds.
    pub retry_after: u64,
    /// By how many seconds the clock of [`Kind::ClockSkew`] is ahead.
    pub clock_offset: i64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: 0,
            share: 0.05,
            kinds: Kind::ALL.into_iter().filter(|kind| !kind.lasts()).collect(),
            operations: Vec::new(),
            after: 0,
            at_most: None,
            stall_ms: 30_000,
            delay_ms: 1_000,
            bytes_per_second: 1 << 20,
            retry_after: 1,
            clock_offset: 3600,
        }
    }
}

/// The decisions that follow from [`Faults`], but for `at_most`, which needs a count.
#[derive(Debug, Clone)]
pub struct Schedule(Faults);

/// What a decision is about; each has random numbers of its own.
#[derive(Clone, Copy)]
enum Question {
    Whether,
    Which,
    HowLong,
}

impl Schedule {
    /// The schedule of these faults.
    #[must_use]
    pub fn new(faults: Faults) -> Self {
        Self(faults)
    }

    /// What it was made of.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0
    }

    /// The fault of a request; `nth` counts the requests for its operation from 0.
    #[must_use]
    pub fn fault(&self, operation: Operation, nth: u64) -> Option<Kind> {
        let faults = &self.0;
        let meant = faults.operations.is_empty() || faults.operations.contains(&operation);
        if !meant || nth < faults.after {
            return None;
        }
        let [a, b, c, d, ..] = self.draw(operation, nth, Question::Whether).to_be_bytes();
        let drawn = f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(1 << 16).powi(2);
        let fitting = faults.kinds.iter().filter(|kind| kind.fits(operation));
        let fitting: Vec<Kind> = fitting.copied().filter(|_| drawn < faults.share).collect();
        let which = self.draw(operation, nth, Question::Which);
        let which = which.checked_rem(u64::try_from(fitting.len()).ok()?)?;
        fitting.get(usize::try_from(which).ok()?).copied()
    }

    /// How long a delayed answer waits: some of `delay_ms`.
    #[must_use]
    pub fn delay(&self, operation: Operation, nth: u64) -> Duration {
        let longest = self.0.delay_ms.saturating_add(1);
        Duration::from_millis(self.draw(operation, nth, Question::HowLong) % longest)
    }

    fn draw(&self, operation: Operation, nth: u64, question: Question) -> u64 {
        [operation as u64, nth, question as u64]
            .into_iter()
            .fold(mix(self.0.seed), |state, word| {
                mix(state.wrapping_add(word.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
            })
    }
}

/// The step of `SplitMix64`.
fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: Operation = Operation::UploadPart;

    fn decisions(faults: Faults, operation: Operation) -> Vec<Option<Kind>> {
        let schedule = Schedule::new(faults);
        (0..10_000).map(|nth| schedule.fault(operation, nth)).collect()
    }

    fn count(decisions: &[Option<Kind>]) -> usize {
        decisions.iter().flatten().count()
    }

    #[test]
    fn a_seed_decides_and_another_decides_otherwise() {
        let of = |seed| decisions(Faults { seed, share: 0.5, ..Faults::default() }, PART);
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
        let other = Faults { seed: 7, share: 0.5, ..Faults::default() };
        assert_ne!(of(7), decisions(other, Operation::ListParts));
    }

    #[test]
    fn the_share_is_met_and_all_kinds_occur() {
        for (share, low, high) in [(0.0, 0, 0), (0.05, 400, 600), (0.5, 4800, 5200)] {
            let found = count(&decisions(Faults { share, ..Faults::default() }, PART));
            assert!((low..=high).contains(&found), "{share}: {found}");
        }
        let all = decisions(Faults { share: 1.0, ..Faults::default() }, PART);
        assert_eq!(count(&all), all.len());
        for kind in Faults::default().kinds.into_iter().filter(|kind| kind.fits(PART)) {
            assert!(all.contains(&Some(kind)), "{kind:?}");
        }
    }

    #[test]
    fn only_what_is_meant_fails() {
        let faults = Faults {
            share: 1.0,
            kinds: vec![Kind::CompleteError, Kind::ClockSkew],
            after: 3,
            ..Faults::default()
        };
        assert_eq!(count(&decisions(faults.clone(), PART)), 0);
        let complete = decisions(faults.clone(), Operation::CompleteMultipartUpload);
        assert_eq!(complete[..3], [None; 3]);
        assert!(complete[3..].iter().all(|kind| *kind == Some(Kind::CompleteError)));
        let elsewhere = Faults { operations: vec![PART], ..faults };
        assert_eq!(count(&decisions(elsewhere, Operation::CompleteMultipartUpload)), 0);
    }

    #[test]
    fn delays_differ_and_end() {
        let schedule = Schedule::new(Faults { delay_ms: 40, ..Faults::default() });
        let delays: Vec<_> = (0..100).map(|nth| schedule.delay(PART, nth)).collect();
        assert!(delays.iter().all(|delay| delay.as_millis() <= 40));
        assert!(!delays.is_sorted());
    }

    #[test]
    fn json_may_leave_out_all_and_has_nothing_else() {
        let faults: Faults = serde_json::from_str("{}").unwrap();
        assert_eq!(faults, Faults::default());
        let faults = r#"{"seed": 3, "share": 1, "kinds": ["etag_wrong"], "at_most": 2}"#;
        let faults: Faults = serde_json::from_str(faults).unwrap();
        assert_eq!((faults.kinds, faults.at_most), (vec![Kind::EtagWrong], Some(2)));
        assert!(serde_json::from_str::<Faults>(r#"{"sede": 3}"#).is_err());
    }
}
