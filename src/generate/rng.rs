//! Random numbers by position: the value of a row needs no row before it.

/// The increment of `SplitMix64`: 2^64 divided by the golden ratio, made odd.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// A column's random stream: a pure function from a row's number to 64 random bits.
///
/// The generator is `SplitMix64` with its state computed instead of stepped (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The stream of one column. Keyed by name, so that a column keeps its values when others
    /// come, go or move.
    #[must_use]
    pub fn new(seed: u64, column: &str) -> Self {
        Self { key: mix(seed ^ mix(fnv1a(column.as_bytes()))) }
    }

    /// An independent stream for a further draw in the same cell.
    #[must_use]
    pub fn draw(self, n: u64) -> Self {
        Self { key: mix(self.key ^ mix(n.wrapping_add(1))) }
    }

    /// A row's own stream, for values that take any number of draws.
    #[inline]
    #[must_use]
    pub fn cell(self, row: u64) -> Self {
        Self { key: self.at(row) }
    }

    /// The random bits of a row.
    #[inline]
    #[must_use]
    pub fn at(self, row: u64) -> u64 {
        mix(self.key.wrapping_add(row.wrapping_mul(GAMMA)))
    }
}

/// Random bits as a number below `bound`, by their upper half and without a division. The bias is
/// at most `bound` / 2^32.
#[inline]
#[must_use]
pub fn below(bits: u64, bound: u32) -> u32 {
    (((bits >> 32) * u64::from(bound)) >> 32) as u32
}

/// Random bits as a number below `bound`, by all of them: the upper 64 of a product's 128 bits.
#[inline]
#[must_use]
pub fn below_u64(bits: u64, bound: u64) -> u64 {
    ((u128::from(bits) * u128::from(bound)) >> 64) as u64
}

/// One of a list that is not empty, by the upper half of its random bits.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "lists have far fewer than 2^32 places")]
pub fn one_of<T>(list: &[T], bits: u64) -> &T {
    &list[below(bits, list.len() as u32) as usize]
}

/// Whether random bits fall into a share from 0 (never) to 1 (always).
#[inline]
#[must_use]
pub fn share(bits: u64, share: f64) -> bool {
    unit(bits) < share
}

/// Random bits as a number in [0, 1) with 53 bits.
#[inline]
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "53 bits are what an f64 holds")]
pub fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// Random bits as a number in (0, 1) with 52 bits: as far from 0 as from 1, for laws that have no
/// number at either.
#[inline]
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "52 bits and a half are what an f64 holds")]
pub fn unit_open(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// Small random numbers of one cell, as many as it needs.
///
/// Random bits are read as a fraction below 1: its digits in any base are random as well, and each
/// digit that is taken leaves fewer bits for the next.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    stream: Stream,
    row: u64,
    /// Fractions begun.
    begun: u64,
    fraction: u64,
    /// Bits of the fraction that no digit has taken.
    left: u32,
    /// What the digits are of, before they are random.
    number: u64,
    /// The number is below this; when it is 1, all of the number has been told.
    count: u64,
}

/// Bits that a fraction has left after its last digit: no digit is off by more than 2^-16.
const SPARE: u32 = 16;

impl Draws {
    /// The numbers of a row.
    #[must_use]
    pub fn new(stream: Stream, row: u64) -> Self {
        Self { stream, row, begun: 0, fraction: 0, left: 0, number: 0, count: 1 }
    }

    /// The same, but the first of them are the digits of a number below `count`: if as many
    /// combinations of them are possible, different numbers have different ones.
    #[must_use]
    pub fn of_number(self, number: u64, count: u64) -> Self {
        Self { number, count, ..self }
    }

    /// The next number, below `bound`.
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        if self.count > 1 { self.digit(bound) } else { self.random(bound) }
    }

    /// The number's last digit in a base; where the base is larger than what is left of the count,
    /// it is spread over all of the base.
    #[expect(clippy::cast_possible_truncation, reason = "below the bound")]
    fn digit(&mut self, bound: u32) -> u32 {
        let base = u64::from(bound);
        if base < self.count {
            let digit = self.number % base;
            self.number /= base;
            self.count = self.count.div_ceil(base);
            return digit as u32;
        }
        let (number, count) = (self.number as u32, self.count as u32);
        self.count = 1;
        number + count * self.random(bound / count)
    }

    #[inline]
    fn random(&mut self, bound: u32) -> u32 {
        let taken = u32::BITS - bound.leading_zeros();
        if self.left < taken + SPARE {
            self.fraction = self.stream.draw(self.begun).at(self.row);
            self.begun += 1;
            self.left = u64::BITS;
        }
        self.left -= taken;
        // The fraction times `bound`, in halves: WebAssembly has no product of 128 bits.
        let lower = (self.fraction & u64::from(u32::MAX)) * u64::from(bound);
        let upper = (self.fraction >> 32) * u64::from(bound) + (lower >> 32);
        self.fraction = upper << 32 | lower & u64::from(u32::MAX);
        (upper >> 32) as u32
    }

    /// One of a list that is not empty.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "lists are shorter than 2^32")]
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u32) as usize]
    }
}

/// The finaliser of `SplitMix64` (variant 13 of Stafford's mixers).
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// FNV-1a, 64 bits: stable on every platform, unlike std's hashers.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_published_splitmix64_sequence() {
        // First outputs of SplitMix64 from state 1234567, the usual reference values:
        // output n mixes state + n * GAMMA for n = 1, 2, …
        let stream = Stream { key: 1_234_567 };
        let expected =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        for (n, value) in (1..).zip(expected) {
            assert_eq!(stream.at(n), value);
        }
    }

    #[test]
    fn streams_differ_by_seed_column_and_draw() {
        let base = Stream::new(1, "a");
        let others = [Stream::new(2, "a"), Stream::new(1, "b"), base.draw(0)];
        assert!(others.iter().all(|other| other.at(7) != base.at(7)));
    }

    #[test]
    fn below_fills_its_range_evenly() {
        let stream = Stream::new(42, "dice");
        let mut counts = [0_u32; 6];
        for row in 0..60_000 {
            counts[below(stream.at(row), 6) as usize] += 1;
        }
        // 5 standard deviations of a binomial with p = 1/6.
        assert!(counts.iter().all(|&n| n.abs_diff(10_000) < 457), "{counts:?}");
    }

    #[test]
    fn open_units_are_never_at_an_end() {
        let ends = [unit_open(0), unit_open(u64::MAX)];
        assert!(ends[0] > 0.0 && ends[1] < 1.0);
        assert!((ends[0] + ends[1] - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn digits_of_different_numbers_differ() {
        for bounds in [&[10, 10, 10][..], &[7, 1, 13, 11], &[2, 600], &[5, 9, 100, 4]] {
            let count: u64 = bounds.iter().map(|&bound| u64::from(bound)).product();
            for count in [count, count - 1, count / 2 + 1, 3] {
                let digits = |number| {
                    let draws = Draws::new(Stream::new(3, "digits"), number);
                    let mut draws = draws.of_number(number, count);
                    bounds.iter().map(|&bound| draws.below(bound)).collect::<Vec<_>>()
                };
                let mut all: Vec<_> = (0..count).map(digits).collect();
                assert!(all.iter().all(|digits| digits.iter().zip(bounds).all(|(d, b)| d < b)));
                all.sort_unstable();
                all.dedup();
                assert_eq!(all.len() as u64, count, "{bounds:?}");
            }
        }
    }

    #[test]
    fn draws_are_even_wherever_a_fraction_ends() {
        // Chi-square of each of the first 40 digits over 9,999 rows: 9 degrees of freedom, and
        // 33.7 is passed once in 10,000 times.
        let mut counts = [[0_u32; 10]; 40];
        for row in 0..9_999 {
            let mut draws = Draws::new(Stream::new(3, "digits"), row);
            for place in &mut counts {
                place[draws.below(10) as usize] += 1;
            }
        }
        for place in counts {
            let off = |n: &u32| (f64::from(*n) - 999.9).powi(2) / 999.9;
            assert!(place.iter().map(off).sum::<f64>() < 33.7, "{place:?}");
        }
    }
}
