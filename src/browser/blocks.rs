//! An encoder worker's and the engine worker's share of making the file.

use std::ops::Range;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::{thrown, to_js};
use crate::generate::{Counts, Table, block_range};
use crate::job::{BlockSize, Job};
use crate::writer::{self, BlockInProgress, EncodedBlock, STEP_ROWS, parts};

/// The part of a block that new memory is larger by.
const ROOM: u32 = 16;

/// Makes any block of a resolved job: generates its rows and encodes them for the first of its files.
#[wasm_bindgen]
pub struct BlockEncoder {
    table: Table,
    encoder: Box<dyn writer::BlockEncoder>,
    rows: u64,
    rows_per_block: u64,
    current: Option<Current>,
}

/// The block being made.
struct Current {
    encoding: Box<dyn BlockInProgress>,
    /// Its rows that are not made yet.
    rows: Range<u64>,
    /// What was counted of those that are.
    counts: Counts,
}

/// One block: its bytes for the file and its tail for the assembler, both copied out of the wasm
/// memory so that they can be transferred to another worker.
#[wasm_bindgen(getter_with_clone)]
pub struct BlockBytes {
    /// The block as it stands in the file.
    pub data: Uint8Array,
    /// What `FileAssembler.append` has to know of it.
    pub tail: Uint8Array,
    /// Rows.
    pub rows: f64,
    /// Bytes of the rows as Arrow arrays.
    pub raw_bytes: f64,
    /// `Counts` of the rows.
    pub counts: JsValue,
}

#[wasm_bindgen]
impl BlockEncoder {
    /// An encoder for a resolved job (JSON).
    ///
    /// # Errors
    /// A `Failure` that names the field.
    #[wasm_bindgen(constructor)]
    pub fn new(job: &str) -> Result<BlockEncoder, JsValue> {
        let job = Job::from_json(job).map_err(thrown)?;
        let (Some(rows), BlockSize::Rows(rows_per_block)) = (job.rows, job.block) else {
            return Err(JsError::new("the job is not resolved").into());
        };
        let table = crate::plan::table(&job).map_err(thrown)?;
        let file = &job.files()[0];
        let encoder = file.writer.format.writer().encoder(table.schema(), file).map_err(thrown)?;
        Ok(Self { table, encoder, rows, rows_per_block, current: None })
    }

    /// Only generates the rows of a block, and gives how many: what the benchmark subtracts to tell
    /// generating from encoding.
    ///
    /// # Errors
    /// A `Failure` when the rows cannot be made.
    pub fn generate(&self, block: u32) -> Result<usize, JsValue> {
        let rows = block_range(u64::from(block), self.rows, self.rows_per_block);
        let mut batches = parts(rows).map(|part| self.table.rows(part));
        batches.try_fold(0, |made, batch| Ok(made + batch.map_err(thrown)?.rows()))
    }

    /// Begins block number `block`, from 0. A block that was not finished is dropped.
    pub fn begin(&mut self, block: u32) {
        let rows = block_range(u64::from(block), self.rows, self.rows_per_block);
        let encoding = self.encoder.begin(u64::from(block));
        self.current = Some(Current { encoding, rows, counts: Counts::default() });
    }

    /// Generates and encodes the next rows of the block; false when there are none left.
    ///
    /// # Errors
    /// A `Failure` that names the block.
    pub fn step(&mut self) -> Result<bool, JsValue> {
        let Current { encoding, rows, counts } = self.current.as_mut().ok_or_else(no_block)?;
        let step = rows.start..rows.end.min(rows.start + STEP_ROWS);
        rows.start = step.end;
        counts.add(encoding.generate(&self.table, step).map_err(thrown)?);
        Ok(!rows.is_empty())
    }

    /// Ends the block. Its bytes go into `spare`, where that has room for them: to get memory from
    /// the browser costs as much as to encode a column.
    ///
    /// # Errors
    /// As [`Self::step`].
    #[expect(clippy::cast_precision_loss, reason = "a block's sizes are far below 2^53")]
    pub fn finish(&mut self, spare: Option<Uint8Array>) -> Result<BlockBytes, JsValue> {
        let Current { encoding, counts, .. } = self.current.take().ok_or_else(no_block)?;
        let encoded = encoding.finish().map_err(thrown)?;
        Ok(BlockBytes {
            data: copied(&encoded, spare),
            tail: Uint8Array::from(encoded.tail()),
            rows: encoded.rows as f64,
            raw_bytes: encoded.raw_bytes as f64,
            counts: to_js(&counts)?,
        })
    }
}

/// A block's bytes at the beginning of some spare memory, or of new memory in which a block that is a little
/// larger has room as well.
#[expect(clippy::cast_possible_truncation, reason = "wasm memory is below 4 GiB")]
fn copied(encoded: &EncodedBlock, spare: Option<Uint8Array>) -> Uint8Array {
    let length = encoded.data_bytes() as u32;
    let memory = spare
        .filter(|spare| spare.length() >= length)
        .unwrap_or_else(|| Uint8Array::new_with_length(length + length / ROOM));
    let mut at = 0;
    for piece in encoded.pieces() {
        let end = at + piece.len() as u32;
        memory.subarray(at, end).copy_from(piece);
        at = end;
    }
    memory.subarray(0, length)
}

fn no_block() -> JsValue {
    JsError::new("no block is begun").into()
}

/// Puts the blocks of a file together; see [`writer::FileAssembler`].
#[wasm_bindgen]
pub struct FileAssembler(Box<dyn writer::FileAssembler>);

/// The end of a file, and what the file holds.
#[wasm_bindgen(getter_with_clone)]
pub struct FileEnd {
    /// The file's last bytes.
    pub bytes: Uint8Array,
    /// `FileStats`.
    pub stats: JsValue,
}

#[wasm_bindgen]
impl FileAssembler {
    /// An assembler for the first file of a resolved job (JSON), which begins with
    /// [`Self::start`].
    ///
    /// # Errors
    /// A `Failure` that names the field.
    #[wasm_bindgen(constructor)]
    pub fn new(job: &str) -> Result<FileAssembler, JsValue> {
        let job = Job::from_json(job).map_err(thrown)?;
        let table = crate::plan::table(&job).map_err(thrown)?;
        let file = &job.files()[0];
        let assembler = file.writer.format.writer().assembler(table.schema(), file);
        Ok(Self(assembler.map_err(thrown)?))
    }

    /// The file's first bytes.
    #[must_use]
    pub fn start(&self) -> Uint8Array {
        Uint8Array::from(&self.0.start()[..])
    }

    /// Takes the tail of the next block, whose data has `data_bytes` bytes.
    ///
    /// # Errors
    /// A `Failure` for a block whose schema differs or that is none of this format.
    pub fn append(&mut self, tail: &[u8], data_bytes: u32) -> Result<(), JsValue> {
        self.0.append(tail, u64::from(data_bytes)).map_err(thrown)
    }

    /// The end of the file.
    ///
    /// # Errors
    /// A `Failure` when no block was appended.
    pub fn finish(self) -> Result<FileEnd, JsValue> {
        let Self(mut assembler) = self;
        let footer = assembler.finish().map_err(thrown)?;
        Ok(FileEnd { bytes: Uint8Array::from(&footer.bytes[..]), stats: to_js(&footer.stats)? })
    }
}
