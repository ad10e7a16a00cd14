//! Each number once, in an order that needs no table.

use super::rng::{Stream, below, below_u64};

/// A pseudo-random permutation of the numbers below a count: the place of any number is told at
/// once, without those before it.
///
/// A number is read as two digits, its row and column in a grid of about √count each way. A round
/// adds to one digit what a random stream has for the other, so it can be undone, and so can they
/// all (a Feistel network). A number outside the count, where the grid is larger than it, goes
/// through once more, until it is inside ("cycle walking"). Both are from Black and Rogaway,
/// "Ciphers with arbitrary finite domains" (2002), there as generalised Feistel and as cycle
/// walking. A pass leaves the count about once in √count numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permutation {
    count: u64,
    /// Columns of the grid, at most 2^32.
    width: u64,
    /// Rows of the grid, at most 2^32.
    height: u64,
    /// What is added to the row, then to the column.
    rounds: [[Stream; 2]; 3],
}

/// Fewest rows and columns: three pairs of rounds in a grid with fewer leave some orders likelier
/// than others. A count below 64 pays with 64 / count passes.
const LEAST_SIDE: u64 = 8;

impl Permutation {
    /// The order that a stream gives to the numbers below a count of 1 or more.
    pub(super) fn new(stream: Stream, count: u64) -> Self {
        let count = count.max(1);
        let width = ((count - 1).isqrt() + 1).max(LEAST_SIDE);
        let height = count.div_ceil(width).max(LEAST_SIDE);
        let round = |n| stream.draw(u64::MAX - 6).draw(n);
        let rounds = [[round(0), round(1)], [round(2), round(3)], [round(4), round(5)]];
        Self { count, width, height, rounds }
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The number at a place. Places from the count on have the numbers again: only samples and
    /// previews ask for them, as a plan refuses more rows than there are numbers.
    // Not inline: it would take registers from the loops of columns that draw their numbers.
    #[inline(never)]
    pub(super) fn at(&self, place: u64) -> u64 {
        let mut number = if place < self.count { place } else { place % self.count };
        loop {
            number = self.pass(number);
            if number < self.count {
                return number;
            }
        }
    }

    #[inline]
    fn pass(&self, number: u64) -> u64 {
        let (mut row, mut column) = (number / self.width, number % self.width);
        for [of_column, of_row] in &self.rounds {
            row = add(row, of_column.at(column), self.height);
            column = add(column, of_row.at(row), self.width);
        }
        row * self.width + column
    }
}

/// A digit and a random one in a base of at most 2^32, without a carry.
#[inline]
fn add(digit: u64, bits: u64, base: u64) -> u64 {
    let sum = digit + (((bits >> 32) * base) >> 32);
    if sum < base { sum } else { sum - base }
}

/// A number below a count for each row: drawn, or none twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    stream: Stream,
    count: u64,
    order: Option<Permutation>,
}

impl Numbers {
    /// Numbers that are drawn.
    pub(super) fn drawn(stream: Stream, count: u64) -> Self {
        Self { stream, count, order: None }
    }

    /// Each number once, if `unique`; else they are drawn.
    pub(super) fn new(stream: Stream, count: u64, unique: bool) -> Self {
        let order = unique.then(|| Permutation::new(stream, count));
        Self { order, ..Self::drawn(stream, count) }
    }

    /// The number of a row; drawn by all 64 of its random bits.
    #[inline]
    pub(super) fn at(&self, row: u64) -> u64 {
        match &self.order {
            None => below_u64(self.stream.at(row), self.count),
            Some(order) => order.at(row),
        }
    }

    /// The same below a count of less than 2^32; drawn by the upper 32 bits.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the count is less than 2^32")]
    pub(super) fn short(&self, row: u64) -> u32 {
        match &self.order {
            None => below(self.stream.at(row), self.count as u32),
            Some(order) => order.at(row) as u32,
        }
    }

    /// How many rows have different numbers, if none comes twice.
    pub(super) fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{counts, unevenness};

    fn stream(key: u64) -> Stream {
        Stream::new(key, "order")
    }

    #[test]
    fn every_number_comes_once() {
        for count in (1..=300).chain([1_000, 1_023, 4_097, 65_536, 99_999]) {
            let order = Permutation::new(stream(7), count);
            let mut seen = vec![false; usize::try_from(count).unwrap()];
            for place in 0..count {
                let number = usize::try_from(order.at(place)).unwrap();
                assert!(!std::mem::replace(&mut seen[number], true), "{number} of {count} twice");
            }
            assert_eq!(order.at(count + 3), order.at(3 % count), "after the last, the first");
        }
    }

    #[test]
    fn the_largest_counts_have_no_number_twice_either() {
        for count in [1 << 32, (1 << 32) + 1, 1 << 62, u64::MAX - 1, u64::MAX] {
            let order = Permutation::new(stream(7), count);
            let places = (0..50_000).chain(count - 50_000..count);
            let mut numbers: Vec<_> = places.map(|place| order.at(place)).collect();
            assert!(numbers.iter().all(|&number| number < count));
            let halves = numbers.iter().filter(|&&number| number < count / 2).count();
            // 5 standard deviations of a binomial with p = 1/2.
            assert!(halves.abs_diff(50_000) < 791, "{count}: {halves}");
            numbers.sort_unstable();
            numbers.dedup();
            assert_eq!(numbers.len(), 100_000, "{count}");
        }
    }

    /// Over many streams, every number is as often at a place, and every pair of numbers at two
    /// places next to each other; within one, steps from a number to the next are even.
    #[test]
    fn the_order_is_random() {
        for count in [2, 3, 5, 8, 17, 64, 65, 200] {
            let orders: Vec<_> =
                (0..20_000).map(|key| Permutation::new(stream(key), count)).collect();
            for place in [0, 1, count / 2, count - 1] {
                let off = unevenness(&counts(orders.iter().map(|order| order.at(place))));
                // With 1 degree of freedom 19 is passed once in 100,000 times.
                assert!(off < if count < 8 { 19.0 } else { 5.0 }, "{count} at {place}: {off}");
            }
            let pair = |order: &Permutation| (order.at(0), order.at(1));
            let pairs = counts(orders.iter().map(pair));
            if count * count < 4_000 {
                assert_eq!(pairs.len() as u64, count * (count - 1), "some pairs are never made");
                let off = unevenness(&pairs);
                assert!(off < if count < 8 { 19.0 } else { 5.0 }, "{count}: {off}");
            }
        }
        let order = Permutation::new(stream(1), 1_000_003);
        let step = |place| (order.at(place + 1) + 1_000_003 - order.at(place)) % 1_000_003;
        let off = unevenness(&counts((0..100_000).map(|place| step(place) / 10_000)));
        assert!(off < 2.0, "steps of neighbours: {off}");
        let off = unevenness(&counts((0..100_000).map(|place| order.at(place) % 64)));
        assert!(off < 2.0, "last bits: {off}");
    }
}
