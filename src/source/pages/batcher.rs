//! Records to blocks.

use std::collections::VecDeque;

use crate::error::{Error, Result};
use crate::job::BlockSize;
use crate::limits::{MAX_BLOCK_MB, MB};
use crate::source::{About, Place, RawBlock};

/// Most bytes of records in a block.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
const MAX_BYTES: u64 = MAX_BLOCK_MB as u64 * MB;

/// Puts records together into blocks: NDJSON, a line each.
#[derive(Debug)]
pub struct Batcher {
    /// Records, and bytes, that a block is full with.
    rows: u64,
    bytes: u64,
    block: RawBlock,
    full: VecDeque<RawBlock>,
    /// Bytes of the block before, and a few more.
    room: usize,
}

impl Batcher {
    /// No record yet. A size in MB is one of the source, as long as no plan has made another of it.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 512 MB")]
    #[expect(clippy::cast_precision_loss, reason = "a small whole number")]
    pub fn new(block: BlockSize) -> Self {
        let (rows, bytes) = match block {
            BlockSize::Rows(rows) => (rows, u64::MAX),
            BlockSize::SourceBytes(bytes) => (u64::MAX, bytes),
            BlockSize::SizeMb(size) => (u64::MAX, (size * MB as f64) as u64),
        };
        Self { rows, bytes, block: RawBlock::default(), full: VecDeque::new(), room: 0 }
    }

    /// Takes a record, by its page and its number there.
    ///
    /// # Errors
    /// [`Error::Limit`] for more bytes than a block can have.
    pub fn push(&mut self, page: u64, number: u64, record: &str) -> Result<()> {
        let planned = self.block.bytes.len() as u64 + record.len() as u64 + 1;
        if planned > MAX_BYTES {
            return Err(too_large(planned));
        }
        self.place(page, number);
        self.make_room();
        append_line(&mut self.block.bytes, record);
        self.block.about.records += 1;
        if self.block.about.records >= self.rows || planned >= self.bytes {
            self.finish();
        }
        Ok(())
    }

    /// Makes room for a block as long as the one before, when that one is gone: a buffer that doubles
    /// needs up to three times the memory.
    fn make_room(&mut self) {
        let length = self.block.bytes.len();
        if self.full.is_empty() && self.block.bytes.capacity() < self.room {
            self.block.bytes.reserve_exact(self.room - length);
        }
    }

    /// Says where the next record stands, unless it follows the one before it.
    fn place(&mut self, page: u64, number: u64) {
        let about = &mut self.block.about;
        let follows = about.places.last().is_some_and(|place| {
            place.page == Some(page) && place.number + about.records - place.record == number
        });
        if !follows {
            about.places.push(Place { record: about.records, page: Some(page), number });
        }
    }

    /// There are no more records: the last block may be smaller.
    pub fn finish(&mut self) {
        if self.block.about.records > 0 {
            let about = About { block: self.block.about.block + 1, ..About::default() };
            self.room = self.block.bytes.len() / 16 * 17;
            let next = RawBlock { bytes: Vec::new(), about };
            self.full.push_back(std::mem::replace(&mut self.block, next));
        }
    }

    /// A block that is full, in the order of the pages.
    pub fn pop(&mut self) -> Option<RawBlock> {
        self.full.pop_front()
    }
}

/// A JSON value as one line: newlines in it only stand between its parts, as those in texts are
/// escaped.
fn append_line(lines: &mut Vec<u8>, json: &str) {
    let start = lines.len();
    lines.extend_from_slice(json.as_bytes());
    for byte in &mut lines[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    lines.push(b'\n');
}

fn too_large(planned: u64) -> Error {
    Error::Limit {
        what: "bytes of records in a block",
        planned,
        limit: MAX_BYTES,
        whose: "the memory of a browser tab",
        remedy: "Enter fewer rows per block.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(batcher: &mut Batcher) -> Vec<(u64, String, Vec<Place>)> {
        std::iter::from_fn(|| batcher.pop())
            .map(|RawBlock { bytes, about }| {
                assert_eq!(bytes.split(|byte| *byte == b'\n').count() as u64, about.records + 1);
                (about.block, String::from_utf8(bytes).unwrap(), about.places)
            })
            .collect()
    }

    fn place(record: u64, page: u64, number: u64) -> Place {
        Place { record, page: Some(page), number }
    }

    #[test]
    fn blocks_of_so_many_records_know_their_places() {
        let mut batcher = Batcher::new(BlockSize::Rows(3));
        for (page, number) in [(1, 1), (1, 2), (2, 1), (2, 2), (2, 4)] {
            batcher.push(page, number, &format!("{{\"a\":\r\n{page}{number}}}")).unwrap();
        }
        assert_eq!(
            texts(&mut batcher),
            [(
                0,
                "{\"a\":  11}\n{\"a\":  12}\n{\"a\":  21}\n".into(),
                vec![place(0, 1, 1), place(2, 2, 1)]
            )]
        );
        batcher.finish();
        batcher.finish();
        let rest =
            [(1, "{\"a\":  22}\n{\"a\":  24}\n".into(), vec![place(0, 2, 2), place(1, 2, 4)])];
        assert_eq!(texts(&mut batcher), rest);
    }

    #[test]
    fn the_record_that_reaches_the_bytes_ends_a_block() {
        let mut batcher = Batcher::new(BlockSize::SourceBytes(6));
        for number in 1..=4 {
            batcher.push(1, number, "{}").unwrap();
        }
        batcher.push(1, 5, "{\"a\": 12345}").unwrap();
        let lengths: Vec<_> = texts(&mut batcher).iter().map(|(_, text, _)| text.len()).collect();
        assert_eq!(lengths, [6, 6, 13]);
    }
}
