//! Column chunks of flat columns, encoded from values that are laid out as Parquet stores them:
//! no hashing where the dictionary is known, no copy of a value by itself.
//!
//! Other columns, codecs and encodings go through the parquet crate ([`super::encoder`]).

mod delta;
mod dictionary;
mod draft;
mod extent;
mod footer;
mod hybrid;
mod page;
mod snappy;
mod varint;

use arrow::buffer::NullBuffer;
use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, Encoding, SortOrder, Type};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

use super::options::{Statistics, WRITE_BATCH_ROWS};
use crate::batch::{ColumnData, Values};
use dictionary::Dictionary;
use draft::{Page, push_all, push_bits, push_levels, push_plain};
use extent::Extent;
use page::{Body, Pages, Written};

/// How a flat column is encoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlatOptions {
    /// Snappy, or none.
    pub compression: Compression,
    /// Not PLAIN: integers as `DELTA_BINARY_PACKED`, texts as `DELTA_LENGTH_BYTE_ARRAY`.
    pub delta: bool,
    pub statistics: Statistics,
    /// A page is ended at this many bytes of values,
    pub page_bytes: usize,
    /// or at this many rows.
    pub page_rows: usize,
}

/// One column chunk while it is made.
pub(super) struct FlatColumn {
    descriptor: ColumnDescPtr,
    options: FlatOptions,
    /// Whether integers are the bits of unsigned ones, which have another order.
    unsigned: bool,
    /// Rows of the chunk so far.
    rows: usize,
    /// The page being made.
    page: Page,
    dictionary: Option<Dictionary>,
    pages: Pages,
    written: Vec<DataPage>,
}

/// A data page that is written.
struct DataPage {
    written: Written,
    rows: usize,
    nulls: usize,
    value_bytes: usize,
    extent: Option<Extent>,
}

/// Whether values go this way: their physical type is the column's, and its order is that of
/// numbers or of bytes.
pub(super) fn fits(descriptor: &ColumnDescPtr, values: &Values) -> bool {
    let interval = descriptor.converted_type() == ConvertedType::INTERVAL;
    let flat = descriptor.max_rep_level() == 0 && descriptor.max_def_level() <= 1;
    flat && !interval
        && matches!(
            (descriptor.physical_type(), values),
            (Type::BOOLEAN, Values::Boolean(_))
                | (Type::INT32, Values::Int32(_))
                | (Type::INT64, Values::Int64(_))
                | (Type::BYTE_ARRAY, Values::Bytes(_) | Values::Picks { .. })
        )
}

impl FlatColumn {
    pub(super) fn new(descriptor: ColumnDescPtr, options: FlatOptions) -> Self {
        let pages = Pages::new(options.compression);
        Self {
            unsigned: descriptor.sort_order() == SortOrder::UNSIGNED,
            descriptor,
            options,
            rows: 0,
            page: Page::default(),
            dictionary: None,
            pages,
            written: Vec::new(),
        }
    }

    /// Adds rows. A page ends at its number of rows, or at a multiple of [`WRITE_BATCH_ROWS`] of the
    /// chunk's when it has enough bytes: so pages do not depend on how many rows come at a time.
    pub(super) fn write(&mut self, column: &ColumnData) -> Result<()> {
        let rows = column.rows();
        let (mut row, mut value) = (0, 0);
        while row < rows {
            let free = self.options.page_rows - self.page.rows;
            let unchecked = WRITE_BATCH_ROWS - self.rows % WRITE_BATCH_ROWS;
            let end = rows.min(row + free.min(unchecked));
            self.rows += end - row;
            let values = self.write_levels(column.validity.as_ref(), row, end);
            self.write_values(&column.values, value, value + values)?;
            (row, value) = (end, value + values);
            if self.page.rows >= self.options.page_rows
                || self.page_bytes() >= self.options.page_bytes
            {
                self.end_page()?;
            }
        }
        Ok(())
    }

    /// Notes which rows have a value, and gives how many have.
    fn write_levels(&mut self, validity: Option<&NullBuffer>, row: usize, end: usize) -> usize {
        let rows = end - row;
        self.page.rows += rows;
        if self.descriptor.max_def_level() == 0 {
            return rows;
        }
        let Some(validity) = validity else {
            self.page.levels.extend(std::iter::repeat_n(1, rows));
            return rows;
        };
        let levels = (row..end).map(|row| u32::from(validity.is_valid(row)));
        self.page.levels.extend(levels);
        let nulls = validity.slice(row, rows).null_count();
        self.page.nulls += nulls;
        rows - nulls
    }

    fn write_values(&mut self, values: &Values, from: usize, to: usize) -> Result<()> {
        let (page, unsigned) = (&mut self.page, self.unsigned);
        let extent = match values {
            Values::Boolean(values) => {
                page.booleans.extend_from_slice(&values[from..to]);
                Extent::of_booleans(&values[from..to])
            }
            Values::Int32(values) if self.options.delta => {
                page.integers.extend(values[from..to].iter().map(|&value| i64::from(value)));
                Extent::of_int32(&values[from..to], unsigned)
            }
            Values::Int64(values) if self.options.delta => {
                page.integers.extend_from_slice(&values[from..to]);
                Extent::of_int64(&values[from..to], unsigned)
            }
            Values::Int32(values) => {
                push_all(&values[from..to], i32::to_le_bytes, &mut page.body.values);
                Extent::of_int32(&values[from..to], unsigned)
            }
            Values::Int64(values) => {
                push_all(&values[from..to], i64::to_le_bytes, &mut page.body.values);
                Extent::of_int64(&values[from..to], unsigned)
            }
            Values::Bytes(values) => {
                page.value_bytes += values.start(to) - values.start(from);
                if self.options.delta {
                    let repeats = page.push_text(values, from, to);
                    self.pages.note(&mut page.body, repeats);
                } else {
                    push_plain(values, from, to, &mut page.body.values);
                }
                Extent::of_bytes(values, from, to)
            }
            Values::Picks { choices, keys } => {
                let dictionary =
                    self.dictionary.get_or_insert_with(|| Dictionary::new(choices.clone()));
                let keys = &keys[from..to];
                page.value_bytes +=
                    keys.iter().map(|&key| choices.get(key as usize).len()).sum::<usize>();
                dictionary.push_codes(keys, &mut page.codes)
            }
            other => return Err(unexpected(other)),
        };
        page.extent = match (page.extent.take(), extent) {
            (Some(one), Some(other)) => Some(one.merge(other)),
            (one, other) => one.or(other),
        };
        Ok(())
    }

    /// About how many bytes the page's values take.
    fn page_bytes(&self) -> usize {
        let width = self.dictionary.as_ref().map_or(0, |all| hybrid::bit_width(all.used.len()));
        let codes = self.page.codes.len() * usize::from(width) / 8;
        let integers = self.page.integers.len() * size_of::<i64>();
        self.page.body.values.len() + self.page.booleans.len() / 8 + codes + integers
    }

    /// The encoding of the data pages.
    fn encoding(&self) -> Encoding {
        match (&self.dictionary, self.descriptor.physical_type()) {
            (Some(_), _) => Encoding::RLE_DICTIONARY,
            (None, Type::BYTE_ARRAY) if self.options.delta => Encoding::DELTA_LENGTH_BYTE_ARRAY,
            (None, _) if self.options.delta => Encoding::DELTA_BINARY_PACKED,
            (None, _) => Encoding::PLAIN,
        }
    }

    fn end_page(&mut self) -> Result<()> {
        let encoding = self.encoding();
        let page = &mut self.page;
        let head = &mut page.body.head;
        if self.descriptor.max_def_level() > 0 {
            push_levels(&page.levels, head);
        }
        match &self.dictionary {
            Some(dictionary) => {
                let width = hybrid::bit_width(dictionary.used.len());
                head.push(width);
                hybrid::encode(&page.codes, width, head);
            }
            None if self.options.delta => {
                let is_int64 = encoding == Encoding::DELTA_BINARY_PACKED
                    && self.descriptor.physical_type() == Type::INT64;
                delta::encode(&page.integers, !is_int64, head);
            }
            None => push_bits(&page.booleans, head),
        }
        let written = self.pages.write_data(&mut page.body, page.rows, encoding)?;
        self.written.push(DataPage {
            written,
            rows: page.rows,
            nulls: page.nulls,
            value_bytes: page.value_bytes,
            extent: page.extent.take(),
        });
        page.clear();
        Ok(())
    }

    /// Ends the chunk: its pages, and what the footer says of it.
    pub(super) fn finish(mut self) -> Result<(Vec<Bytes>, ColumnCloseResult)> {
        if self.page.rows > 0 || self.written.is_empty() {
            self.end_page()?;
        }
        let dictionary = match &self.dictionary {
            Some(dictionary) => {
                let values = &dictionary.used;
                let mut body = Body::default();
                push_plain(values, 0, values.len(), &mut body.values);
                Some(self.pages.write_dictionary(&mut body, values.len())?)
            }
            None => None,
        };
        let metadata = self.metadata(dictionary.as_ref())?;
        let close = ColumnCloseResult {
            bytes_written: self.pages.bytes_written(),
            rows_written: self.written.iter().map(|page| page.rows as u64).sum(),
            metadata,
            bloom_filter: None,
            column_index: self.column_index()?,
            offset_index: Some(self.offset_index()),
        };
        let shift = dictionary.map_or(0, |page| page.compressed);
        Ok((self.pages.into_pages(), close.update_dictionary_location(shift)?))
    }

    fn is_bytes(&self) -> bool {
        self.descriptor.physical_type() == Type::BYTE_ARRAY
    }

    fn is_text(&self) -> bool {
        self.descriptor.converted_type() == ConvertedType::UTF8
    }
}

fn unexpected(values: &Values) -> ParquetError {
    ParquetError::General(format!("a column of other values has {} more", values.len()))
}
