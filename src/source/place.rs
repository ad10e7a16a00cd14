//! Where records stand, in words.

use super::lines::LineBreaks;
use super::{Place, RawBlock};

/// Tells the places of a block's records, asked for in their order.
pub(super) struct Places<'a> {
    block: &'a RawBlock,
    /// The last place of the block that was passed, and where its record begins.
    place: Option<Place>,
    rest: std::slice::Iter<'a, Place>,
    /// Line breaks from that record to `counted`, a place in the block.
    breaks: LineBreaks,
    counted: usize,
}

impl<'a> Places<'a> {
    pub(super) fn of(block: &'a RawBlock) -> Self {
        let rest = block.about.places.iter();
        Self { block, place: None, rest, breaks: LineBreaks::default(), counted: 0 }
    }

    /// The place of a record that begins at a byte of the block. To be told of each.
    pub(super) fn pass(&mut self, record: u64, start: usize) {
        if self.rest.as_slice().first().is_some_and(|place| place.record == record) {
            self.place = self.rest.next().cloned();
            (self.breaks, self.counted) = (LineBreaks::default(), start);
        }
    }

    /// The place of a record that was passed, which begins at a byte of the block.
    pub(super) fn tell(&mut self, record: u64, start: usize) -> String {
        match &self.place {
            Some(Place { page: Some(page), number, record: first }) => {
                format!("page {page}, record {}", number + record - first)
            }
            Some(Place { number, .. }) => {
                self.breaks.add(&self.block.bytes[self.counted..start]);
                self.counted = start;
                format!("line {}", number + self.breaks.count)
            }
            None => format!("block {}, record {}", self.block.about.block, record + 1),
        }
    }
}
