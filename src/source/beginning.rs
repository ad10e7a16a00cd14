//! The beginning of a file of text: without gzip and without a byte order mark.

use std::borrow::Cow;

use super::Opening;
use super::gzip::{Gunzip, is_gzip};
use crate::error::{Error, Result};

/// Bytes of the beginning that are looked at, if it is compressed: a few may become very many.
const MAX_BYTES: usize = 8 << 20;

/// A file's first bytes.
pub(super) struct Beginning<'a> {
    bytes: Cow<'a, [u8]>,
    /// Bytes of the byte order mark before the text.
    mark: usize,
    /// Whether there is more.
    pub(super) is_cut: bool,
    /// About how many bytes the whole file has, without gzip.
    pub(super) total: Option<u64>,
}

impl<'a> Beginning<'a> {
    /// # Errors
    /// [`Error::Source`] for a broken gzip file, and for text in an encoding that is not UTF-8.
    pub(super) fn of(opening: &Opening<'a>) -> Result<Self> {
        let mut beginning = if is_gzip(opening.bytes) {
            Self::gunzip(opening)?
        } else {
            let bytes = Cow::Borrowed(opening.bytes);
            Self { bytes, mark: 0, is_cut: opening.is_cut(), total: opening.size }
        };
        if let Some(format) = other_format(&beginning.bytes) {
            let problem = format!("the file is {format}, and no text");
            return Err(Error::source(
                "byte 1",
                problem,
                "Choose its kind as the source, or a file of text.",
            ));
        }
        beginning.mark = mark(&beginning.bytes)?;
        Ok(beginning)
    }

    /// The text.
    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[self.mark..]
    }

    /// Bytes before the text: the byte order mark.
    pub(super) fn mark(&self) -> usize {
        self.mark
    }

    fn gunzip(opening: &Opening) -> Result<Self> {
        let (mut gunzip, mut taken) = (Gunzip::new(), 0);
        while taken < opening.bytes.len() && gunzip.content().len() < MAX_BYTES {
            taken += gunzip.push(&opening.bytes[taken..])?;
        }
        let is_cut = opening.is_cut() || taken < opening.bytes.len();
        if !is_cut {
            gunzip.end()?;
        }
        let bytes = std::mem::take(gunzip.content());
        let total = match opening.size {
            _ if !is_cut => Some(bytes.len() as u64),
            Some(size) => {
                u64::try_from(u128::from(size) * bytes.len() as u128 / taken.max(1) as u128).ok()
            }
            None => None,
        };
        Ok(Self { bytes: bytes.into(), mark: 0, is_cut, total })
    }
}

/// What a file is that is often taken for text by mistake.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // What a text may begin with as well is followed by no letter.
        [b'P', b'A', b'R', b'1', 0..=8 | 14..=31, ..] => Some("a Parquet file"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Some("a ZIP archive, as those of Excel are"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("a file of Excel or the like"),
        [b'A', b'R', b'R', b'O', b'W', b'1', 0, ..] => Some("an Arrow file"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some("compressed by zstd"),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some("compressed by bzip2"),
        _ => None,
    }
}

/// Bytes of the byte order mark of UTF-8, if there is one.
fn mark(bytes: &[u8]) -> Result<usize> {
    let encoding = match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return Ok(3),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "UTF-16",
        // Without a mark: no text of UTF-8 begins with zeros between its letters.
        [first, ..] if bytes.iter().take(4).any(|byte| *byte == 0) => {
            let problem = "there are zero bytes, as UTF-16 and binary files have them";
            let at = if *first == 0 { 1 } else { 2 };
            return Err(Error::source(format!("byte {at}"), problem, SAVE_AS_UTF8));
        }
        _ => return Ok(0),
    };
    Err(Error::source("byte 1", format!("the file is text in {encoding}"), SAVE_AS_UTF8))
}

/// What to do about text in another encoding.
pub(super) const SAVE_AS_UTF8: &str = "Save the file as UTF-8.";

/// What is wrong with bytes that are no UTF-8.
pub(super) fn not_utf8(bytes: &[u8]) -> Option<String> {
    let at = std::str::from_utf8(bytes).err()?.valid_up_to();
    Some(format!("byte {:#04X} is not of a text in UTF-8", bytes[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_named() {
        let said = |bytes: &[u8]| match Beginning::of(&Opening::whole(bytes)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let table: [(&[u8], &str); 6] = [
            (b"PAR1\x15\x04", "byte 1: the file is a Parquet file, and no text"),
            (
                b"PK\x03\x04",
                "byte 1: the file is a ZIP archive, as those of Excel are, and no text",
            ),
            (b"\xFF\xFEa\0", "byte 1: the file is text in UTF-16"),
            (b"PAR1,x\n1,2\n", ""),
            (b"BZh1,x\n1,2\n", ""),
            (b"ARROW1,x\n1,2\n", ""),
        ];
        for (bytes, expected) in table {
            assert_eq!(said(bytes), expected, "{bytes:?}");
        }
    }
}
