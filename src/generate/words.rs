//! Lists of words, laid out so that a word is written without a call for its few bytes.

use super::rng::below;

/// Bytes that are copied at once: one SIMD register.
const HEAD: usize = 16;

/// One word of a list.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its first bytes, and zeros after them.
    head: [u8; HEAD],
    length: usize,
    /// What follows, where it is longer than its head; the last of them filled with zeros.
    rest: Box<[[u8; HEAD]]>,
}

impl Word {
    /// A word.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let filled = |bytes: &[u8]| {
            let mut chunk = [0; HEAD];
            chunk[..bytes.len()].copy_from_slice(bytes);
            chunk
        };
        let mut chunks = text.as_bytes().chunks(HEAD).map(filled);
        let head = chunks.next().unwrap_or_default();
        Self { head, length: text.len(), rest: chunks.collect() }
    }

    /// Appends the word. A copy of a fixed size is a few instructions; of any other it is a call,
    /// which in WebAssembly costs more than the copy.
    #[inline]
    pub fn push_to(&self, text: &mut Vec<u8>) {
        let end = text.len() + self.length;
        text.extend_from_slice(&self.head);
        for chunk in &self.rest {
            text.extend_from_slice(chunk);
        }
        text.truncate(end);
    }
}

/// A list of words, of which each is as likely as it is often there.
#[derive(Clone, Debug)]
pub struct Words(Vec<Word>);

impl Words {
    /// The words of a list that is not empty.
    #[must_use]
    pub fn new<T: AsRef<str>>(list: impl IntoIterator<Item = T>) -> Self {
        let words: Vec<_> = list.into_iter().map(|text| Word::new(text.as_ref())).collect();
        debug_assert!(!words.is_empty(), "a pick needs a word");
        Self(words)
    }

    /// One of the words by the upper 32 of its random bits.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "lists have far fewer than 2^32 words")]
    pub fn pick(&self, bits: u64) -> &Word {
        &self.0[below(bits, self.0.len() as u32) as usize]
    }
}

/// Appends a number in decimal.
#[inline]
pub fn push_number(text: &mut Vec<u8>, number: u64) {
    // In 32 bits a division by a constant is one multiplication, also in WebAssembly.
    if let Ok(number) = u32::try_from(number) {
        push_digits(text, number);
    } else {
        push_number(text, number / 1_000_000_000);
        push_nine_digits(text, (number % 1_000_000_000) as u32);
    }
}

fn push_digits(text: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0_u8; 10];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    for &digit in &digits[start..] {
        text.push(digit);
    }
}

/// Appends a number below 10^9 with the zeros before it.
fn push_nine_digits(text: &mut Vec<u8>, number: u32) {
    let mut unit = 100_000_000;
    while unit > 0 {
        text.push(b'0' + (number / unit % 10) as u8);
        unit /= 10;
    }
}

/// Appends the last `width` digits of a number, zeros before them.
#[inline]
pub fn push_padded(text: &mut Vec<u8>, number: u64, width: usize) {
    let start = text.len();
    text.resize(start + width, b'0');
    set_digits(&mut text[start..], number);
}

/// Fills `digits` with the last digits of a number, zeros before them.
#[inline]
pub fn set_digits(digits: &mut [u8], mut number: u64) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_are_written_whole() {
        let mut text = Vec::new();
        for word in ["", "a", "exactly sixteen!", "more than sixteen bytes"] {
            Word::new(word).push_to(&mut text);
            text.push(b'|');
        }
        assert_eq!(text, b"|a|exactly sixteen!|more than sixteen bytes|");
    }

    #[test]
    fn numbers_have_no_leading_zeros() {
        let mut text = Vec::new();
        for number in [0, 7, 10, 4_294_967_295, 4_294_967_296, 1_000_000_000_000_000_007, u64::MAX]
        {
            push_number(&mut text, number);
            text.push(b' ');
        }
        assert_eq!(text, b"0 7 10 4294967295 4294967296 1000000000000000007 18446744073709551615 ");
    }

    #[test]
    fn digits_have_leading_zeros() {
        let mut text = Vec::new();
        for (number, width) in [(7, 3), (0, 1), (1_234, 2), (5, 0)] {
            push_padded(&mut text, number, width);
            text.push(b' ');
        }
        assert_eq!(text, b"007 0 34  ");
    }
}
