//! How many parts are sent at once, and how long each may take.

use std::time::Duration;

/// What a part may take beside its bytes.
const OVERHEAD: Duration = Duration::from_secs(15);

/// Bytes per second of the slowest connection that a part is waited for while no speed is known.
const SLOWEST: f64 = 16.0 * 1024.0;

/// How many times slower than the parts before it a part may be.
const TOLERANCE: f64 = 8.0;

/// Answers that slow down within this time are about the same moment: parts in flight tell each.
const ONE_MOMENT: Duration = Duration::from_secs(1);

/// Parts in flight: halved when the store asks for less, one more for each round that goes well
/// ("additive increase, multiplicative decrease", as TCP does).
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    limit: usize,
    /// Parts stored since the limit was last changed.
    stored: usize,
    slowed: Option<Duration>,
    /// Bytes per second of a part, lately.
    speed: Option<f64>,
}

impl Pace {
    /// At most `most` parts at once.
    pub(super) fn new(most: usize) -> Self {
        Self { most, limit: most.max(1), stored: 0, slowed: None, speed: None }
    }

    /// Parts that may be in flight now.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// The store asks for less.
    pub(super) fn slow_down(&mut self, now: Duration) {
        if self.slowed.is_none_or(|slowed| now >= slowed + ONE_MOMENT) {
            self.slowed = Some(now);
            self.limit = (self.limit / 2).max(1);
            self.stored = 0;
        }
    }

    /// A part of so many bytes was stored within a time.
    #[expect(clippy::cast_precision_loss, reason = "parts are far below 2^53 bytes")]
    pub(super) fn stored(&mut self, length: u64, took: Duration) {
        let speed = length as f64 / took.as_secs_f64().max(0.001);
        self.speed = Some(self.speed.map_or(speed, |known| 0.75 * known + 0.25 * speed));
        self.stored += 1;
        if self.stored >= self.limit && self.limit < self.most {
            self.limit += 1;
            self.stored = 0;
        }
    }

    /// A part did not come through in its time: the next may take twice as long.
    pub(super) fn timed_out(&mut self) {
        self.speed = self.speed.map(|speed| (speed / 2.0).max(TOLERANCE * SLOWEST));
    }

    /// How long a part of so many bytes is waited for.
    #[expect(clippy::cast_precision_loss, reason = "parts are far below 2^53 bytes")]
    pub(super) fn time_limit(&self, length: u64) -> Duration {
        let slowest = self.speed.map_or(SLOWEST, |speed| (speed / TOLERANCE).max(SLOWEST));
        OVERHEAD + Duration::from_secs_f64(length as f64 / slowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn fewer_parts_when_throttled_and_more_again() {
        let mut pace = Pace::new(8);
        pace.slow_down(SECOND);
        assert_eq!(pace.limit(), 4);
        pace.slow_down(SECOND + SECOND / 2);
        assert_eq!(pace.limit(), 4, "the same moment");
        for at in 2..9 {
            pace.slow_down(at * SECOND);
        }
        assert_eq!(pace.limit(), 1);
        let mut limits = Vec::new();
        for _ in 0..40 {
            pace.stored(1, SECOND);
            limits.push(pace.limit());
        }
        assert_eq!(limits[..6], [2, 2, 3, 3, 3, 4]);
        assert_eq!(limits[39], 8);
    }

    #[test]
    fn a_part_has_time_by_its_length_and_the_speed() {
        let mut pace = Pace::new(4);
        assert_eq!(pace.time_limit(16 * 1024 * 60), OVERHEAD + 60 * SECOND);
        pace.stored(8_000_000, SECOND);
        assert_eq!(pace.time_limit(8_000_000), OVERHEAD + 8 * SECOND);
        assert_eq!(pace.time_limit(80_000_000), OVERHEAD + 80 * SECOND);
        pace.timed_out();
        assert_eq!(pace.time_limit(8_000_000), OVERHEAD + 16 * SECOND);
        for _ in 0..20 {
            pace.timed_out();
        }
        assert_eq!(pace.time_limit(16 * 1024), OVERHEAD + SECOND, "the slowest");
    }
}
