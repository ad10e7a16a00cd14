//! How a CSV file is written: what separates its fields, and whether its first line has names.

use std::collections::BTreeMap;

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::cell;

/// What separates fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
}

/// What may separate fields, the likeliest first.
const DELIMITERS: [(u8, &str); 4] =
    [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];

/// Records by which the delimiter is told.
const RECORDS: usize = 100;

impl Layout {
    /// The delimiter by which most of the first records have as many fields, and two or more.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut best = (0, 0, Self { delimiter: b',' });
        for (delimiter, _) in DELIMITERS {
            let layout = Self { delimiter };
            let (agree, width) = layout.fit(bytes);
            if width > 1 && (agree, width) > (best.0, best.1) {
                best = (agree, width, layout);
            }
        }
        best.2
    }

    /// How many of the first records have the width that most of them have, and that width.
    fn fit(self, bytes: &[u8]) -> (usize, usize) {
        let mut reader = self.builder().flexible(true).from_reader(bytes);
        let mut widths = BTreeMap::new();
        for record in reader.byte_records().take(RECORDS).map_while(Result::ok) {
            *widths.entry(record.len()).or_insert(0) += 1;
        }
        widths.into_iter().map(|(width, count)| (count, width)).max().unwrap_or_default()
    }

    pub(super) fn reader(self, bytes: &[u8]) -> Reader<&[u8]> {
        self.builder().from_reader(bytes)
    }

    fn builder(self) -> ReaderBuilder {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(self.delimiter).has_headers(false);
        builder
    }

    /// What separates the fields, for people.
    pub(crate) fn name(self) -> &'static str {
        let known = DELIMITERS.iter().find(|(delimiter, _)| *delimiter == self.delimiter);
        known.map_or("commas", |(_, name)| name)
    }
}

/// Whether the first record has names and not values: none of its fields is a number or the like.
/// Either some column below has those, or no name comes again in its column.
pub(super) fn has_names(records: &[StringRecord]) -> bool {
    let Some((first, rest)) = records.split_first() else { return false };
    let is_typed = |text: &str| cell::typed(&[text.trim()]).is_some();
    if first.iter().any(is_typed) || first.iter().all(str::is_empty) {
        return false;
    }
    let column = |place: usize| {
        rest.iter().map(move |record| record[place].trim()).filter(|cell| !cell::is_null(cell))
    };
    let has_types =
        (0..first.len()).any(|place| cell::typed(&column(place).collect::<Vec<_>>()).is_some());
    let comes_again =
        || (0..first.len()).any(|place| column(place).any(|cell| cell == first[place].trim()));
    has_types || !comes_again()
}
