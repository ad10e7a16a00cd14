//! Column chunks of flat columns, encoded from values that are laid out as Parquet stores them:
//! no hashing where the dictionary is known, no copy of a value by itself.
//!
//! Other columns, codecs and encodings go through the parquet crate ([`super::encoder`]).

mod delta;
mod extent;
mod footer;
mod hybrid;
mod page;
mod snappy;
mod varint;

use std::sync::Arc;

use arrow::buffer::NullBuffer;
use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, Encoding, LogicalType, Type};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

use super::options::{Statistics, WRITE_BATCH_ROWS};
use crate::batch::{ByteValues, ColumnData, Repeat, Values};
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
    /// Rows of the chunk so far.
    rows: usize,
    /// The page being made.
    page: Page,
    dictionary: Option<Dictionary>,
    pages: Pages,
    written: Vec<DataPage>,
}

/// The page being made.
#[derive(Default)]
struct Page {
    /// Values in PLAIN encoding, or texts whose lengths are written before them all.
    body: Body,
    /// Booleans, which PLAIN packs into bits.
    booleans: Vec<bool>,
    /// Places in the dictionary.
    codes: Vec<u32>,
    /// Integers whose differences are written; they can be the lengths of texts.
    integers: Vec<i64>,
    /// For each row 1 with a value and 0 without; empty when the column knows no nulls.
    levels: Vec<u32>,
    rows: usize,
    nulls: usize,
    /// Bytes of text and binary values, without their lengths.
    value_bytes: usize,
    extent: Option<Extent>,
}

/// A data page that is written.
struct DataPage {
    written: Written,
    rows: usize,
    nulls: usize,
    value_bytes: usize,
    extent: Option<Extent>,
}

/// The values that the chunk has had so far, in the order in which they came.
struct Dictionary {
    choices: Arc<ByteValues>,
    /// The place in the chunk's dictionary of each choice that it has.
    codes: Vec<u32>,
    /// The choices of the dictionary.
    used: ByteValues,
    /// The rank of each choice among all in the order of bytes: cheap minima and maxima.
    ranks: Vec<u32>,
}

/// The code of a choice that the dictionary has not.
const UNUSED: u32 = u32::MAX;

impl Dictionary {
    fn new(choices: Arc<ByteValues>) -> Self {
        let mut order: Vec<_> = (0..choices.len()).collect();
        order.sort_by_key(|&index| choices.get(index));
        let mut ranks = vec![0; choices.len()];
        for (rank, index) in (0..).zip(order) {
            ranks[index] = rank;
        }
        Self { codes: vec![UNUSED; choices.len()], ranks, used: ByteValues::default(), choices }
    }

    /// Appends the codes of some choices, and gives the least and the greatest of them.
    fn push_codes(&mut self, keys: &[u32], codes: &mut Vec<u32>) -> Option<Extent> {
        let first = *keys.first()? as usize;
        let (mut min, mut max) = (first, first);
        for &key in keys {
            let key = key as usize;
            if self.codes[key] == UNUSED {
                // Fewer than 2^32: each is a choice, whose number is an u32.
                #[expect(clippy::cast_possible_truncation, reason = "as said")]
                let code = self.used.len() as u32;
                self.codes[key] = code;
                self.used.push(self.choices.get(key));
            }
            codes.push(self.codes[key]);
            if self.ranks[key] < self.ranks[min] {
                min = key;
            }
            if self.ranks[key] > self.ranks[max] {
                max = key;
            }
        }
        Some(Extent::Bytes(self.choices.get(min).to_vec(), self.choices.get(max).to_vec()))
    }
}

/// Whether values go this way: their physical type is the column's, and its order is that of
/// signed numbers or of bytes.
pub(super) fn fits(descriptor: &ColumnDescPtr, values: &Values) -> bool {
    let unsigned = match descriptor.logical_type_ref() {
        Some(LogicalType::Integer(kind)) => !kind.is_signed,
        _ => false,
    };
    let interval = descriptor.converted_type() == ConvertedType::INTERVAL;
    let flat = descriptor.max_rep_level() == 0 && descriptor.max_def_level() <= 1;
    flat && !unsigned
        && !interval
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
        let page = Page::default();
        Self { descriptor, options, rows: 0, page, dictionary: None, pages, written: Vec::new() }
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
        let page = &mut self.page;
        let extent = match values {
            Values::Boolean(values) => {
                page.booleans.extend_from_slice(&values[from..to]);
                Extent::of_booleans(&values[from..to])
            }
            Values::Int32(values) if self.options.delta => {
                page.integers.extend(values[from..to].iter().map(|&value| i64::from(value)));
                Extent::of_int32(&values[from..to])
            }
            Values::Int64(values) if self.options.delta => {
                page.integers.extend_from_slice(&values[from..to]);
                Extent::of_int64(&values[from..to])
            }
            Values::Int32(values) => {
                push_all(&values[from..to], i32::to_le_bytes, &mut page.body.values);
                Extent::of_int32(&values[from..to])
            }
            Values::Int64(values) => {
                push_all(&values[from..to], i64::to_le_bytes, &mut page.body.values);
                Extent::of_int64(&values[from..to])
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

impl Page {
    /// Begins the next page in the same memory.
    fn clear(&mut self) {
        self.body.clear();
        self.booleans.clear();
        self.codes.clear();
        self.integers.clear();
        self.levels.clear();
        (self.rows, self.nulls, self.value_bytes, self.extent) = (0, 0, 0, None);
    }

    /// Appends texts whose lengths stand apart, and gives what comes again in them.
    fn push_text<'a>(
        &mut self,
        values: &'a ByteValues,
        from: usize,
        to: usize,
    ) -> impl Iterator<Item = Repeat> + use<'a> {
        let (start, end) = (values.start(from), values.start(to));
        self.integers.extend(values.lengths(from, to).map(i64::from));
        // A page is below 4 GiB, and a batch too.
        #[expect(clippy::cast_possible_truncation, reason = "as said")]
        let shift = (self.body.values.len() as u32).wrapping_sub(start as u32);
        self.body.values.extend_from_slice(&values.bytes()[start..end]);
        let repeats = values.repeats();
        let until = |end: usize| repeats.partition_point(|repeat| (repeat.start as usize) < end);
        repeats[until(start)..until(end)]
            .iter()
            .map(move |repeat| Repeat { start: repeat.start.wrapping_add(shift), ..*repeat })
    }
}

/// Appends texts, each with its length before it.
fn push_plain(values: &ByteValues, from: usize, to: usize, out: &mut Vec<u8>) {
    for value in values.range(from, to) {
        #[expect(clippy::cast_possible_truncation, reason = "a batch is below 4 GiB")]
        out.extend_from_slice(&(value.len() as u32).to_le_bytes());
        out.extend_from_slice(value);
    }
}

/// Appends numbers as their bytes.
fn push_all<T: Copy, const N: usize>(values: &[T], bytes: fn(T) -> [u8; N], out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + N * values.len(), 0);
    for (place, &value) in out[start..].chunks_exact_mut(N).zip(values) {
        place.copy_from_slice(&bytes(value));
    }
}

/// Levels with their length before them, as in a data page of version 1.
fn push_levels(levels: &[u32], out: &mut Vec<u8>) {
    out.extend_from_slice(&[0; size_of::<u32>()]);
    hybrid::encode(levels, 1, out);
    #[expect(clippy::cast_possible_truncation, reason = "a page has at most 2^31 bytes")]
    let length = (out.len() - size_of::<u32>()) as u32;
    out[..size_of::<u32>()].copy_from_slice(&length.to_le_bytes());
}

/// Booleans as bits, the lowest first.
fn push_bits(values: &[bool], out: &mut Vec<u8>) {
    let bits = |values: &[bool]| {
        values.iter().zip(0..).fold(0, |byte, (&value, bit)| byte | u8::from(value) << bit)
    };
    out.extend(values.chunks(8).map(bits));
}
