//! An encoded block: its bytes in the order of the file, and the footer of a file that has only it.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::ops::Range;

use bytes::Bytes;
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::writer::SerializedFileWriter;

use crate::assemble::MAGIC;

/// A block as it stands in the file: in Parquet, one row group.
#[derive(Debug)]
pub struct EncodedBlock {
    pieces: Vec<Bytes>,
    tail: Bytes,
    /// Rows.
    pub rows: u64,
    /// Bytes of the same rows as Arrow arrays.
    pub raw_bytes: u64,
}

impl EncodedBlock {
    /// A block of so many rows, and what an assembler of its format has to know of it.
    #[must_use]
    pub fn new(pieces: Vec<Bytes>, tail: Vec<u8>, rows: u64, raw_bytes: u64) -> Self {
        Self { pieces, tail: tail.into(), rows, raw_bytes }
    }

    /// Its bytes in the file, one piece after another: a block is never copied into one buffer of
    /// its size.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.pieces.iter().map(|piece| &piece[..])
    }

    /// Bytes of all pieces.
    #[must_use]
    pub fn data_bytes(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// What an assembler of its format has to know of it: in Parquet, page indexes and footer of a
    /// file that has only this row group.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }
}

/// A column chunk that is encoded.
pub(super) enum Chunk {
    /// Its pages.
    Flat(Vec<Bytes>, Box<ColumnCloseResult>),
    Crate(Box<ArrowColumnChunk>),
}

impl Chunk {
    fn bytes(&self) -> usize {
        let close = match self {
            Self::Flat(_, close) => close,
            Self::Crate(chunk) => chunk.close(),
        };
        usize::try_from(close.metadata.compressed_size()).unwrap_or(usize::MAX)
    }
}

/// Makes a block of column chunks; `begin` begins a file that writes to what it gets.
///
/// The parquet crate writes the row group and its footer. Pages that are in memory already stay
/// where they are: the crate gets empty ones of the same sizes.
pub(super) fn block_of(
    chunks: Vec<Chunk>,
    begin: impl FnOnce(AllButPages) -> Result<SerializedFileWriter<AllButPages>>,
    rows: u64,
    raw_bytes: u64,
) -> Result<EncodedBlock> {
    let mut end = MAGIC.len();
    let mut sink = AllButPages::default();
    let mut layout = Vec::new();
    for chunk in &chunks {
        let start = end;
        end += chunk.bytes();
        if let Chunk::Flat(pages, _) = chunk {
            sink.pages.push_back(start..end);
            layout.push((pages.clone(), 0));
        } else {
            layout.push((Vec::new(), end - start));
        }
    }
    let mut file = begin(sink)?;
    write_row_group(&mut file, chunks)?;
    let bloom_filters = file.bytes_written() - end;
    layout.push((Vec::new(), bloom_filters));
    let mut kept = Bytes::from(file.into_inner()?.kept).split_off(MAGIC.len());
    let mut pieces = Vec::new();
    for (pages, bytes) in layout {
        pieces.extend(pages);
        pieces.push(kept.split_to(bytes));
    }
    pieces.retain(|piece| !piece.is_empty());
    Ok(EncodedBlock { pieces, tail: kept, rows, raw_bytes })
}

fn write_row_group(file: &mut SerializedFileWriter<AllButPages>, chunks: Vec<Chunk>) -> Result<()> {
    let mut group = file.next_row_group()?;
    for chunk in chunks {
        match chunk {
            Chunk::Flat(_, close) => group.append_column(&Empty, *close)?,
            Chunk::Crate(chunk) => chunk.append_to_row_group(&mut group)?,
        }
    }
    group.close()?;
    Ok(())
}

/// Keeps what is written, but for pages that are elsewhere.
#[derive(Default)]
pub(super) struct AllButPages {
    /// Where those pages are in the file, in order.
    pages: VecDeque<Range<usize>>,
    at: usize,
    kept: Vec<u8>,
}

impl Write for AllButPages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        while self.pages.front().is_some_and(|pages| pages.end <= self.at) {
            self.pages.pop_front();
        }
        let next = self.pages.front().cloned().unwrap_or(usize::MAX..usize::MAX);
        let is_page = next.start <= self.at;
        let most = if is_page { next.end } else { next.start } - self.at;
        let taken = bytes.len().min(most);
        if !is_page {
            self.kept.extend_from_slice(&bytes[..taken]);
        }
        self.at += taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file of zeros without an end.
struct Empty;

impl Length for Empty {
    fn len(&self) -> u64 {
        u64::MAX
    }
}

impl ChunkReader for Empty {
    type T = io::Repeat;

    fn get_read(&self, _start: u64) -> Result<io::Repeat> {
        Ok(io::repeat(0))
    }

    fn get_bytes(&self, _start: u64, length: usize) -> Result<Bytes> {
        Ok(vec![0; length].into())
    }
}
