//! Rows that repeat others.

use super::rng::{Stream, below_u64, share};

/// Which rows repeat an earlier one. Of such a row everything is the earlier row's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repeats {
    stream: Stream,
    share: f64,
}

/// How far back the repeated row is, unless the rows there repeat others themselves.
const NEAR: u64 = 100;

impl Repeats {
    /// None in a table without repeats. At most half of the rows may repeat another, so that few
    /// steps lead to one that does not.
    pub(super) fn new(seed: u64, share: f64) -> Option<Self> {
        let stream = Stream::new(seed, "").draw(u64::MAX - 5);
        (share > 0.0).then_some(Self { stream, share })
    }

    /// Whether a row repeats another; the first cannot.
    pub(super) fn at(self, row: u64) -> bool {
        row > 0 && share(self.stream.at(row), self.share)
    }

    /// The row whose values a row has: itself, or an earlier one that repeats none.
    pub(super) fn source(self, row: u64) -> u64 {
        if !self.at(row) {
            return row;
        }
        let mut source = row.saturating_sub(1 + below_u64(self.stream.draw(0).at(row), NEAR));
        while self.at(source) {
            source -= 1;
        }
        source
    }
}
