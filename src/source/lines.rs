//! Lines as editors count them: they end with `\n`, `\r\n` or `\r`.

/// Counts line breaks in bytes that come piece by piece.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct LineBreaks {
    pub(super) count: u64,
    /// Whether the last byte was `\r`: a `\n` after it is of the same break.
    is_after_return: bool,
}

impl LineBreaks {
    #[expect(clippy::naive_bytecount, reason = "the compiler makes wide steps of it")]
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last() else { return };
        let count = |byte| bytes.iter().filter(|other| **other == byte).count() as u64;
        let (feeds, returns) = (count(b'\n'), count(b'\r'));
        let pairs =
            if returns == 0 { 0 } else { bytes.windows(2).filter(|two| two == b"\r\n").count() };
        let is_pair = self.is_after_return && bytes[0] == b'\n';
        self.count += feeds + returns - pairs as u64 - u64::from(is_pair);
        self.is_after_return = *last == b'\r';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_counted_however_the_bytes_are_split() {
        let table: [(&[u8], u64); 8] = [
            (b"", 0),
            (b"a", 0),
            (b"a\nb\n", 2),
            (b"a\r\nb\r\n", 2),
            (b"a\rb\r", 2),
            (b"\r\r\n\n\r", 4),
            (b"\n\r", 2),
            (b"\r\n\r\n", 2),
        ];
        for (bytes, expected) in table {
            for at in 0..=bytes.len() {
                let mut breaks = LineBreaks::default();
                breaks.add(&bytes[..at]);
                breaks.add(&bytes[at..]);
                assert_eq!(breaks.count, expected, "{bytes:?} split at {at}");
            }
        }
    }
}
