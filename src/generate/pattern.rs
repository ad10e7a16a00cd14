//! Patterns of digits and letters.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::permutation::Permutation;
use super::rng::{Draws, Stream};
use super::words::Word;
use super::{BadParameter, Column, Context, Parameters, text};
use crate::batch::Values;
use crate::error::Result;

/// A pattern filled at random: `#` becomes a digit, `^` a digit from 1, `?` a capital letter;
/// anything else stays; Utf8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Pattern {
    /// The pattern.
    pub pattern: String,
}

impl Default for Pattern {
    fn default() -> Self {
        Self { pattern: "###-???".into() }
    }
}

impl Parameters for Pattern {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let (stream, pattern) = (context.stream(), Filled::new(&self.pattern));
        let order = context.order(stream, pattern.count());
        Ok(Arc::new(Patterns { stream, pattern, order }))
    }
}

struct Patterns {
    stream: Stream,
    pattern: Filled,
    /// The order of the texts, of which none may come twice.
    order: Option<Permutation>,
}

impl Column for Patterns {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, self.pattern.length, |row, text| match &self.order {
            None => self.pattern.push_to(text, self.stream, row),
            Some(order) => {
                let draws = Draws::new(self.stream, row);
                let draws = draws.of_number(order.at(row), order.count());
                self.pattern.push_drawn(text, draws);
            }
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }
}

/// A pattern: its text, and which of its bytes are drawn.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    text: Word,
    length: usize,
    drawn: Vec<Drawn>,
}

/// A byte of a pattern that becomes one of `count` bytes from `first`.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    at: usize,
    first: u8,
    count: u8,
}

impl Filled {
    pub(super) fn new(pattern: &str) -> Self {
        let drawn = |(at, byte)| match byte {
            b'#' => Some(Drawn { at, first: b'0', count: 10 }),
            b'^' => Some(Drawn { at, first: b'1', count: 9 }),
            b'?' => Some(Drawn { at, first: b'A', count: 26 }),
            _ => None,
        };
        let drawn = pattern.bytes().enumerate().filter_map(drawn).collect();
        Self { text: Word::new(pattern), length: pattern.len(), drawn }
    }

    /// How many different texts it can be filled to; 2^64 - 1 for more than that.
    pub(super) fn count(&self) -> u64 {
        self.drawn.iter().fold(1, |count, drawn| count.saturating_mul(drawn.count.into()))
    }

    /// Appends the pattern as it is filled in a row.
    #[inline]
    pub(super) fn push_to(&self, text: &mut Vec<u8>, stream: Stream, row: u64) {
        let mut source = Fractions { stream, row, drawn: 0, bits: 0 };
        self.push_with(text, |count| source.below(count));
    }

    /// Appends the pattern filled by some draws, from left to right.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "below 26")]
    pub(super) fn push_drawn(&self, text: &mut Vec<u8>, mut draws: Draws) {
        self.push_with(text, |count| draws.below(count.into()) as u8);
    }

    #[inline]
    fn push_with(&self, text: &mut Vec<u8>, mut below: impl FnMut(u8) -> u8) {
        let start = text.len();
        self.text.push_to(text);
        let cell = &mut text[start..];
        for drawn in &self.drawn {
            cell[drawn.at] = drawn.first + below(drawn.count);
        }
    }

    /// Whether a text can be filled from this pattern and from another.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.length == other.length
            && self.bytes().zip(other.bytes()).all(|(one, other)| {
                one.first < other.first + other.count && other.first < one.first + one.count
            })
    }

    /// What each of its bytes can be.
    fn bytes(&self) -> impl Iterator<Item = Drawn> {
        let mut text = Vec::new();
        self.text.push_to(&mut text);
        text.into_iter().enumerate().map(|(at, byte)| {
            let drawn = self.drawn.iter().find(|drawn| drawn.at == at);
            drawn.copied().unwrap_or(Drawn { at, first: byte, count: 1 })
        })
    }
}

/// Cuts random bits into small numbers: 32 bits are a fraction whose digits in any base are
/// random, and six digits leave enough of them.
struct Fractions {
    stream: Stream,
    row: u64,
    drawn: u64,
    bits: u64,
}

const DRAWS_PER_FRACTION: u64 = 6;

impl Fractions {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is below `bound`")]
    fn below(&mut self, bound: u8) -> u8 {
        if self.drawn.is_multiple_of(DRAWS_PER_FRACTION) {
            self.bits = self.stream.draw(self.drawn).at(self.row) >> 32;
        }
        self.drawn += 1;
        let product = self.bits * u64::from(bound);
        self.bits = product & u64::from(u32::MAX);
        (product >> 32) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_keep_their_letters_and_fill_every_symbol() {
        let mut digits = [false; 10];
        let mut letters = [false; 26];
        let pattern = Filled::new("(^##) x####?");
        for row in 0..400 {
            let mut text = Vec::new();
            pattern.push_to(&mut text, Stream::new(1, "p"), row);
            assert_eq!((text.len(), text[0], &text[4..7]), (12, b'(', &b") x"[..]));
            assert_ne!(text[1], b'0');
            for digit in text.iter().filter(|byte| byte.is_ascii_digit()) {
                digits[usize::from(digit - b'0')] = true;
            }
            letters[usize::from(text[11] - b'A')] = true;
        }
        assert_eq!((digits, letters), ([true; 10], [true; 26]));
    }
}
