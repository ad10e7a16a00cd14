//! Cuts text into blocks of whole records.

use super::lines::LineBreaks;
use super::reject::{MAX_RECORD_TEXT, cut};
use super::{OnError, Place, RawBlock, Reject};
use crate::error::{Error, Result};
use crate::job::BlockSize;
use crate::limits::{MAX_RECORD_BYTES, MB};

/// Finds where records end, in bytes that come piece by piece.
pub(super) trait Scan {
    /// How many of the next bytes belong to the record that is being read, with the line break after
    /// it; none if it does not end there.
    fn end(&mut self, bytes: &[u8]) -> Option<usize>;

    /// Whether there were only blank lines since the last record ended.
    fn is_blank(&self) -> bool;

    /// Bytes of blank lines before the record that some bytes begin with.
    fn blank(bytes: &[u8]) -> usize;

    /// What is wrong with the record that is being read, if the text ends here.
    fn unfinished(&self) -> Option<&'static str>;

    /// What to do about a record that is too long.
    const TOO_LONG: &'static str;
}

/// Blank lines of this many bytes are not kept in a block.
const MAX_BLANK_BYTES: usize = 64 << 10;

/// How many times as long as it is a block is expected to become, at most.
const MOST_GROWTH: usize = 4;

/// Blank lines before the record that is being read.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    /// They are kept, so far.
    Kept,
    /// They are left out.
    LeftOut,
    /// There are no more: the record has begun.
    Over,
}

/// Cuts text that comes piece by piece. Where a block ends does not depend on the pieces.
pub(super) struct Cutter<S> {
    scan: S,
    size: BlockSize,
    on_error: OnError,
    /// Whether the next record has the columns' names.
    is_header: bool,
    /// What is being filled.
    block: RawBlock,
    /// Bytes of the block before.
    usual: usize,
    /// Where the record that is being read begins in the block, with the blank lines before it.
    start: usize,
    /// Line breaks up to `counted`, a place in the block.
    breaks: LineBreaks,
    counted: usize,
    gap: Gap,
    /// Whether the next record follows the one before it, line by line.
    is_placed: bool,
    /// What is said of the record that is being read, if it is left out.
    left_out: Option<Reject>,
}

impl<S: Scan> Cutter<S> {
    pub(super) fn new(scan: S, size: BlockSize, on_error: OnError, is_header: bool) -> Self {
        Self {
            scan,
            size,
            on_error,
            is_header,
            block: RawBlock::default(),
            usual: 0,
            start: 0,
            breaks: LineBreaks::default(),
            counted: 0,
            gap: Gap::Kept,
            is_placed: false,
            left_out: None,
        }
    }

    /// Takes the next bytes up to the end of the block that is being filled; says how many.
    ///
    /// # Errors
    /// [`Error::Source`] with the line where a record begins that cannot be cut off.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut taken = 0;
        while let Some(length) = self.scan.end(&bytes[taken..]) {
            self.take(&bytes[taken..taken + length], true)?;
            taken += length;
            self.end_record();
            if self.is_full() {
                return Ok(taken);
            }
        }
        self.take(&bytes[taken..], !self.scan.is_blank())?;
        Ok(bytes.len())
    }

    /// The text has no more bytes.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub(super) fn end(&mut self) -> Result<()> {
        if self.scan.is_blank() {
            self.block.bytes.truncate(self.start);
            return Ok(());
        }
        if let (Some(problem), None) = (self.scan.unfinished(), &self.left_out) {
            self.leave_out(problem, "Close the quote, or double it where it is part of a value.")?;
        }
        self.end_record();
        Ok(())
    }

    /// Whether the block has all that it should have.
    pub(super) fn is_full(&self) -> bool {
        let bytes = self.start as u64;
        match self.size {
            BlockSize::Rows(rows) => self.block.about.records >= rows,
            BlockSize::SourceBytes(most) => bytes >= most,
            #[expect(clippy::cast_precision_loss, reason = "bytes of a memory")]
            BlockSize::SizeMb(size) => bytes as f64 >= size * MB as f64,
        }
    }

    /// The whole records that were read; none if there are none, and nothing to say of others.
    pub(super) fn pop(&mut self) -> Option<RawBlock> {
        self.block.bytes.truncate(self.start);
        let about = &self.block.about;
        if about.records == 0 && about.rejects.is_empty() {
            return None;
        }
        self.count(self.start);
        let mut next = RawBlock::default();
        next.about.block = self.block.about.block + 1;
        self.usual = self.block.bytes.len();
        (self.start, self.counted, self.is_placed) = (0, 0, false);
        Some(std::mem::replace(&mut self.block, next))
    }

    fn take(&mut self, bytes: &[u8], is_begun: bool) -> Result<()> {
        if self.left_out.is_some() {
            self.breaks.add(bytes);
            return Ok(());
        }
        self.make_room(bytes.len());
        self.block.bytes.extend_from_slice(bytes);
        if self.gap != Gap::Over {
            let read = &self.block.bytes[self.start..];
            let blank = if is_begun { S::blank(read) } else { read.len() };
            if self.gap == Gap::LeftOut || blank > MAX_BLANK_BYTES {
                self.drop_blank(blank);
                self.gap = Gap::LeftOut;
            }
            if is_begun {
                self.gap = Gap::Over;
            }
        }
        if (self.block.bytes.len() - self.start) as u64 > MAX_RECORD_BYTES {
            let most = MAX_RECORD_BYTES / MB;
            let problem = format!("the record that begins here has more than {most} MB");
            return self.leave_out(&problem, S::TOO_LONG);
        }
        Ok(())
    }

    /// Makes room for the rest of the block when it needs more: a buffer that doubles needs up to three
    /// times the memory.
    fn make_room(&mut self, more: usize) {
        let length = self.block.bytes.len();
        let needed = length + more;
        if needed <= self.block.bytes.capacity() {
            return;
        }
        // A block can be a little longer.
        let expected = (self.expected(needed) / 16).saturating_mul(17);
        let room = if expected > needed { expected } else { needed + needed / 2 };
        self.block.bytes.reserve_exact(room - length);
    }

    /// How long the block becomes: as the one before, else as its size and its first records say.
    fn expected(&self, needed: usize) -> usize {
        if self.block.bytes.is_empty() {
            return self.usual;
        }
        let records = usize::try_from(self.block.about.records).unwrap_or(usize::MAX).max(1);
        let expected = match self.size {
            BlockSize::Rows(rows) => {
                usize::try_from(rows).unwrap_or(usize::MAX).saturating_mul(self.start / records + 1)
            }
            BlockSize::SourceBytes(most) => usize::try_from(most).unwrap_or(usize::MAX),
            BlockSize::SizeMb(_) => 0,
        };
        // The size can be far beyond what there is.
        expected.min(needed.saturating_mul(MOST_GROWTH))
    }

    fn drop_blank(&mut self, blank: usize) {
        self.count(self.start + blank);
        self.block.bytes.drain(self.start..self.start + blank);
        self.counted = self.start;
        self.is_placed = false;
    }

    /// Counts line breaks up to a place in the block.
    fn count(&mut self, to: usize) {
        self.breaks.add(&self.block.bytes[self.counted..to]);
        self.counted = to;
    }

    /// The line, from 1, on which the record that is being read begins.
    fn line(&mut self) -> u64 {
        self.count(self.start + S::blank(&self.block.bytes[self.start..]));
        self.breaks.count + 1
    }

    fn end_record(&mut self) {
        self.gap = Gap::Kept;
        if let Some(reject) = self.left_out.take() {
            self.block.about.rejects.push(reject);
            self.is_placed = false;
        } else if std::mem::take(&mut self.is_header) {
            self.count(self.block.bytes.len());
            self.block.bytes.clear();
            (self.start, self.counted) = (0, 0);
        } else {
            if !std::mem::replace(&mut self.is_placed, true) {
                let place =
                    Place { record: self.block.about.records, page: None, number: self.line() };
                self.block.about.places.push(place);
            }
            self.block.about.records += 1;
        }
        self.start = self.block.bytes.len();
    }

    /// Leaves out the record that is being read, of which only its beginning is kept in memory.
    fn leave_out(&mut self, problem: &str, remedy: &str) -> Result<()> {
        let place = format!("line {}", self.line());
        if self.on_error == OnError::Fail || self.is_header {
            return Err(Error::source(place, problem, remedy));
        }
        self.left_out = Some(Reject {
            place,
            column: None,
            value: None,
            problem: problem.into(),
            is_skipped: true,
            record: cut(&self.block.bytes[self.counted..], MAX_RECORD_TEXT),
        });
        self.count(self.block.bytes.len());
        self.block.bytes.truncate(self.start);
        self.counted = self.start;
        Ok(())
    }
}
