//! How long to wait before something is tried again.

use std::time::Duration;

use crate::generate::rng::{Stream, unit};

/// The longest wait before the second try; it doubles with each further one.
const BASE: Duration = Duration::from_millis(200);

/// The longest wait of all.
const CAP: Duration = Duration::from_secs(20);

/// Waits of anything up to a longest that doubles ("full jitter": AWS Architecture Blog,
/// "Exponential backoff and jitter", 2015).
#[derive(Clone, Debug)]
pub struct Backoff {
    random: Stream,
    drawn: u64,
}

impl Backoff {
    /// No wait yet; the seed decides how long they are.
    pub fn new(seed: u64) -> Self {
        Self { random: Stream::new(seed, "retries"), drawn: 0 }
    }

    /// The wait after so many tries.
    pub fn wait(&mut self, tries: u32) -> Duration {
        self.drawn += 1;
        let longest = BASE.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(CAP);
        longest.mul_f64(unit(self.random.at(self.drawn)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIES: u32 = 10;

    fn waits(seed: u64) -> Vec<Duration> {
        let mut backoff = Backoff::new(seed);
        (1..=TRIES).map(|tries| backoff.wait(tries)).collect()
    }

    #[test]
    fn waits_double_up_to_a_cap() {
        let all: Vec<_> = (0..200).map(waits).collect();
        let mut longest = BASE;
        for at in 0..TRIES as usize {
            let found: Vec<_> = all.iter().map(|waits| waits[at]).collect();
            let mean = found.iter().sum::<Duration>() / 200;
            assert!(found.iter().all(|wait| *wait <= longest), "{at}");
            assert!(mean > longest.mul_f64(0.4) && mean < longest.mul_f64(0.6), "{at}: {mean:?}");
            longest = (longest * 2).min(CAP);
        }
        assert_eq!(waits(7), waits(7));
        assert_ne!(waits(7), waits(8));
    }
}
