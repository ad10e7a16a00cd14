//! What the formats of lines share: blocks are texts that stand one after another in the file.

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::block::EncodedBlock;
use super::format::{BlockEncoder, BlockInProgress, FileAssembler};
use crate::assemble::{FileStats, Footer, check_schema};
use crate::batch::Batch;
use crate::display::readable_rows;
use crate::error::{Error, Result};

/// Rows as lines.
pub(super) trait Lines {
    /// Adds a line for each row. Zones of times are offsets.
    fn push(&self, rows: &RecordBatch, text: &mut Vec<u8>) -> std::result::Result<(), ArrowError>;
}

/// Encodes blocks as lines.
pub(super) struct LineEncoder<L> {
    schema: SchemaRef,
    lines: Arc<L>,
    gzip: bool,
}

impl<L> LineEncoder<L> {
    /// An encoder whose blocks are gzip members, or texts as they are.
    pub(super) fn new(schema: &SchemaRef, lines: L, gzip: bool) -> Self {
        Self { schema: schema.clone(), lines: Arc::new(lines), gzip }
    }
}

impl<L: Lines + 'static> BlockEncoder for LineEncoder<L> {
    fn begin(&self, block: u64) -> Box<dyn BlockInProgress> {
        let (schema, lines) = (self.schema.clone(), self.lines.clone());
        let text = Text::new(self.gzip);
        Box::new(LineBlock { schema, lines, text, block, rows: 0, raw_bytes: 0 })
    }
}

struct LineBlock<L> {
    schema: SchemaRef,
    lines: Arc<L>,
    text: Text,
    block: u64,
    rows: u64,
    raw_bytes: u64,
}

impl<L: Lines> BlockInProgress for LineBlock<L> {
    fn write(&mut self, batch: &Batch) -> Result<()> {
        check_schema(self.block, &self.schema, batch.schema())?;
        let failed = |cause: String| Error::Encode { block: self.block, cause };
        let rows = readable_rows(&batch.to_record_batch()?)?;
        let lines = self.text.write_with(|text| self.lines.push(&rows, text));
        lines.map_err(|cause| failed(cause.to_string()))?;
        self.rows += batch.rows() as u64;
        self.raw_bytes += batch.arrow_bytes();
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<EncodedBlock> {
        let (rows, raw_bytes, block) = (self.rows, self.raw_bytes, self.block);
        let failed = |cause: io::Error| Error::Encode { block, cause: cause.to_string() };
        let text = self.text.finish().map_err(failed)?;
        Ok(EncodedBlock::new(vec![text.into()], rows.to_le_bytes().to_vec(), rows, raw_bytes))
    }
}

/// The text of a block as it stands in the file.
struct Text {
    plain: Vec<u8>,
    /// One gzip member: members one after another are a gzip file.
    gzip: Option<GzEncoder<Vec<u8>>>,
}

/// Bytes that are compressed at a time: always as many, so that the member does not depend on how
/// many rows come at a time.
const PIECE: usize = 1 << 16;

impl Text {
    fn new(gzip: bool) -> Self {
        // Without a time, so that the same text is the same member.
        let member = || GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
        Self { plain: Vec::new(), gzip: gzip.then(member) }
    }

    fn write_with(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> std::result::Result<(), ArrowError>,
    ) -> std::result::Result<(), ArrowError> {
        write(&mut self.plain)?;
        if let Some(gzip) = &mut self.gzip {
            let whole = self.plain.len() / PIECE * PIECE;
            self.plain[..whole].chunks(PIECE).try_for_each(|piece| gzip.write_all(piece))?;
            self.plain.drain(..whole);
        }
        Ok(())
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        match self.gzip {
            None => Ok(self.plain),
            Some(mut gzip) => {
                gzip.write_all(&self.plain)?;
                gzip.finish()
            }
        }
    }
}

/// Counts blocks of lines.
pub(super) struct LineAssembler {
    start: Vec<u8>,
    stats: FileStats,
}

impl LineAssembler {
    /// An assembler for a file of so many columns that begins with a line, or with none.
    ///
    /// # Errors
    /// [`Error::Encode`] when the line cannot be compressed.
    pub(super) fn new(columns: usize, line: Vec<u8>, gzip: bool) -> Result<Self> {
        let failed = |cause: io::Error| Error::Encode { block: 0, cause: cause.to_string() };
        let mut text = Text::new(gzip && !line.is_empty());
        text.plain = line;
        let start = text.finish().map_err(failed)?;
        let file_bytes = start.len() as u64;
        let stats = FileStats { rows: 0, columns: columns as u64, row_groups: 0, file_bytes };
        Ok(Self { start, stats })
    }
}

impl FileAssembler for LineAssembler {
    fn start(&self) -> Vec<u8> {
        self.start.clone()
    }

    fn append(&mut self, tail: &[u8], data_bytes: u64) -> Result<()> {
        let rows = tail.try_into().map(u64::from_le_bytes).map_err(|_| Error::Assemble {
            block: self.stats.row_groups,
            problem: "its tail is not a number of rows".into(),
        })?;
        self.stats.rows += rows;
        self.stats.row_groups += 1;
        self.stats.file_bytes += data_bytes;
        Ok(())
    }

    fn finish(&mut self) -> Result<Footer> {
        Ok(Footer { bytes: Vec::new(), stats: self.stats })
    }
}
