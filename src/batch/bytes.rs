//! Values of variable length.

use std::ops::{Deref, DerefMut};

use crate::error::{Error, Result};

/// Values of variable length, one after another.
#[derive(Clone, Debug, Default)]
pub struct ByteValues {
    text: Text,
    /// Where each value ends.
    ends: Vec<u32>,
}

/// Bytes while they are written, with a note of what is likely to stand further up too: a
/// compressor that is told where to look need not search.
#[derive(Clone, Debug, Default)]
pub struct Text {
    bytes: Vec<u8>,
    repeats: Vec<Repeat>,
}

/// Bytes that were written from a list, so that they come again and again. Only a hint: what was
/// written can have been changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Where they begin.
    pub start: u32,
    /// How many they are.
    pub length: u16,
    /// The same for the same bytes, and nearly always another for others.
    pub key: u16,
}

impl Repeat {
    /// Fewest bytes that are noted: what is shorter costs as much as a reference to it.
    pub const MIN_LENGTH: usize = 4;

    /// The key of some bytes: FNV-1a, folded to 16 bits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "folded")]
    pub fn key(bytes: &[u8]) -> u16 {
        let hash = bytes.iter().fold(0x811C_9DC5_u32, |hash, &byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        (hash ^ (hash >> 16)) as u16
    }
}

impl Text {
    /// Notes that the last `length` bytes come from a list, by their [`Repeat::key`].
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a batch is below 4 GiB, see `checked`")]
    pub fn note_repeat(&mut self, length: usize, key: u16) {
        if let (Repeat::MIN_LENGTH.., Ok(short)) = (length, u16::try_from(length)) {
            let start = (self.bytes.len() - length) as u32;
            self.repeats.push(Repeat { start, length: short, key });
        }
    }
}

impl Deref for Text {
    type Target = Vec<u8>;

    #[inline]
    fn deref(&self) -> &Vec<u8> {
        &self.bytes
    }
}

impl DerefMut for Text {
    #[inline]
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

impl ByteValues {
    /// Room for `values` values of about `bytes` bytes each.
    #[must_use]
    pub fn with_capacity(values: usize, bytes: usize) -> Self {
        let bytes = Vec::with_capacity(values.saturating_mul(bytes));
        let text = Text { bytes, repeats: Vec::new() };
        Self { text, ends: Vec::with_capacity(values) }
    }

    /// Adds one value: `write` appends its bytes, and must not touch what is there already.
    #[inline]
    pub fn push_with(&mut self, write: impl FnOnce(&mut Text)) {
        write(&mut self.text);
        // A batch is far below 4 GiB: `checked` refuses one that is not.
        #[expect(clippy::cast_possible_truncation, reason = "checked when the column is done")]
        self.ends.push(self.text.len() as u32);
    }

    /// Adds one value.
    pub fn push(&mut self, value: &[u8]) {
        self.push_with(|text| text.extend_from_slice(value));
    }

    /// The values, unless they are too many bytes to count in 32 bits.
    ///
    /// # Errors
    /// [`Error::Generate`] at 4 GiB.
    pub fn checked(self) -> Result<Self> {
        match u32::try_from(self.text.len()) {
            Ok(_) => Ok(self),
            Err(_) => Err(Error::Generate(format!(
                "{} values of a column have more than 4 GiB",
                self.ends.len()
            ))),
        }
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One value.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> &[u8] {
        &self.text[self.start(index)..self.ends[index] as usize]
    }

    /// Every value.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.range(0, self.len())
    }

    /// Values `from` to before `to`.
    pub fn range(&self, from: usize, to: usize) -> impl Iterator<Item = &[u8]> {
        let mut start = self.start(from);
        self.ends[from..to].iter().map(move |&end| {
            let value = &self.text[start..end as usize];
            start = end as usize;
            value
        })
    }

    /// How many bytes each of the values `from` to before `to` has.
    pub(crate) fn lengths(&self, from: usize, to: usize) -> impl Iterator<Item = u32> {
        let mut before = self.begin(from);
        self.ends[from..to].iter().map(move |&end| end - std::mem::replace(&mut before, end))
    }

    /// Bytes of all values.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// Where a value begins, or the one before it ends.
    #[inline]
    pub(crate) fn start(&self, index: usize) -> usize {
        self.begin(index) as usize
    }

    #[inline]
    fn begin(&self, index: usize) -> u32 {
        index.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Where each value ends among [`Self::bytes`].
    pub(crate) fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// What comes from lists, in the order in which it was written.
    pub(crate) fn repeats(&self) -> &[Repeat] {
        &self.text.repeats
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for ByteValues {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut all = Self::default();
        for value in values {
            all.push(value.as_ref());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_one_after_another() {
        let values: ByteValues = ["ab", "", "c"].into_iter().collect();
        assert_eq!((values.bytes(), values.ends()), (&b"abc"[..], &[2, 2, 3][..]));
        assert_eq!(values.iter().collect::<Vec<_>>(), [&b"ab"[..], b"", b"c"]);
        assert_eq!(values.range(1, 3).collect::<Vec<_>>(), [&b""[..], b"c"]);
        assert_eq!(values.get(2), b"c");
        assert_eq!(values.lengths(1, 3).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn what_comes_from_a_list_is_noted_unless_it_is_short() {
        let mut values = ByteValues::default();
        for word in ["Lovelace", "Ada", "Lovelace"] {
            values.push_with(|text| {
                text.extend_from_slice(word.as_bytes());
                text.note_repeat(word.len(), Repeat::key(word.as_bytes()));
            });
        }
        let [first, second] = values.repeats() else { panic!("{:?}", values.repeats()) };
        assert_eq!((first.start, second.start, second.length), (0, 11, 8));
        assert_eq!(first.key, second.key);
        assert_ne!(first.key, Repeat::key(b"Lovelock"));
    }
}
