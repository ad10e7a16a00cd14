//! Reads a file of text in order and cuts it into blocks of whole records.

use super::beginning::Beginning;
use super::cutter::{Cutter, Scan};
use super::gzip::{Gunzip, is_gzip};
use super::{Answer, Next, Opening, RawBlock, SourceReader};
use crate::error::{Error, Result};

/// Reads a file of text: gzip is undone a little at a time, as much as the next block needs.
pub(super) struct FileReader<S> {
    cutter: Cutter<S>,
    gunzip: Option<Gunzip>,
    /// Bytes of the byte order mark that are still to come.
    mark: usize,
    /// Bytes of the file of which `taken` went on.
    given: Vec<u8>,
    taken: usize,
    /// Text of which `cut` went on.
    text: Vec<u8>,
    cut: usize,
    stage: Stage,
    ready: Option<RawBlock>,
    /// What went wrong while nobody asked.
    error: Option<Error>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// The file may have more bytes.
    Reading,
    /// All bytes of the file are given.
    Given,
    /// All text is cut.
    Done,
}

impl<S: Scan> FileReader<S> {
    /// # Errors
    /// [`Error::Source`] when the file is no text in UTF-8.
    pub(super) fn new(opening: &Opening, cutter: Cutter<S>) -> Result<Self> {
        Ok(Self {
            cutter,
            gunzip: is_gzip(opening.bytes).then(Gunzip::new),
            mark: Beginning::of(opening)?.mark(),
            given: Vec::new(),
            taken: 0,
            text: Vec::new(),
            cut: 0,
            stage: Stage::Reading,
            ready: None,
            error: None,
        })
    }

    /// Goes on until a block is whole, or there is nothing to go on with.
    fn advance(&mut self) -> Result<()> {
        while self.ready.is_none() && self.stage != Stage::Done {
            if self.cut == self.text.len() && !self.refill()? {
                if self.stage == Stage::Reading {
                    return Ok(());
                }
                self.cutter.end()?;
                self.stage = Stage::Done;
                self.ready = self.cutter.pop();
                return Ok(());
            }
            self.cut += self.cutter.push(&self.text[self.cut..])?;
            if self.cutter.is_full() {
                self.ready = self.cutter.pop();
            }
        }
        Ok(())
    }

    /// Makes text of what was given; says whether there is some.
    fn refill(&mut self) -> Result<bool> {
        self.text.clear();
        self.cut = 0;
        match &mut self.gunzip {
            None => {
                std::mem::swap(&mut self.text, &mut self.given);
                self.cut = std::mem::take(&mut self.taken);
            }
            Some(gunzip) => {
                while gunzip.content().is_empty() && self.taken < self.given.len() {
                    self.taken += gunzip.push(&self.given[self.taken..])?;
                }
                if gunzip.content().is_empty() && self.stage == Stage::Given {
                    gunzip.end()?;
                }
                std::mem::swap(&mut self.text, gunzip.content());
            }
        }
        let skipped = self.mark.min(self.text.len() - self.cut);
        self.mark -= skipped;
        self.cut += skipped;
        Ok(!self.text.is_empty())
    }
}

impl<S: Scan> SourceReader for FileReader<S> {
    fn next(&mut self) -> Next {
        let is_done = self.stage == Stage::Done && self.error.is_none();
        if is_done { Next::Nothing } else { Next::More }
    }

    fn give(&mut self, answer: Answer) -> Result<()> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        match answer {
            Answer::Bytes(bytes) => {
                self.given.drain(..std::mem::take(&mut self.taken));
                self.given.extend_from_slice(bytes);
            }
            _ if self.stage == Stage::Reading => self.stage = Stage::Given,
            _ => {}
        }
        self.advance()
    }

    fn pop(&mut self) -> Option<RawBlock> {
        let block = self.ready.take();
        self.error = self.advance().err();
        block
    }
}
