//! Streets, cities and companies: words of the `fake` crate's English lists, combined by row.

use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use fake::locales::{Data, EN};

use super::rng::{Stream, below};
use super::text::{push_number, text_array};
use super::{Column, pick};
use crate::error::Result;

/// Writes one cell from the row's random draws.
type WriteCell = fn(draws: &Draws, text: &mut String);

/// How many draws a cell may use.
const DRAWS: usize = 4;

/// The random draws of one row.
struct Draws<'a> {
    streams: &'a [Stream; DRAWS],
    row: u64,
}

impl Draws<'_> {
    fn bits(&self, draw: usize) -> u64 {
        self.streams[draw].at(self.row)
    }
}

/// A text column that combines words.
pub struct Words {
    streams: [Stream; DRAWS],
    bytes_per_row: usize,
    write: WriteCell,
}

impl Words {
    fn new(stream: Stream, bytes_per_row: usize, write: WriteCell) -> Self {
        let streams = [0, 1, 2, 3].map(|draw| stream.draw(draw));
        Self { streams, bytes_per_row, write }
    }

    /// `742 Evergreen Terrace`.
    pub(super) fn street(stream: Stream) -> Self {
        Self::new(stream, 20, |draws, text| {
            push_number(text, 1 + below(draws.bits(0), 9_999));
            text.push(' ');
            text.push_str(either_name(draws.bits(1)));
            text.push(' ');
            text.push_str(pick(EN::ADDRESS_STREET_SUFFIX, draws.bits(2)));
        })
    }

    /// `Port Adelaville`; one city in five has a prefix, as in the `fake` crate.
    pub(super) fn city(stream: Stream) -> Self {
        Self::new(stream, 14, |draws, text| {
            if below(draws.bits(0), 5) == 0 {
                text.push_str(pick(EN::ADDRESS_CITY_PREFIX, draws.bits(1)));
                text.push(' ');
            }
            text.push_str(either_name(draws.bits(2)));
            text.push_str(pick(EN::ADDRESS_CITY_SUFFIX, draws.bits(3)));
        })
    }

    /// `Kuhn Group` or `Kuhn and Adams LLC`.
    pub(super) fn company(stream: Stream) -> Self {
        Self::new(stream, 18, |draws, text| {
            text.push_str(pick(EN::NAME_LAST_NAME, draws.bits(0)));
            if below(draws.bits(1), 2) == 0 {
                text.push_str(" and ");
                text.push_str(pick(EN::NAME_LAST_NAME, draws.bits(2)));
            }
            text.push(' ');
            text.push_str(pick(EN::COMPANY_SUFFIX, draws.bits(3)));
        })
    }
}

impl Column for Words {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: Range<u64>) -> Result<ArrayRef> {
        text_array(rows, self.bytes_per_row, |row, text| {
            (self.write)(&Draws { streams: &self.streams, row }, text);
        })
    }
}

/// A first name or a last name, by the lowest bit: [`pick`] uses the upper ones.
fn either_name(bits: u64) -> &'static str {
    let names = if bits & 1 == 0 { EN::NAME_FIRST_NAME } else { EN::NAME_LAST_NAME };
    pick(names, bits)
}
