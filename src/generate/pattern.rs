//! Patterns of digits and letters.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::permutation::Permutation;
use super::rng::{Draws, Stream};
use super::words::all_digits;
use super::{BadParameter, Column, Context, Parameters, text};
use crate::batch::{Text, Values};
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

/// A pattern: its text, and what in it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    /// The pattern, and zeros up to [`CHUNK`] bytes.
    text: Vec<u8>,
    length: usize,
    drawn: Vec<Drawn>,
}

/// Bytes of a pattern that are copied at once: no call, which costs more in WebAssembly.
const CHUNK: usize = 32;

/// What is drawn at a place of a pattern.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    at: usize,
    symbol: Symbol,
}

#[derive(Clone, Copy, Debug)]
enum Symbol {
    /// One byte of `count` from `first`.
    Byte { first: u8, count: u8 },
    /// A number of three digits, one of `count` from `first`.
    Digits { first: u16, count: u16 },
}

/// Numbers of three digits.
static DIGITS: [[u8; 3]; 1_000] = all_digits();

impl Symbol {
    /// What the first of a pattern's bytes become, and how many; they stay where there is none.
    fn of(pattern: &[u8]) -> (Option<Self>, usize) {
        match pattern {
            [b'#', b'#', b'#', ..] => (Some(Self::Digits { first: 0, count: 1_000 }), 3),
            [b'^', b'#', b'#', ..] => (Some(Self::Digits { first: 100, count: 900 }), 3),
            [b'#', ..] => (Some(Self::Byte { first: b'0', count: 10 }), 1),
            [b'^', ..] => (Some(Self::Byte { first: b'1', count: 9 }), 1),
            [b'?', ..] => (Some(Self::Byte { first: b'A', count: 26 }), 1),
            _ => (None, 1),
        }
    }

    /// How many texts it can become.
    fn count(self) -> u32 {
        match self {
            Self::Byte { count, .. } => count.into(),
            Self::Digits { count, .. } => count.into(),
        }
    }
}

impl Filled {
    pub(super) fn new(pattern: &str) -> Self {
        let (bytes, mut drawn, mut at) = (pattern.as_bytes(), Vec::new(), 0);
        while at < bytes.len() {
            let (symbol, length) = Symbol::of(&bytes[at..]);
            drawn.extend(symbol.map(|symbol| Drawn { at, symbol }));
            at += length;
        }
        let mut text = bytes.to_vec();
        text.resize(bytes.len().max(CHUNK), 0);
        Self { text, length: bytes.len(), drawn }
    }

    /// How many different texts it can be filled to; 2^64 - 1 for more than that.
    pub(super) fn count(&self) -> u64 {
        let counts = self.drawn.iter().map(|drawn| u64::from(drawn.symbol.count()));
        counts.fold(1, u64::saturating_mul)
    }

    /// Appends the pattern as it is filled in a row.
    #[inline]
    pub(super) fn push_to(&self, text: &mut Text, stream: Stream, row: u64) {
        let mut fractions = Fractions { cell: stream.cell(row), drawn: 0, lanes: [0; LANES] };
        self.push_with(text, |count| fractions.below(count));
    }

    /// Appends the pattern filled by some draws, from left to right.
    #[inline]
    pub(super) fn push_drawn(&self, text: &mut Text, mut draws: Draws) {
        self.push_with(text, |count| draws.below(count));
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "below 26")]
    fn push_with(&self, text: &mut Text, mut below: impl FnMut(u32) -> u32) {
        let start = text.len();
        match self.text.first_chunk::<CHUNK>() {
            Some(chunk) if self.length <= CHUNK => text.extend_from_slice(chunk),
            _ => text.extend_from_slice(&self.text),
        }
        text.truncate(start + self.length);
        let cell = &mut text[start..];
        for &Drawn { at, symbol } in &self.drawn {
            let number = below(symbol.count());
            match symbol {
                Symbol::Byte { first, .. } => cell[at] = first + number as u8,
                Symbol::Digits { first, .. } => {
                    let digits = DIGITS[usize::from(first) + number as usize];
                    cell[at..at + 3].copy_from_slice(&digits);
                }
            }
        }
    }

    /// Whether a text can be filled from this pattern and from another.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let can_be_same = |(one, other): (&(u8, u8), &(u8, u8))| {
            one.0 < other.0 + other.1 && other.0 < one.0 + one.1
        };
        self.length == other.length && self.bytes().iter().zip(&other.bytes()).all(can_be_same)
    }

    /// What each of its bytes can be: the first, and how many.
    fn bytes(&self) -> Vec<(u8, u8)> {
        let text = &self.text[..self.length];
        let mut bytes: Vec<_> = text.iter().map(|&byte| (byte, 1)).collect();
        for &Drawn { at, symbol } in &self.drawn {
            match symbol {
                Symbol::Byte { first, count } => bytes[at] = (first, count),
                Symbol::Digits { first: 0, .. } => bytes[at..at + 3].fill((b'0', 10)),
                Symbol::Digits { .. } => {
                    bytes[at..at + 3].copy_from_slice(&[(b'1', 9), (b'0', 10), (b'0', 10)]);
                }
            }
        }
        bytes
    }
}

/// Cuts random bits into small numbers: 32 bits are a fraction whose digits in any base are
/// random, and two of a thousand leave enough of them. Fractions take turns, so that no number
/// waits for the one before it.
struct Fractions {
    cell: Stream,
    drawn: usize,
    lanes: [u32; LANES],
}

const LANES: usize = 4;

impl Fractions {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "halves")]
    fn below(&mut self, bound: u32) -> u32 {
        if self.drawn.is_multiple_of(2 * LANES) {
            for (half, lanes) in (self.drawn as u64..).zip(self.lanes.chunks_exact_mut(2)) {
                let bits = self.cell.at(half);
                lanes.copy_from_slice(&[(bits >> 32) as u32, bits as u32]);
            }
        }
        let lane = &mut self.lanes[self.drawn % LANES];
        self.drawn += 1;
        let product = u64::from(*lane) * u64::from(bound);
        *lane = product as u32;
        (product >> 32) as u32
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
            let mut text = Text::default();
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
