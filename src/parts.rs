//! Bytes become parts: all of one size, the last as large as what is left.

/// Bytes of a fixed length that are filled from the front: a `Vec` natively, an `ArrayBuffer` in
/// the browser, so that a part's bytes need not enter the wasm memory.
pub trait PartBuffer: Sized {
    /// A buffer of `length` bytes.
    fn with_length(length: usize) -> Self;

    /// Its length in bytes.
    fn length(&self) -> usize;

    /// Copies `chunk[from..from + length]` to `at`.
    fn copy(&mut self, at: usize, chunk: &Self, from: usize, length: usize);

    /// Only the first `length` bytes.
    #[must_use]
    fn cut(self, length: usize) -> Self;
}

impl PartBuffer for Vec<u8> {
    fn with_length(length: usize) -> Self {
        vec![0; length]
    }

    fn length(&self) -> usize {
        self.len()
    }

    fn copy(&mut self, at: usize, chunk: &Self, from: usize, length: usize) {
        self[at..at + length].copy_from_slice(&chunk[from..from + length]);
    }

    fn cut(mut self, length: usize) -> Self {
        self.truncate(length);
        self
    }
}

/// One part: its number, from 1, and its bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<B> {
    /// S3's part number, from 1.
    pub number: u32,
    /// The part's bytes.
    pub bytes: B,
}

/// Fills parts with the bytes of a file.
pub struct Parts<B> {
    part_bytes: usize,
    filling: Option<B>,
    /// Memory of parts that are sent.
    spare: Vec<B>,
    filled: usize,
    next_number: u32,
}

impl<B: PartBuffer> Parts<B> {
    /// Parts of `part_bytes` bytes, at least 1.
    #[must_use]
    pub fn new(part_bytes: usize) -> Self {
        let (filling, spare) = (None, Vec::new());
        Self { part_bytes: part_bytes.max(1), filling, spare, filled: 0, next_number: 1 }
    }

    /// Takes back the bytes of a part that nobody needs any more: new memory costs as much as to
    /// fill it.
    pub fn recycle(&mut self, bytes: B) {
        if bytes.length() == self.part_bytes {
            self.spare.push(bytes);
        }
    }

    /// Takes the next bytes of the file, from `from` on, until one part is full. Gives that part
    /// and where to go on; `None` when all of the chunk was taken.
    pub fn fill(&mut self, chunk: &B, from: usize) -> Option<(Part<B>, usize)> {
        let left = chunk.length() - from;
        if left == 0 {
            return None;
        }
        let part_bytes = self.part_bytes;
        let spare = &mut self.spare;
        let new = || spare.pop().unwrap_or_else(|| B::with_length(part_bytes));
        let buffer = self.filling.get_or_insert_with(new);
        let length = left.min(part_bytes - self.filled);
        buffer.copy(self.filled, chunk, from, length);
        self.filled += length;
        if self.filled < part_bytes {
            return None;
        }
        self.take().map(|part| (part, from + length))
    }

    /// The part that is being filled, as it is.
    pub fn take(&mut self) -> Option<Part<B>> {
        let bytes = self.filling.take()?.cut(self.filled);
        let number = self.next_number;
        self.next_number += 1;
        self.filled = 0;
        Some(Part { number, bytes })
    }

    /// Bytes of memory that the part being filled and spare ones hold.
    #[must_use]
    pub fn buffered(&self) -> usize {
        self.filling.iter().chain(&self.spare).map(B::length).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts' sizes when chunks of these sizes are pushed; their bytes are checked.
    fn sizes(part_bytes: usize, chunks: &[usize]) -> Vec<usize> {
        let mut parts = Parts::<Vec<u8>>::new(part_bytes);
        let file: Vec<u8> = (0..chunks.iter().sum()).map(|n: usize| n.to_le_bytes()[0]).collect();
        let (mut made, mut start) = (Vec::new(), 0);
        for length in chunks {
            let chunk = file[start..start + length].to_vec();
            let mut from = 0;
            while let Some((part, next)) = parts.fill(&chunk, from) {
                parts.recycle(part.bytes.clone());
                made.push(part);
                from = next;
            }
            start += length;
        }
        made.extend(parts.take());
        let joined: Vec<u8> = made.iter().flat_map(|part| part.bytes.clone()).collect();
        assert_eq!(joined, file);
        assert!((1..).zip(&made).all(|(number, part)| part.number == number));
        made.iter().map(|part| part.bytes.len()).collect()
    }

    #[test]
    fn all_parts_but_the_last_are_full() {
        assert_eq!(sizes(10, &[3]), [3]);
        assert_eq!(sizes(10, &[10]), [10]);
        assert_eq!(sizes(10, &[7, 7, 7]), [10, 10, 1]);
        assert_eq!(sizes(10, &[35, 0, 5]), [10, 10, 10, 10]);
        assert_eq!(sizes(10, &[]), [] as [usize; 0]);
    }
}
