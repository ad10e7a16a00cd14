//! Lists of words, laid out so that a word is written without a call for its few bytes.

use std::fmt::Display;
use std::io::Write;

use super::rng::below;
use crate::batch::{Repeat, Text};

/// Bytes that are copied at once: one SIMD register.
const HEAD: usize = 16;

/// A list of words, of which each is as likely as it is often there.
#[derive(Clone, Debug)]
pub struct Words {
    words: Vec<Word>,
    /// What follows the heads of longer words; the last chunk of each is filled with zeros.
    rest: Vec<[u8; HEAD]>,
}

/// One word, small enough that much of a list stays in a core's caches.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Its first bytes, and zeros after them.
    head: [u8; HEAD],
    /// Where the rest begins.
    rest: u32,
    length: u16,
    /// Its [`Repeat::key`].
    key: u16,
}

/// A word of a list.
#[derive(Clone, Copy, Debug)]
pub struct Picked<'a> {
    word: &'a Word,
    list: &'a Words,
}

impl Words {
    /// The words of a list that is not empty; each of fewer than 2^16 bytes.
    #[must_use]
    pub fn new<T: AsRef<str>>(list: impl IntoIterator<Item = T>) -> Self {
        let mut words = Self { words: Vec::new(), rest: Vec::new() };
        list.into_iter().for_each(|word| words.push(word.as_ref().as_bytes()));
        debug_assert!(!words.words.is_empty(), "a pick needs a word");
        words
    }

    #[expect(clippy::cast_possible_truncation, reason = "lists of the program, as said")]
    fn push(&mut self, word: &[u8]) {
        debug_assert!(word.len() <= u16::MAX.into(), "a word of {} bytes", word.len());
        let filled = |bytes: &[u8]| {
            let mut chunk = [0; HEAD];
            chunk[..bytes.len()].copy_from_slice(bytes);
            chunk
        };
        let mut chunks = word.chunks(HEAD).map(filled);
        let head = chunks.next().unwrap_or_default();
        let rest = self.rest.len() as u32;
        self.words.push(Word { head, rest, length: word.len() as u16, key: Repeat::key(word) });
        self.rest.extend(chunks);
    }

    /// One of the words by the upper 32 of its random bits.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "lists have far fewer than 2^32 words")]
    pub fn pick(&self, bits: u64) -> Picked<'_> {
        let word = &self.words[below(bits, self.words.len() as u32) as usize];
        Picked { word, list: self }
    }
}

impl Picked<'_> {
    /// Appends the word, which may come again. A copy of a fixed size is a few instructions; of any
    /// other it is a call, which in WebAssembly costs more than the copy.
    #[inline]
    pub fn push_to(self, text: &mut Text) {
        let length = usize::from(self.word.length);
        let end = text.len() + length;
        text.extend_from_slice(&self.word.head);
        if length > HEAD {
            self.push_rest(text);
        }
        text.truncate(end);
        text.note_repeat(length, self.word.key);
    }

    fn push_rest(self, text: &mut Vec<u8>) {
        let chunks = usize::from(self.word.length).div_ceil(HEAD) - 1;
        let start = self.word.rest as usize;
        self.list.rest[start..start + chunks]
            .iter()
            .for_each(|chunk| text.extend_from_slice(chunk));
    }
}

/// The digits of each number below `COUNT`, zeros before them.
#[expect(clippy::cast_possible_truncation, reason = "digits")]
pub const fn all_digits<const WIDTH: usize, const COUNT: usize>() -> [[u8; WIDTH]; COUNT] {
    let mut all = [[b'0'; WIDTH]; COUNT];
    let mut number = 0;
    while number < COUNT {
        let (mut rest, mut place) = (number, WIDTH);
        while place > 0 {
            place -= 1;
            all[number][place] += (rest % 10) as u8;
            rest /= 10;
        }
        number += 1;
    }
    all
}

static PAIRS: [[u8; 2]; 100] = all_digits();

/// Appends a value as it is shown.
pub(super) fn push_shown(text: &mut Vec<u8>, value: impl Display) {
    let written = write!(text, "{value}");
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
}

/// Appends a number in decimal.
#[inline]
pub fn push_number(text: &mut Vec<u8>, number: u64) {
    // In 32 bits a division by a constant is one multiplication, also in WebAssembly.
    if let Ok(number) = u32::try_from(number) {
        match number {
            0..10_000 => push_four_digits(text, number),
            _ => push_digits(text, number),
        }
    } else {
        push_number(text, number / 1_000_000_000);
        push_nine_digits(text, (number % 1_000_000_000) as u32);
    }
}

/// Appends a number below 10,000. How many digits it has is hard to foresee: there is no branch.
#[inline]
fn push_four_digits(text: &mut Vec<u8>, number: u32) {
    let [a, b] = PAIRS[(number / 100) as usize];
    let [c, d] = PAIRS[(number % 100) as usize];
    let zeros = u32::from(number < 10) + u32::from(number < 100) + u32::from(number < 1_000);
    let digits = u32::from_le_bytes([a, b, c, d]) >> (u8::BITS * zeros);
    text.extend_from_slice(&digits.to_le_bytes());
    text.truncate(text.len() - zeros as usize);
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
        let mut text = Text::default();
        for word in ["", "a", "exactly sixteen!", "more than sixteen bytes"] {
            Words::new(["x".repeat(20).as_str(), word]).pick(u64::MAX).push_to(&mut text);
            text.push(b'|');
        }
        assert_eq!(text[..], b"|a|exactly sixteen!|more than sixteen bytes|"[..]);
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
