//! Book numbers.

use std::sync::Arc;

use arrow::datatypes::DataType;
use fake::locales::{Data, EN};
use serde::{Deserialize, Serialize};

use super::check;
use crate::batch::Values;
use crate::error::Result;
use crate::generate::permutation::Numbers;
use crate::generate::words::set_digits;
use crate::generate::{BadParameter, Column, Context, Parameters, text};

/// ISBN of a book such as `978-0-306-40615-7`, with a right check digit; Utf8.
///
/// The books are those of the English-speaking countries, and the publisher's part has a length
/// that the agency gives out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Isbn {
    /// Digits: 13, or 10 as until 2006.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 10, max = 13)))]
    pub digits: u8,
    /// Hyphens between the parts.
    pub hyphens: bool,
    /// Columns of the same book agree with each other.
    pub book: String,
}

impl Default for Isbn {
    fn default() -> Self {
        Self { digits: 13, hyphens: true, book: "book".into() }
    }
}

impl Parameters for Isbn {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if ![10, 13].contains(&self.digits) {
            let problem = format!("no ISBN has {} digits", self.digits);
            return Err(BadParameter::new("digits", problem, "Enter 10 or 13."));
        }
        let blocks = blocks();
        let books = blocks.last().map_or(0, |block| block.before + block.books);
        let (is_long, hyphens) = (self.digits == 13, self.hyphens);
        let book = context.numbers(context.shared(&self.book), books);
        Ok(Arc::new(Isbns { book, blocks, is_long, hyphens }))
    }
}

/// Books whose publishers have numbers of the same length.
struct Block {
    /// Books of the blocks before this one.
    before: u64,
    books: u64,
    /// The country's digit, the publisher's and the book's, of the first book.
    first: u64,
    publisher_digits: usize,
}

/// Digits of a country, a publisher and a book together.
const DIGITS: usize = 9;

/// The publishers' ranges as the `fake` crate has them, from the agency's range message: the first
/// seven of the eight digits after the country's.
fn blocks() -> Vec<Block> {
    let mut before = 0;
    let mut blocks = Vec::new();
    for (country, rules) in EN::isbn_rules().iter() {
        // A rule of the list has more digits: a slip.
        for rule in rules.iter().filter(|rule| rule.min.len() == rule.max.len()) {
            let number = |digits: &str| format!("{country}{digits}0").parse().unwrap_or(0);
            let (first, last): (u64, u64) = (number(rule.min), number(rule.max));
            let books = last + 10 - first;
            let publisher_digits = usize::try_from(rule.registrant_len).unwrap_or(0);
            blocks.push(Block { before, books, first, publisher_digits });
            before += books;
        }
    }
    blocks
}

struct Isbns {
    /// The place of each row's book among those of all blocks.
    book: Numbers,
    blocks: Vec<Block>,
    is_long: bool,
    hyphens: bool,
}

impl Column for Isbns {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 17, |row, text| {
            let book = self.book.at(row);
            let block = &self.blocks[self.blocks.partition_point(|b| b.before <= book) - 1];
            let mut digits = *b"978000000000";
            set_digits(&mut digits[3..], block.first + book - block.before);
            let hyphen: &[u8] = if self.hyphens { b"-" } else { b"" };
            let check = if self.is_long {
                text.extend_from_slice(b"978");
                text.extend_from_slice(hyphen);
                check::gs1(&digits)
            } else {
                check::isbn10(&digits[3..])
            };
            let publisher = 4 + block.publisher_digits;
            for part in [&digits[3..4], &digits[4..publisher], &digits[publisher..3 + DIGITS]] {
                text.extend_from_slice(part);
                text.extend_from_slice(hyphen);
            }
            text.push(check);
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.book.distinct_rows()
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::batch::Batch;
    use crate::generate::testing::{as_texts, bad_parameter, table, unique_table};

    /// Digits times 10 to 1, the last one too, are a multiple of 11.
    fn is_isbn10(isbn: &str) -> bool {
        let value = |c: char| if c == 'X' { 10 } else { c.to_digit(10).unwrap() };
        let sum: u32 = isbn.chars().zip((1..=10).rev()).map(|(c, times)| value(c) * times).sum();
        isbn.len() == 10 && sum.is_multiple_of(11)
    }

    fn is_isbn13(isbn: &str) -> bool {
        let digits = isbn.chars().map(|c| c.to_digit(10).unwrap());
        let sum: u32 = digits.zip([1, 3].into_iter().cycle()).map(|(d, times)| d * times).sum();
        isbn.len() == 13 && sum.is_multiple_of(10)
    }

    #[test]
    fn both_lengths_are_valid_and_of_the_same_book() {
        let columns = [("long", r#"{"isbn": {}}"#), ("short", r#"{"isbn": {"digits": 10}}"#)];
        check(&table(&columns, 20_000));
        check(&unique_table(&columns, &[], 20_000));
    }

    fn check(batch: &Batch) {
        let [long, short] = [0, 1].map(|column| as_texts(&batch.columns()[column].values));
        for (long, short) in long.iter().zip(&short) {
            let (five, four): (Vec<_>, Vec<_>) =
                (long.split('-').collect(), short.split('-').collect());
            assert_eq!(five[..4], [&["978"], &four[..3]].concat());
            assert!(is_isbn13(&five.concat()), "{long}");
            assert!(is_isbn10(&four.concat()), "{short}");
        }
        // One in eleven ends in X; 5 standard deviations of that.
        let x = short.iter().filter(|isbn| isbn.ends_with('X')).count();
        assert!(x.abs_diff(20_000 / 11) < 204, "{x}");
    }

    #[test]
    fn publishers_have_the_lengths_of_their_ranges() {
        // Some rules of the English group 0, as the agency publishes them.
        for isbn in crate::generate::testing::texts(r#"{"isbn": {}}"#, 5_000) {
            let parts: Vec<_> = isbn.split('-').collect();
            let length = match (parts[1], parts[2][..2].parse().unwrap()) {
                ("0", 0..=19) => 2,
                ("0", 70..=84) => 4,
                ("0", 85..=89) => 5,
                ("0", 90..=94) => 6,
                ("0", 95..=99) => 7,
                _ => continue,
            };
            assert_eq!(parts[2].len(), length, "{isbn}");
        }
    }

    #[test]
    fn no_book_is_in_two_ranges() {
        let mut blocks = blocks();
        blocks.sort_by_key(|block| block.first);
        assert!(blocks.windows(2).all(|two| two[0].first + two[0].books <= two[1].first));
        assert!(blocks.len() > 10);
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(bad_parameter(r#"{"isbn": {"digits": 12}}"#), "digits");
    }
}
