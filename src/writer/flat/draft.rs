//! A data page while it is made, before it is compressed.

use super::extent::Extent;
use super::hybrid;
use super::page::Body;
use crate::batch::{ByteValues, Repeat};

/// The page being made.
#[derive(Default)]
pub(super) struct Page {
    /// Values in PLAIN encoding, or texts whose lengths are written before them all.
    pub body: Body,
    /// Booleans, which PLAIN packs into bits.
    pub booleans: Vec<bool>,
    /// Places in the dictionary.
    pub codes: Vec<u32>,
    /// Integers whose differences are written; they can be the lengths of texts.
    pub integers: Vec<i64>,
    /// For each row 1 with a value and 0 without; empty when the column knows no nulls.
    pub levels: Vec<u32>,
    pub rows: usize,
    pub nulls: usize,
    /// Bytes of text and binary values, without their lengths.
    pub value_bytes: usize,
    pub extent: Option<Extent>,
}

impl Page {
    /// Begins the next page in the same memory.
    pub(super) fn clear(&mut self) {
        self.body.clear();
        self.booleans.clear();
        self.codes.clear();
        self.integers.clear();
        self.levels.clear();
        (self.rows, self.nulls, self.value_bytes, self.extent) = (0, 0, 0, None);
    }

    /// Appends texts whose lengths stand apart, and gives what comes again in them.
    pub(super) fn push_text<'a>(
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
        // They are in order, unless a text was shortened while it was written.
        let noted = repeats.get(until(start)..until(end)).unwrap_or_default();
        noted
            .iter()
            .map(move |repeat| Repeat { start: repeat.start.wrapping_add(shift), ..*repeat })
    }
}

/// Appends texts, each with its length before it.
pub(super) fn push_plain(values: &ByteValues, from: usize, to: usize, out: &mut Vec<u8>) {
    for value in values.range(from, to) {
        #[expect(clippy::cast_possible_truncation, reason = "a batch is below 4 GiB")]
        out.extend_from_slice(&(value.len() as u32).to_le_bytes());
        out.extend_from_slice(value);
    }
}

/// Appends numbers as their bytes.
pub(super) fn push_all<T: Copy, const N: usize>(
    values: &[T],
    bytes: fn(T) -> [u8; N],
    out: &mut Vec<u8>,
) {
    let start = out.len();
    out.resize(start + N * values.len(), 0);
    for (place, &value) in out[start..].chunks_exact_mut(N).zip(values) {
        place.copy_from_slice(&bytes(value));
    }
}

/// Levels with their length before them, as in a data page of version 1.
pub(super) fn push_levels(levels: &[u32], out: &mut Vec<u8>) {
    out.extend_from_slice(&[0; size_of::<u32>()]);
    hybrid::encode(levels, 1, out);
    #[expect(clippy::cast_possible_truncation, reason = "a page has at most 2^31 bytes")]
    let length = (out.len() - size_of::<u32>()) as u32;
    out[..size_of::<u32>()].copy_from_slice(&length.to_le_bytes());
}

/// Booleans as bits, the lowest first.
pub(super) fn push_bits(values: &[bool], out: &mut Vec<u8>) {
    let bits = |values: &[bool]| {
        values.iter().zip(0..).fold(0, |byte, (&value, bit)| byte | u8::from(value) << bit)
    };
    out.extend(values.chunks(8).map(bits));
}
