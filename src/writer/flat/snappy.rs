//! Snappy (`format_description.txt` of google/snappy) for bytes of which it is known what comes
//! again: copies are found without a search.
//!
//! A generator notes what it took from a list ([`Repeat`]). Each note is looked up by its key, and
//! is a copy if the bytes are the same as where that key was last: a few instructions for a word,
//! where a compressor that searches has to try every byte.

mod elements;

use std::ops::Range;

use super::varint::push_varint;
use crate::batch::Repeat;
use elements::{CHUNK, Elements, LONGEST_TAG, MOST, REST, ROOM, push_both};

/// Places that are remembered: as many as fit into a core's fastest cache, and lists of a thousand
/// words rarely share one.
const PLACES: usize = 1 << 13;

/// A compressor, with memory that it uses again for each page.
#[derive(Default)]
pub(super) struct Snappy {
    /// Where the bytes of a key were last: the lower 16 bits, as nothing farther can be copied.
    places: Vec<u16>,
    elements: Vec<u8>,
    /// Bytes of `elements` that are written, and of the text that they are for.
    at: usize,
    done: usize,
}

impl Snappy {
    /// Compresses the text up to the last of some more notes.
    pub(super) fn push(&mut self, text: &mut Vec<u8>, mut repeats: impl Iterator<Item = Repeat>) {
        let length = text.len();
        self.make_room(text);
        while let Some((note, offset)) = self.push_short(text, length, &mut repeats) {
            self.push_long(text, note, offset);
        }
        text.truncate(length);
    }

    /// Compresses the text up to the first note that is not of a few bytes, and gives that note and
    /// how far up its bytes may stand.
    ///
    /// There is no call in this loop: V8 keeps nothing in a register that has to outlast one.
    #[inline]
    fn push_short(
        &mut self,
        text: &[u8],
        length: usize,
        repeats: &mut impl Iterator<Item = Repeat>,
    ) -> Option<(Range<usize>, Option<usize>)> {
        let places = &mut self.places[..PLACES];
        let out = &mut self.elements[..];
        let (mut at, mut done) = (self.at, self.done);
        let mut long = None;
        for repeat in repeats {
            let (start, size) = (repeat.start as usize, usize::from(repeat.length));
            // Notes are only hints.
            if start < done || start + size > length || size < Repeat::MIN_LENGTH {
                continue;
            }
            let place = &mut places[usize::from(repeat.key) % PLACES];
            #[expect(clippy::cast_possible_truncation, reason = "the lower 16 bits")]
            let low = start as u16;
            let offset = usize::from(low.wrapping_sub(std::mem::replace(place, low)));
            let is_there = offset.wrapping_sub(1) < start;
            if size > CHUNK || start + size - done > MOST {
                long = Some((start..start + size, is_there.then_some(offset)));
                break;
            }
            // Where it is not there, it is compared with itself.
            let before = start - offset * usize::from(is_there);
            let (Some(room), Some(rest), Some(before)) = (
                out[at..].first_chunk_mut(),
                text[done..].first_chunk(),
                text[before..].first_chunk(),
            ) else {
                break;
            };
            let is_copy = is_there & same(before, rest, start - done, size);
            at += push_both(room, rest, start - done, (offset, size), is_copy);
            done = start + size;
        }
        (self.at, self.done) = (at, done);
        long
    }

    /// Compresses the text up to the end of a note of any length.
    fn push_long(&mut self, text: &[u8], note: Range<usize>, offset: Option<usize>) {
        let mut elements = Elements { out: &mut self.elements, at: self.at };
        let is_there =
            |offset: &usize| text[note.start - offset..][..note.len()] == text[note.clone()];
        if let Some(offset) = offset.filter(is_there) {
            elements.push_literal(&text[self.done..note.start]);
            elements.push_copy(offset, note.len());
        } else {
            elements.push_literal(&text[self.done..note.end]);
        }
        (self.at, self.done) = (elements.at, note.end);
    }

    /// Makes room for all elements of a text, and for what goes beyond its end.
    ///
    /// A note of four bytes or more adds the tag of a literal, and a literal of more than 60 bytes
    /// up to four bytes: less than a quarter.
    fn make_room(&mut self, text: &mut Vec<u8>) {
        let most = text.len() + text.len() / 4 + ROOM;
        if self.elements.len() < most {
            self.elements.resize(most, 0);
        }
        self.places.resize(PLACES, 0);
        text.resize(text.len() + REST, 0);
    }

    /// Ends the page of `head`, which is taken as it is, and `text`, and begins the next: what
    /// comes before the elements, and the elements. Nothing when there were no notes.
    pub(super) fn finish(&mut self, head: &[u8], text: &mut Vec<u8>) -> Option<(Vec<u8>, &[u8])> {
        if self.done == 0 {
            return None;
        }
        let length = text.len();
        self.make_room(text);
        let mut elements = Elements { out: &mut self.elements, at: self.at };
        elements.push_literal(&text[self.done..length]);
        let end = elements.at;
        text.truncate(length);
        self.places.fill(0);
        (self.at, self.done) = (0, 0);
        Some((start(head, length), &self.elements[..end]))
    }
}

/// The length of all, and a literal of what comes before the text.
fn start(head: &[u8], text: usize) -> Vec<u8> {
    let mut start = Vec::new();
    push_varint((head.len() + text) as u64, &mut start);
    let at = start.len();
    start.resize(at + LONGEST_TAG + head.len(), 0);
    let mut elements = Elements { out: &mut start, at };
    elements.push_literal(head);
    let end = elements.at;
    start.truncate(end);
    start
}

/// Whether the first `length` bytes of a chunk are those after the first `at` of a text; without a
/// branch.
#[inline]
fn same(chunk: &[u8; CHUNK], text: &[u8; REST], at: usize, length: usize) -> bool {
    let mask = &FIRST_BYTES[length.min(CHUNK)];
    let mut different = [0_u8; CHUNK];
    for n in 0..CHUNK {
        different[n] = (chunk[n] ^ text[at % (REST - CHUNK) + n]) & mask[n];
    }
    different == [0; CHUNK]
}

/// Chunks of which so many of the first bits are all ones, byte by byte.
const FIRST_BYTES: [[u8; CHUNK]; CHUNK + 1] = {
    let mut masks = [[0; CHUNK]; CHUNK + 1];
    let mut count = 1;
    while count <= CHUNK {
        masks[count] = masks[count - 1];
        masks[count][count - 1] = u8::MAX;
        count += 1;
    }
    masks
};

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::batch::ByteValues;
    use proptest::prelude::*;

    fn round_trip(head: &[u8], mut text: Vec<u8>, repeats: &[Repeat]) -> Option<usize> {
        let whole = [head, &text].concat();
        let mut snappy = Snappy::default();
        let mut compress = || {
            for some in repeats.chunks(7) {
                snappy.push(&mut text, some.iter().copied());
            }
            let (start, elements) = snappy.finish(head, &mut text)?;
            Some([&start, elements].concat())
        };
        let first = compress();
        if let Some(first) = &first {
            assert_eq!(snap::raw::Decoder::new().decompress_vec(first).unwrap(), whole);
        }
        // Nothing of one page is left for the next.
        assert_eq!(compress(), first);
        first.map(|first| first.len())
    }

    fn words(list: &[String], picks: &[usize]) -> ByteValues {
        let mut values = ByteValues::default();
        for pick in picks {
            let word = list[pick % list.len()].as_bytes();
            values.push_with(|text| {
                text.extend_from_slice(word);
                text.note_repeat(word.len(), Repeat::key(word));
                text.extend_from_slice(&pick.to_le_bytes()[..pick % 4]);
            });
        }
        values
    }

    proptest! {
        #[test]
        fn words_read_back(
            list in prop::collection::vec(".{0,90}", 1..8),
            picks in prop::collection::vec(any::<usize>(), 0..300),
            head in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let values = words(&list, &picks);
            round_trip(&head, values.bytes().to_vec(), values.repeats());
        }

        #[test]
        fn wrong_hints_do_no_harm(
            text in prop::collection::vec(0_u8..3, 0..400),
            hints in prop::collection::vec((0_u32..450, 0_u16..90, 0_u16..4), 0..60),
        ) {
            let hints: Vec<_> =
                hints.iter().map(|&(start, length, key)| Repeat { start, length, key }).collect();
            round_trip(&[], text, &hints);
        }
    }

    #[test]
    fn what_comes_again_is_not_written_again() {
        let list = ["Lovelace".to_string(), "x".repeat(200), "Babbage".to_string()];
        let picks: Vec<_> = (0..30_000).map(|n| n * 4).collect();
        let values = words(&list, &picks);
        // Of each three words: two copies of two bytes, and one of three times three and two.
        let most = 5 * picks.len() + 300;
        let length = round_trip(b"head", values.bytes().to_vec(), values.repeats()).unwrap();
        assert!(length < most, "{length}");
    }

    #[test]
    fn words_that_are_too_far_are_written_again() {
        let far = "y".repeat(70_000);
        let mut values = ByteValues::default();
        for (word, key) in [("Lovelace", 1), (&far, 2), ("Lovelace", 1)] {
            values.push_with(|text| {
                text.extend_from_slice(word.as_bytes());
                text.note_repeat(word.len(), key);
            });
        }
        let length = round_trip(&[], values.bytes().to_vec(), values.repeats());
        assert!(length.is_some_and(|length| length > 70_016), "{length:?}");
    }
}
