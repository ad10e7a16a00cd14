//! Dictionaries of columns whose values are picks from a known list.

use std::sync::Arc;

use super::extent::Extent;
use crate::batch::ByteValues;

/// The values that the chunk has had so far, in the order in which they came.
pub(super) struct Dictionary {
    choices: Arc<ByteValues>,
    /// The place in the chunk's dictionary of each choice that it has.
    codes: Vec<u32>,
    /// The choices of the dictionary.
    pub used: ByteValues,
    /// The rank of each choice among all in the order of bytes: cheap minima and maxima.
    ranks: Vec<u32>,
}

/// The code of a choice that the dictionary has not.
const UNUSED: u32 = u32::MAX;

impl Dictionary {
    pub(super) fn new(choices: Arc<ByteValues>) -> Self {
        let mut order: Vec<_> = (0..choices.len()).collect();
        order.sort_by_key(|&index| choices.get(index));
        let mut ranks = vec![0; choices.len()];
        for (rank, index) in (0..).zip(order) {
            ranks[index] = rank;
        }
        Self { codes: vec![UNUSED; choices.len()], ranks, used: ByteValues::default(), choices }
    }

    /// Appends the codes of some choices, and gives the least and the greatest of them.
    pub(super) fn push_codes(&mut self, keys: &[u32], codes: &mut Vec<u32>) -> Option<Extent> {
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
