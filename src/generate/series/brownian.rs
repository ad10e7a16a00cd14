//! A random walk whose place at any step is told at once.

use std::f64::consts::FRAC_1_SQRT_2;

use crate::generate::rng::Stream;

/// Where a walk of unit steps is after 2^40 of them has a standard deviation of 2^20, and 16 of
/// these are never met. The largest object of S3, 5 TiB, has fewer rows.
pub(super) const FARTHEST: f64 = 16.0 * 1_048_576.0;

/// The standard deviation of a whole interval's move, of 2^level steps, divided by its steps; and by
/// 4, which is what [`deviation`] has too much.
const SLOPES: [f64; u64::BITS as usize] = slopes();

const fn slopes() -> [f64; u64::BITS as usize] {
    let mut slopes = [0.25; u64::BITS as usize];
    let mut level = 1;
    while level < slopes.len() {
        slopes[level] = slopes[level - 1] * FRAC_1_SQRT_2;
        level += 1;
    }
    slopes
}

/// The level of the first interval: 65,536 steps.
const FIRST: u32 = 16;

/// Where the walk of a stream is after some steps, of which each has a mean of 0 and a standard
/// deviation of 1; at 0 before the first.
///
/// It is Lévy's construction of Brownian motion ("Processus stochastiques et mouvement brownien",
/// 1948), as far down as single steps. First come the moves over intervals, each a random number:
/// from step 0 to 2^16, from there to 2^17, to 2^18 and so on. Within an interval the walk is
/// halfway at the mean of its ends and another random number; within its halves likewise: a sum of
/// tents whose heights are random. So a step takes 18 random numbers, and two more for each time
/// that it is twice as large as 2^16.
///
/// The moves of any two steps are uncorrelated, as the construction has it for any numbers of
/// mean 0 and the same deviation. Independent they are for normal ones; these are binomial, counts
/// of random bits, which gives a step's move an excess kurtosis of about -0.01.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "an f64 tells where a walk of 2^53 steps is")]
pub(super) fn walk(stream: Stream, step: u64) -> f64 {
    // An interval is 2^level steps from a multiple of as many. Those of level 0 are no tents.
    let random = |level: u32, number: u64| deviation(stream.at(number << 6 | u64::from(level)));
    let last = step.max(1 << FIRST).ilog2();
    let mut place = step.min(1 << FIRST) as f64 * SLOPES[FIRST as usize] * random(0, 0);
    for level in FIRST..=last {
        let steps = step.saturating_sub(1 << level).min(1 << level);
        place += steps as f64 * SLOPES[level as usize] * random(level + 1, 0);
    }
    for level in 1..=last {
        let within = step % (1 << level);
        let height = within.min((1 << level) - within);
        place += height as f64 * SLOPES[level as usize] * random(level, step >> level);
    }
    place
}

/// Random bits as a number about 0 with a standard deviation of 4.
#[inline]
fn deviation(bits: u64) -> f64 {
    f64::from(bits.count_ones()) - 32.0
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::cast_precision_loss, reason = "small and exact")]
mod tests {
    use super::*;
    use crate::generate::testing::{assert_deviation, assert_mean, distance, moves};

    #[test]
    fn moves_are_normal_and_uncorrelated_at_every_scale() {
        let stream = Stream::new(42, "walk");
        for (from, each) in [(0, 1), (12_345, 1), (0, 1_000), (7, 4_096), (1 << 40, 1)] {
            let places = (0..=100_000).map(|n| walk(stream, from + n * each));
            let scale = (each as f64).sqrt();
            let moves = moves(&places.map(|place| place / scale).collect::<Vec<_>>());
            assert_mean(&moves, 0.0, 1.0);
            assert_deviation(&moves, 1.0);
            for lag in [1, 2, 3, 4, 7, 8, 64, 1_000] {
                let pairs = moves.iter().zip(&moves[lag..]);
                let products: Vec<_> = pairs.clone().map(|(one, other)| one * other).collect();
                assert_mean(&products, 0.0, 1.0);
                // Independent, not only uncorrelated: a large move says nothing of the next.
                let square = |n: &f64| n * n - 1.0;
                let squares = pairs.map(|(one, other)| square(one) * square(other));
                assert_mean(&squares.collect::<Vec<_>>(), 0.0, 2.0);
            }
            let normal = |number: f64| 0.5 * libm::erfc(-number * FRAC_1_SQRT_2);
            let distance = distance(moves, normal);
            assert!(distance < 2.5, "{each}: {distance}");
        }
    }

    #[test]
    fn a_walk_begins_at_0_and_goes_as_far_as_its_steps() {
        for steps in [1_u64, 2, 3, 1_000, 1 << 16, 1 << 20, (1 << 40) - 1, 1 << 40] {
            let streams = (0..10_000).map(|n| Stream::new(n, "walk"));
            assert!(streams.clone().all(|stream| walk(stream, 0) == 0.0));
            let places: Vec<_> = streams.map(|stream| walk(stream, steps)).collect();
            assert_deviation(&places, (steps as f64).sqrt());
        }
    }
}
