//! The random numbers have no pattern that chi-square tests find, in any direction in which the
//! product reads them. `docs/randomness.md` has the figures; `cargo xtask golden` writes them anew.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

#[path = "common/written.rs"]
mod written;

use std::fmt::Write as _;

use parquet_blocks::generate::rng::{Draws, Stream, below};

/// Numbers of each sequence.
const LENGTH: u64 = 1 << 21;

/// A sequence of random numbers, by their places.
type Sequence = fn(u64) -> u64;

/// Every direction in which numbers are read: the next one of each must not follow from the one before.
const SEQUENCES: [(&str, Sequence); 7] = [
    ("rows of a column", |n| Stream::new(42, "amount").at(n)),
    ("rows far apart", |n| Stream::new(42, "amount").at(n << 40)),
    ("draws of a row", |n| Stream::new(42, "amount").draw(n).at(7)),
    ("numbers of a cell", |n| Stream::new(42, "amount").cell(7).at(n)),
    ("seeds", |n| Stream::new(n, "amount").at(7)),
    ("columns of a row", |n| Stream::new(42, &format!("c{n}")).at(7)),
    ("two columns by turns", |n| {
        Stream::new(42, if n % 2 == 0 { "amount" } else { "price" }).at(n / 2)
    }),
];

/// Most standard deviations that a statistic may be from its mean: of the 210 that are looked at,
/// one is farther less than once in 1,000 times.
const BOUND: f64 = 5.0;

/// Chi-square of counts that should be even, as standard deviations from its mean. Bins are so many
/// that it is normal enough.
fn chi_square(counts: &[u32]) -> f64 {
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    let mean = total as f64 / counts.len() as f64;
    let sum: f64 = counts.iter().map(|&count| (f64::from(count) - mean).powi(2) / mean).sum();
    let freedom = counts.len() as f64 - 1.0;
    (sum - freedom) / (2.0 * freedom).sqrt()
}

/// The same of the cells that the numbers of a sequence fall into.
fn of_cells(cells: usize, cell: impl Fn(u64) -> u64) -> f64 {
    let mut counts = vec![0; cells];
    (0..LENGTH).for_each(|n| counts[usize::try_from(cell(n)).unwrap()] += 1);
    chi_square(&counts)
}

/// Of each byte alone.
fn bytes(at: Sequence) -> Vec<f64> {
    (0..8).map(|byte| of_cells(256, |n| at(n) >> (8 * byte) & 255)).collect()
}

/// Of each byte together with the same one of the next number, and of the one after that.
fn pairs(at: Sequence) -> Vec<f64> {
    let pair = |byte: u32, lag: u64| {
        let byte_of = move |n| at(n) >> (8 * byte) & 255;
        of_cells(1 << 16, move |n| byte_of(n) << 8 | byte_of(n + lag))
    };
    (0..8).flat_map(|byte| [pair(byte, 1), pair(byte, 2)]).collect()
}

/// Of how many of a number's bits differ from those of the next: binomial with 64 halves. Only the
/// counts that come often enough are looked at.
fn differing_bits(at: Sequence) -> Vec<f64> {
    let differ = |n: u64| u64::from((at(n) ^ at(n + 1)).count_ones());
    let mut counts = [0_u32; 65];
    (0..LENGTH).for_each(|n| counts[usize::try_from(differ(n)).unwrap()] += 1);
    let (mut sum, mut freedom, mut chance) = (0.0, -1.0, 0.5_f64.powi(64));
    for (ones, &count) in counts.iter().enumerate() {
        let mean = chance * LENGTH as f64;
        if mean >= 100.0 {
            sum += (f64::from(count) - mean).powi(2) / mean;
            freedom += 1.0;
        }
        chance *= (64 - ones) as f64 / (ones + 1) as f64;
    }
    vec![(sum - freedom) / (2.0_f64 * freedom).sqrt()]
}

/// Of numbers below some bounds, as generators pick them.
fn picks(at: Sequence) -> Vec<f64> {
    [100, 1_000, 3_007, 10_000]
        .map(|bound| of_cells(bound as usize, |n| below(at(n), bound).into()))
        .to_vec()
}

/// Of the tenth digit in base 60 that a cell draws: past the first fraction.
fn digits(at: Sequence) -> Vec<f64> {
    let digit = |n: u64| {
        let mut draws = Draws::new(Stream::new(at(n), "digits"), 0);
        for _ in 0..9 {
            draws.below(60);
        }
        u64::from(draws.below(60)) * 60 + u64::from(draws.below(60))
    };
    vec![of_cells(3_600, digit)]
}

/// A test by its name: the deviations of its statistics.
type Test = (&'static str, fn(Sequence) -> Vec<f64>);

const TESTS: [Test; 5] = [
    ("bytes", bytes),
    ("pairs of bytes", pairs),
    ("differing bits", differing_bits),
    ("picks", picks),
    ("digits", digits),
];

#[test]
fn no_test_finds_a_pattern() {
    let names = TESTS.map(|(name, _)| name);
    let mut table = format!("| | {} |\n|{}\n", names.join(" | "), " --- |".repeat(names.len() + 1));
    for (sequence, at) in SEQUENCES {
        let farthest = TESTS.map(|(test, deviations)| {
            let all = deviations(at);
            let farthest = all
                .into_iter()
                .reduce(|one, other| if one.abs() > other.abs() { one } else { other })
                .unwrap();
            assert!(farthest.abs() < BOUND, "{sequence}, {test}: {farthest}");
            format!("{farthest:.2}")
        });
        writeln!(table, "| {sequence} | {} |", farthest.join(" | ")).unwrap();
    }
    written::check("docs/randomness.md", &table);
}

/// The tests find what is there: a generator that lacks the last step of its mixer.
#[test]
fn a_weak_generator_is_found() {
    let weak: Sequence = |n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for (test, deviations) in TESTS.iter().filter(|(name, _)| *name != "digits") {
        assert!(deviations(weak).iter().any(|deviation| deviation.abs() > BOUND), "{test}");
    }
}
