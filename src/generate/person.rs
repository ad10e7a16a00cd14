//! Names, e-mail addresses and phone numbers, from the `fake` crate's English lists.

use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use fake::locales::{Data, EN};

use super::pattern::push_pattern;
use super::rng::{Stream, below};
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
            push_number(text, below(self.number.at(row), 10_000));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_hold_letters_only() {
        let mut text = String::new();
        push_mailbox(&mut text, "O'Hara");
        assert_eq!(text, "ohara");
    }
}
