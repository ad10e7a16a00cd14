//! An encoder worker's and the engine worker's share of making the file.

use std::collections::VecDeque;
use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::{thrown, to_js};
use crate::assemble::Assembler;
use crate::batch::Batch;
use crate::generate::{Counts, Table, block_range};
use crate::job::{BlockSize, Job};
use crate::source::{About, BlockDecoder, RawBlock, Reject};
use crate::writer::{BlockInProgress, EncodedBlock, Encoder, STEP_ROWS, parts};

/// The part of a block that new memory is larger by.
const ROOM: u32 = 16;

/// Makes any block of a resolved job: generates or decodes its rows and encodes them as one row
/// group.
#[wasm_bindgen]
pub struct BlockEncoder {
    source: RowSource,
    encoder: Encoder,
    current: Option<Current>,
}

/// Where a block's rows come from.
enum RowSource {
    Generated { table: Table, rows: u64, rows_per_block: u64 },
    Read(Box<dyn BlockDecoder>),
}

/// The block being made.
struct Current {
    encoding: BlockInProgress,
    /// Its rows that are not encoded yet.
    rest: Rest,
    /// What was counted of those that are.
    counts: Counts,
    /// What is wrong with a source that is read.
    rejects: Vec<Reject>,
}

/// Rows that are not encoded yet.
enum Rest {
    /// These are not made yet.
    Rows(Range<u64>),
    /// These are decoded.
    Batches(VecDeque<RecordBatch>),
}

/// One row group: its bytes for the file and its metadata for the assembler, both copied out of
/// the wasm memory so that they can be transferred to another worker.
#[wasm_bindgen(getter_with_clone)]
pub struct BlockBytes {
    /// The row group as it stands in the file.
    pub data: Uint8Array,
    /// Its page indexes and footer, for `FileAssembler.append`.
    pub tail: Uint8Array,
    /// Rows.
    pub rows: f64,
    /// Bytes of the rows as Arrow arrays.
    pub raw_bytes: f64,
    /// `Counts` of the rows.
    pub counts: JsValue,
    /// What is wrong with a source that is read: a `Reject` as JSON on each line.
    pub rejects: String,
    /// Records that are left out for it.
    pub skipped: u32,
    /// Values that are null for it.
    pub nulled: u32,
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
        let source = RowSource::of(&job)?;
        let encoder = Encoder::new(source.schema().clone(), &job).map_err(thrown)?;
        Ok(Self { source, encoder, current: None })
    }

    /// Only generates the rows of a block, and gives how many: what the benchmark subtracts to tell
    /// generating from encoding.
    ///
    /// # Errors
    /// A `Failure` when the rows cannot be made.
    pub fn generate(&self, block: u32) -> Result<usize, JsValue> {
        let RowSource::Generated { table, rows, rows_per_block } = &self.source else {
            return Err(no_block());
        };
        let rows = block_range(u64::from(block), *rows, *rows_per_block);
        let mut batches = parts(rows).map(|part| table.rows(part));
        batches.try_fold(0, |made, batch| Ok(made + batch.map_err(thrown)?.rows()))
    }

    /// Begins block number `block`, from 0, of rows that are generated. A block that was not
    /// finished is dropped.
    pub fn begin(&mut self, block: u32) {
        let RowSource::Generated { rows, rows_per_block, .. } = self.source else { return };
        let rows = block_range(u64::from(block), rows, rows_per_block);
        self.begin_with(u64::from(block), Rest::Rows(rows), Vec::new());
    }

    /// Begins a block of a source that is read, and decodes it: what a `BlockReader` has given.
    ///
    /// # Errors
    /// A `Failure` that names the place in the source.
    #[wasm_bindgen(js_name = beginRaw)]
    pub fn begin_raw(&mut self, bytes: Vec<u8>, about: &str) -> Result<(), JsValue> {
        let RowSource::Read(decoder) = &self.source else { return Err(no_block()) };
        let about: About =
            serde_json::from_str(about).map_err(|error| JsError::new(&error.to_string()))?;
        let number = about.block;
        let decoded = decoder.decode(&RawBlock { bytes, about }).map_err(thrown)?;
        let mut batches: VecDeque<_> = decoded.batches.into();
        if batches.is_empty() {
            batches.push_back(RecordBatch::new_empty(decoder.schema().clone()));
        }
        self.begin_with(number, Rest::Batches(batches), decoded.rejects);
        Ok(())
    }

    fn begin_with(&mut self, block: u64, rest: Rest, rejects: Vec<Reject>) {
        let encoding = self.encoder.begin(block);
        self.current = Some(Current { encoding, rest, counts: Counts::default(), rejects });
    }

    /// Generates and encodes the next rows of the block; false when there are none left.
    ///
    /// # Errors
    /// A `Failure` that names the block.
    pub fn step(&mut self) -> Result<bool, JsValue> {
        let Current { encoding, rest, counts, .. } = self.current.as_mut().ok_or_else(no_block)?;
        match (rest, &self.source) {
            (Rest::Rows(rows), RowSource::Generated { table, .. }) => {
                let step = rows.start..rows.end.min(rows.start + STEP_ROWS);
                rows.start = step.end;
                counts.add(encoding.generate(table, step).map_err(thrown)?);
                Ok(!rows.is_empty())
            }
            (Rest::Batches(batches), _) => {
                if let Some(rows) = batches.pop_front() {
                    let batch = Batch::from(&rows);
                    encoding.write(&batch).map_err(thrown)?;
                    counts.add(Counts::of_nulls(rows.schema_ref(), &batch.nulls()));
                }
                Ok(!batches.is_empty())
            }
            (Rest::Rows(_), RowSource::Read(_)) => Err(no_block()),
        }
    }

    /// Ends the block. Its bytes go into `spare`, where that has room for them: to get memory from
    /// the browser costs as much as to encode a column.
    ///
    /// # Errors
    /// As [`Self::step`].
    #[expect(clippy::cast_precision_loss, reason = "a block's sizes are far below 2^53")]
    #[expect(clippy::cast_possible_truncation, reason = "a block has fewer than 2^32 values")]
    pub fn finish(&mut self, spare: Option<Uint8Array>) -> Result<BlockBytes, JsValue> {
        let Current { encoding, counts, rejects, .. } = self.current.take().ok_or_else(no_block)?;
        let encoded = encoding.finish().map_err(thrown)?;
        Ok(BlockBytes {
            data: copied(&encoded, spare),
            tail: Uint8Array::from(encoded.tail()),
            rows: encoded.rows as f64,
            raw_bytes: encoded.raw_bytes as f64,
            counts: to_js(&counts)?,
            skipped: rejects.iter().filter(|reject| reject.is_skipped).count() as u32,
            nulled: rejects.iter().filter(|reject| !reject.is_skipped).count() as u32,
            rejects: lines(&rejects)?,
        })
    }
}

impl RowSource {
    fn of(job: &Job) -> Result<Self, JsValue> {
        if let Some(source) = job.source.read() {
            return Ok(Self::Read(source.decoder().map_err(thrown)?));
        }
        let (Some(rows), BlockSize::Rows(rows_per_block)) = (job.rows, job.block) else {
            return Err(JsError::new("the job is not resolved").into());
        };
        let table = crate::plan::table(job).map_err(thrown)?;
        Ok(Self::Generated { table, rows, rows_per_block })
    }

    fn schema(&self) -> &SchemaRef {
        match self {
            Self::Generated { table, .. } => table.schema(),
            Self::Read(decoder) => decoder.schema(),
        }
    }
}

/// Rejects as lines of JSON.
fn lines(rejects: &[Reject]) -> Result<String, JsValue> {
    let mut text = String::new();
    for reject in rejects {
        let line = serde_json::to_string(reject);
        text += &line.map_err(|error| JsError::new(&error.to_string()))?;
        text.push('\n');
    }
    Ok(text)
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

/// Puts the row groups of a file together; see [`Assembler`].
#[wasm_bindgen]
#[derive(Default)]
pub struct FileAssembler(Assembler);

/// The end of a file, and what the file holds.
#[wasm_bindgen(getter_with_clone)]
pub struct FileEnd {
    /// Page indexes and footer.
    pub bytes: Uint8Array,
    /// `FileStats`.
    pub stats: JsValue,
}

#[wasm_bindgen]
impl FileAssembler {
    /// An assembler for a file that begins with [`Self::start`].
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self(Assembler::new())
    }

    /// The file's first bytes.
    #[must_use]
    pub fn start(&self) -> Uint8Array {
        Uint8Array::from(&crate::assemble::MAGIC[..])
    }

    /// Takes the metadata of the next block, whose data has `data_bytes` bytes.
    ///
    /// # Errors
    /// A `Failure` for a block whose schema differs or that is not one row group.
    pub fn append(&mut self, tail: &[u8], data_bytes: u32) -> Result<(), JsValue> {
        self.0.append(tail, u64::from(data_bytes)).map_err(thrown)
    }

    /// The end of the file.
    ///
    /// # Errors
    /// A `Failure` when no block was appended.
    pub fn finish(self) -> Result<FileEnd, JsValue> {
        let footer = self.0.finish().map_err(thrown)?;
        Ok(FileEnd { bytes: Uint8Array::from(&footer.bytes[..]), stats: to_js(&footer.stats)? })
    }
}
