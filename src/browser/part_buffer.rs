//! Part buffers that live in the browser's memory, not in wasm's.

use js_sys::Uint8Array;

use crate::parts::PartBuffer;

#[expect(clippy::cast_possible_truncation, reason = "typed arrays here are below 4 GiB")]
impl PartBuffer for Uint8Array {
    fn with_length(length: usize) -> Self {
        Self::new_with_length(length as u32)
    }

    fn length(&self) -> usize {
        Uint8Array::length(self) as usize
    }

    fn copy(&mut self, at: usize, chunk: &Self, from: usize, length: usize) {
        self.set(&chunk.subarray(from as u32, (from + length) as u32), at as u32);
    }

    fn cut(self, length: usize) -> Self {
        self.subarray(0, length as u32)
    }
}
