//! Reads a Parquet file, and cuts its rows into blocks.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use parquet::DecodeResult;
use parquet::arrow::push_decoder::{ParquetPushDecoder, ParquetPushDecoderBuilder};
use parquet::file::metadata::ParquetMetaData;

use super::ipc::written;
use super::{BATCH_ROWS, broken};
use crate::error::{Error, Result};
use crate::source::{About, Answer, Next, Place, RawBlock, SourceReader};

/// Asks for the bytes of one row group after another, and decodes them.
pub(super) struct Reader {
    decoder: ParquetPushDecoder,
    schema: SchemaRef,
    rows_per_block: usize,
    /// Ranges that the decoder needs and that are not given yet.
    wanted: VecDeque<Range<u64>>,
    given: Vec<(Range<u64>, Bytes)>,
    /// Rows of the next block.
    pending: Vec<RecordBatch>,
    pending_rows: usize,
    blocks: VecDeque<RawBlock>,
    /// Blocks and rows that were cut.
    cut: (u64, u64),
    is_decoded: bool,
}

impl SourceReader for Reader {
    fn next(&mut self) -> Next {
        match self.wanted.front() {
            Some(range) => Next::Range(range.clone()),
            None if self.is_decoded => Next::Nothing,
            // No more bytes are needed to go on.
            None => Next::Range(0..0),
        }
    }

    fn give(&mut self, answer: Answer) -> Result<()> {
        let Answer::Bytes(bytes) = answer else {
            return Err(broken("the file", &"it ends too early"));
        };
        if let Some(range) = self.wanted.pop_front() {
            if bytes.len() as u64 != range.end - range.start {
                return Err(broken("the file", &"it is shorter than its footer says"));
            }
            self.given.push((range, Bytes::copy_from_slice(bytes)));
            if !self.wanted.is_empty() {
                return Ok(());
            }
            let (ranges, buffers) = self.given.drain(..).unzip();
            self.decoder.push_ranges(ranges, buffers).map_err(|error| self.failed(&error))?;
        }
        self.decode()
    }

    fn pop(&mut self) -> Option<RawBlock> {
        self.blocks.pop_front()
    }
}

impl Reader {
    /// A reader of the file of a footer, whose blocks have so many rows.
    pub(super) fn new(
        metadata: ParquetMetaData,
        schema: SchemaRef,
        rows_per_block: u64,
    ) -> Result<Self> {
        let decoder = ParquetPushDecoderBuilder::try_new_decoder(Arc::new(metadata))
            .and_then(|builder| builder.with_batch_size(BATCH_ROWS).build())
            .map_err(|error| broken("the footer", &error))?;
        Ok(Self {
            decoder,
            schema,
            rows_per_block: usize::try_from(rows_per_block).unwrap_or(usize::MAX).max(1),
            wanted: VecDeque::new(),
            given: Vec::new(),
            pending: Vec::new(),
            pending_rows: 0,
            blocks: VecDeque::new(),
            cut: (0, 0),
            is_decoded: false,
        })
    }

    /// Decodes until there is a block, or bytes are needed.
    fn decode(&mut self) -> Result<()> {
        while self.blocks.is_empty() && self.wanted.is_empty() && !self.is_decoded {
            match self.decoder.try_decode().map_err(|error| self.failed(&error))? {
                DecodeResult::NeedsData(ranges) => self.wanted.extend(ranges),
                DecodeResult::Data(batch) => {
                    self.pending_rows += batch.num_rows();
                    self.pending.push(batch);
                }
                DecodeResult::Finished => self.is_decoded = true,
            }
            while self.pending_rows >= self.rows_per_block {
                self.cut(self.rows_per_block)?;
            }
        }
        if self.is_decoded && self.pending_rows > 0 {
            self.cut(self.pending_rows)?;
        }
        Ok(())
    }

    /// Makes a block of the next rows.
    fn cut(&mut self, rows: usize) -> Result<()> {
        let (mut batches, mut left) = (Vec::new(), rows);
        let pending = std::mem::take(&mut self.pending);
        for batch in pending {
            let taken = left.min(batch.num_rows());
            if taken > 0 {
                batches.push(batch.slice(0, taken));
            }
            if taken < batch.num_rows() {
                self.pending.push(batch.slice(taken, batch.num_rows() - taken));
            }
            left -= taken;
        }
        self.pending_rows -= rows;
        let bytes = written(&self.schema, &batches).map_err(|error| self.failed(&error))?;
        let (block, before) = self.cut;
        let places = vec![Place { record: 0, page: None, number: before + 1 }];
        let about = About { block, records: rows as u64, places, rejects: Vec::new() };
        self.cut = (block + 1, before + rows as u64);
        self.blocks.push_back(RawBlock { bytes, about });
        Ok(())
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> Error {
        broken(&format!("after row {}", self.cut.1 + self.pending_rows as u64), error)
    }
}
