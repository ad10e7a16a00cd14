//! Patterns of digits.

use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::Column;
use super::rng::Stream;
use super::text::text_array;
use crate::error::Result;

/// A pattern filled with digits: `#` is any digit, `^` one from 1.
pub struct Pattern {
    pub(super) stream: Stream,
    pub(super) pattern: &'static str,
}

impl Column for Pattern {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        text_array(rows, self.pattern.len(), |row, text| {
            push_pattern(text, self.pattern, self.stream, row);
        })
    }
}

/// Fills a pattern of the `fake` crate: `#` is a digit, `^` a digit from 1.
pub(super) fn push_pattern(text: &mut String, pattern: &str, digits: Stream, row: u64) {
    let mut source = DigitSource { digits, row, drawn: 0, bits: 0 };
    for symbol in pattern.chars() {
        match symbol {
            '#' => text.push(char::from(b'0' + source.below(10))),
            '^' => text.push(char::from(b'1' + source.below(9))),
            other => text.push(other),
        }
    }
}

/// Cuts random bits into digits, eight from each draw of 32 bits that count.
struct DigitSource {
    digits: Stream,
    row: u64,
    drawn: u64,
    bits: u64,
}

impl DigitSource {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the product's upper half is below `bound`"
    )]
    fn below(&mut self, bound: u8) -> u8 {
        if self.drawn.is_multiple_of(8) {
            self.bits = self.digits.draw(self.drawn).at(self.row) >> 32;
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
    fn patterns_keep_their_letters_and_fill_every_digit() {
        let mut seen = [false; 10];
        for row in 0..200 {
            let mut text = String::new();
            push_pattern(&mut text, "(^##) x#########", Stream::new(1, "p"), row);
            assert_eq!((text.len(), &text[..1], &text[4..7]), (16, "(", ") x"));
            assert_ne!(&text[1..2], "0");
            for digit in text.bytes().filter(u8::is_ascii_digit) {
                seen[usize::from(digit - b'0')] = true;
            }
        }
        assert_eq!(seen, [true; 10]);
    }
}
