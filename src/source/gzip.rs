//! Files that are compressed by gzip, of one member or several.

use std::io::{Error as IoError, ErrorKind, Write};

use flate2::write::MultiGzDecoder;

use crate::error::{Error, Result};

/// What every gzip file begins with.
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// Whether a file is compressed, by its first bytes.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// Undoes gzip a little at a time: a few bytes may become very many.
pub(super) struct Gunzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    /// Bytes of the file that were taken.
    taken: u64,
}

impl Gunzip {
    pub(super) fn new() -> Self {
        Self { decoder: MultiGzDecoder::new(Vec::new()), taken: 0 }
    }

    /// Takes as many of the file's next bytes as make a few KB of its content; says how many.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let taken = self.decoder.write(bytes).and_then(|taken| match taken {
            0 => Err(IoError::from(ErrorKind::InvalidData)),
            taken => Ok(taken),
        });
        let taken = taken.map_err(|error| self.broken(&error))?;
        self.taken += taken as u64;
        Ok(taken)
    }

    /// The file has no more bytes.
    pub(super) fn end(&mut self) -> Result<()> {
        self.decoder.try_finish().map_err(|_| {
            let problem = "the gzip file is damaged here, or ends before its content does";
            Error::source(self.place(), problem, "Copy or download the file again.")
        })
    }

    /// The content that has come out.
    pub(super) fn content(&mut self) -> &mut Vec<u8> {
        self.decoder.get_mut()
    }

    fn broken(&self, error: &IoError) -> Error {
        let problem = format!("this is no gzip ({error})");
        let remedy = "Compress the file again, or give it without compression.";
        Error::source(self.place(), problem, remedy)
    }

    fn place(&self) -> String {
        format!("byte {}", self.taken + 1)
    }
}
