//! Names, e-mail addresses and phone numbers, from the `fake` crate's English lists.

use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use fake::locales::{Data, EN};

use super::rng::{Stream, scale};
use super::text::{push_number, text_array};
use super::{Column, pick};
use crate::error::Result;

/// First and last name of a row: shared by the columns that must agree on them.
#[derive(Clone, Copy)]
struct Person {
    first: Stream,
    last: Stream,
}

impl Person {
    fn new(stream: Stream) -> Self {
        Self { first: stream.draw(0), last: stream.draw(1) }
    }

    fn of(self, row: u64) -> (&'static str, &'static str) {
        (pick(EN::NAME_FIRST_NAME, self.first.at(row)), pick(EN::NAME_LAST_NAME, self.last.at(row)))
    }
}

/// `Ada Lovelace`.
pub struct FullName(Person);

impl FullName {
    pub(super) fn new(stream: Stream) -> Self {
        Self(Person::new(stream))
    }
}

impl Column for FullName {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        text_array(rows, 16, |row, text| {
            let (first, last) = self.0.of(row);
            text.push_str(first);
            text.push(' ');
            text.push_str(last);
        })
    }
}

/// `ada.lovelace42@example.com`, of the same person as a [`FullName`] column.
pub struct Email {
    person: Person,
    number: Stream,
    provider: Stream,
}

impl Email {
    /// `name` is the stream of the name column, `own` that of this one.
    pub(super) fn new(name: Stream, own: Stream) -> Self {
        Self { person: Person::new(name), number: own.draw(0), provider: own.draw(1) }
    }
}

impl Column for Email {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        text_array(rows, 28, |row, text| {
            let (first, last) = self.person.of(row);
            push_mailbox(text, first);
            text.push('.');
            push_mailbox(text, last);
            push_number(text, small(self.number.at(row), 10_000));
            text.push('@');
            text.push_str(pick(EN::INTERNET_FREE_EMAIL_PROVIDER, self.provider.at(row)));
        })
    }
}

/// A name as it stands in a mailbox: lower case, letters only (O'Hara is `ohara`).
fn push_mailbox(text: &mut String, name: &str) {
    text.extend(
        name.bytes()
            .filter(u8::is_ascii_alphabetic)
            .map(|letter| char::from(letter.to_ascii_lowercase())),
    );
}

/// `(555) 123-4567 x890`, in one of the locale's formats.
pub struct Phone {
    format: Stream,
    digits: Stream,
}

impl Phone {
    pub(super) fn new(stream: Stream) -> Self {
        Self { format: stream.draw(0), digits: stream.draw(1) }
    }
}

impl Column for Phone {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        text_array(rows, 18, |row, text| {
            let format = pick(EN::PHONE_NUMBER_FORMATS, self.format.at(row));
            push_pattern(text, format, self.digits, row);
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

/// A number below `bound`, as the u32 that text needs.
#[expect(clippy::cast_possible_truncation, reason = "below `bound`")]
pub(super) fn small(bits: u64, bound: u32) -> u32 {
    scale(bits, bound) as u32
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

    #[test]
    fn mailboxes_hold_letters_only() {
        let mut text = String::new();
        push_mailbox(&mut text, "O'Hara");
        assert_eq!(text, "ohara");
    }
}
