//! The elements of Snappy's format: literals and copies.

/// Bytes that are read or written at once: they may go beyond the end of what is meant.
pub(super) const CHUNK: usize = 16;

/// Most bytes of a literal and the copy after it.
pub(super) const MOST: usize = 2 * CHUNK;

/// Bytes of a text that are read from where its next element begins.
pub(super) const REST: usize = MOST + CHUNK;

/// Bytes for which there has to be room where a literal and a copy are written.
pub(super) const ROOM: usize = MOST + 5;

/// Bytes of the longest tag of a literal: one, and a number of 32 bits.
pub(super) const LONGEST_TAG: usize = 5;

/// Longest copy of one element.
const LONGEST: usize = 64;

/// Elements, where there is room for them.
pub(super) struct Elements<'a> {
    pub out: &'a mut [u8],
    pub at: usize,
}

/// Writes a literal, if there is one, and after it a copy by offset and length, if it is one; gives
/// how many bytes both are. The literal is the first `literal` bytes of `text`, and those of the
/// copy too where it is none: at most [`MOST`]. The copy has at most [`CHUNK`] bytes.
///
/// What there is nobody can foresee, a branch the least: all is written, and what is not meant is
/// written over.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "at most `MOST`, and byte by byte")]
pub(super) fn push_both(
    out: &mut [u8; ROOM],
    text: &[u8; REST],
    literal: usize,
    (offset, length): (usize, usize),
    is_copy: bool,
) -> usize {
    // What the compiler knows, it does not check.
    let literal = (literal + length * usize::from(!is_copy)).min(MOST);
    out[0] = (literal.wrapping_sub(1) << 2) as u8;
    let tag = usize::from(literal > 0);
    out[tag..tag + MOST].copy_from_slice(&text[..MOST]);
    let (element, bytes) = copy(offset, length);
    out[tag + literal..][..4].copy_from_slice(&element.to_le_bytes());
    tag + literal + bytes * usize::from(is_copy)
}

impl Elements<'_> {
    /// Bytes as they are.
    #[expect(clippy::cast_possible_truncation, reason = "byte by byte")]
    pub(super) fn push_literal(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.len().checked_sub(1) else { return };
        if last < 60 {
            self.push_all(&[(last << 2) as u8]);
        } else {
            // The tag says how many bytes of a number follow.
            let size = (usize::BITS - last.leading_zeros()).div_ceil(8) as usize;
            self.push_all(&[((59 + size) << 2) as u8]);
            self.push_all(&last.to_le_bytes()[..size]);
        }
        self.push_all(bytes);
    }

    /// Bytes that stand `offset` bytes further up: fewer than 2^16.
    pub(super) fn push_copy(&mut self, offset: usize, mut length: usize) {
        while length > 0 {
            let (element, bytes) = copy(offset, length.min(LONGEST));
            self.push_all(&element.to_le_bytes()[..bytes]);
            length -= length.min(LONGEST);
        }
    }

    fn push_all(&mut self, bytes: &[u8]) {
        self.out[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }
}

/// A copy of at most [`LONGEST`] bytes, and how many bytes it takes.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "three bytes at most")]
fn copy(offset: usize, length: usize) -> (u32, usize) {
    let (offset, length) = (offset as u32, length as u32);
    let long = (length - 1) << 2 | 2 | offset << 8;
    let past_least = length.wrapping_sub(4);
    let short = (offset >> 8) << 5 | (past_least & 7) << 2 | 1 | (offset & 0xFF) << 8;
    let is_short = u32::from(past_least < 8) & u32::from(offset < 1 << 11) == 1;
    (if is_short { short } else { long }, 3 - usize::from(is_short))
}
