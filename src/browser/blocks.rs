//! An encoder worker's and the engine worker's share of making the files.

use std::collections::HashMap;

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::rows::{RowSource, Rows};
use super::{thrown, to_js};
use crate::job::Job;
use crate::source::Reject;
use crate::writer::{self, BlockInProgress, EncodedBlock, encoders, parts};

/// The part of a block that new memory is larger by.
const ROOM: u32 = 16;

/// Makes any block of a resolved job: generates or decodes its rows and encodes them for each of its
/// files.
#[wasm_bindgen]
pub struct BlockEncoder {
    source: RowSource,
    encoders: Vec<Box<dyn writer::BlockEncoder>>,
    current: Option<Current>,
    /// Of the block that is to be decoded next.
    records: Vec<u8>,
    /// Rows that are there to be encoded when all are.
    kept: HashMap<u32, Rows>,
}

/// The block being made.
struct Current {
    files: Vec<Box<dyn BlockInProgress>>,
    rows: Rows,
}

/// One block, copied out of the wasm memory so that it can be transferred to another worker.
#[wasm_bindgen(getter_with_clone)]
pub struct BlockBytes {
    /// For each file `{ data, tail }`: the block as it stands in it, and what
    /// `FileAssembler.append` has to know of it.
    pub files: Array,
    /// Rows.
    pub rows: f64,
    /// Bytes of the rows as Arrow arrays.
    pub raw_bytes: f64,
    /// `Counts` of the rows.
    pub counts: JsValue,
    /// What is wrong with a source that is read: a `Reject` as JSON on each line.
    pub rejects: String,
    /// Records that are left out for it.
    pub skipped: usize,
    /// Values that are null for it.
    pub nulled: usize,
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
        let encoders = encoders(source.schema(), &job).map_err(thrown)?;
        Ok(Self { source, encoders, current: None, records: Vec::new(), kept: HashMap::new() })
    }

    /// Only generates the rows of a block, and gives how many: what the benchmark subtracts to tell
    /// generating from encoding.
    ///
    /// # Errors
    /// A `Failure` when the rows cannot be made.
    pub fn generate(&self, block: u32) -> Result<usize, JsValue> {
        let (table, rows) = self.source.block(block).ok_or_else(no_block)?;
        let mut batches = parts(rows).map(|part| table.rows(part));
        batches.try_fold(0, |made, batch| Ok(made + batch.map_err(thrown)?.rows()))
    }

    /// Begins block number `block`, from 0, of rows that are generated or were kept. A block that
    /// was not finished is dropped.
    ///
    /// # Errors
    /// When there are no such rows.
    pub fn begin(&mut self, block: u32) -> Result<(), JsValue> {
        let made = || self.source.block(block).map(|(_, rows)| Rows::new(rows));
        let rows = self.kept.remove(&block).or_else(made).ok_or_else(no_block)?;
        self.begin_with(block, rows);
        Ok(())
    }

    /// Takes the records of a block of a source that is read, as a `BlockReader` has given them:
    /// their memory is free again before they are decoded.
    pub fn load(&mut self, bytes: Vec<u8>) {
        self.records = bytes;
    }

    /// Begins a block, and decodes the records that were taken.
    ///
    /// # Errors
    /// A `Failure` that names the place in the source.
    #[wasm_bindgen(js_name = beginRaw)]
    pub fn begin_raw(&mut self, block: u32, about: &str) -> Result<(), JsValue> {
        let rows = self.decode(about)?;
        self.begin_with(block, rows);
        Ok(())
    }

    /// Generates the rows of a block and keeps them until the block is begun.
    ///
    /// # Errors
    /// A `Failure` when the rows cannot be made.
    pub fn keep(&mut self, block: u32) -> Result<(), JsValue> {
        let rows = self.source.collect(block).map_err(thrown)?;
        self.kept.insert(block, rows);
        Ok(())
    }

    /// Decodes the records that were taken, and keeps their rows until the block is begun.
    ///
    /// # Errors
    /// As [`Self::begin_raw`].
    #[wasm_bindgen(js_name = keepRaw)]
    pub fn keep_raw(&mut self, block: u32, about: &str) -> Result<(), JsValue> {
        let rows = self.decode(about)?;
        self.kept.insert(block, rows);
        Ok(())
    }

    fn decode(&mut self, about: &str) -> Result<Rows, JsValue> {
        let bytes = std::mem::take(&mut self.records);
        let about =
            serde_json::from_str(about).map_err(|error| JsError::new(&error.to_string()))?;
        self.source.decode(bytes, about).map_err(thrown)
    }

    fn begin_with(&mut self, block: u32, rows: Rows) {
        let files = self.encoders.iter().map(|encoder| encoder.begin(block.into())).collect();
        self.current = Some(Current { files, rows });
    }

    /// Makes and encodes the next rows of the block; false when there are none left.
    ///
    /// # Errors
    /// A `Failure` that names the block.
    pub fn step(&mut self) -> Result<bool, JsValue> {
        let Current { files, rows } = self.current.as_mut().ok_or_else(no_block)?;
        rows.encode(&self.source, files).map_err(thrown)
    }

    /// Ends the block. The first file's bytes go into `spare`, where that has room for them: to get
    /// memory from the browser costs as much as to encode a column.
    ///
    /// # Errors
    /// As [`Self::step`].
    #[expect(clippy::cast_precision_loss, reason = "a block's sizes are far below 2^53")]
    pub fn finish(&mut self, mut spare: Option<Uint8Array>) -> Result<BlockBytes, JsValue> {
        let Current { files, rows } = self.current.take().ok_or_else(no_block)?;
        let (made, mut size) = (Array::new(), (0, 0));
        for file in files {
            let encoded = file.finish().map_err(thrown)?;
            made.push(file_of(&encoded, spare.take())?.as_ref());
            size = (encoded.rows, size.1.max(encoded.raw_bytes));
        }
        let skipped = rows.rejects.iter().filter(|reject| reject.is_skipped).count();
        Ok(BlockBytes {
            files: made,
            rows: size.0 as f64,
            raw_bytes: size.1 as f64,
            counts: to_js(&rows.counts)?,
            skipped,
            nulled: rows.rejects.len() - skipped,
            rejects: lines(&rows.rejects)?,
        })
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

/// A block as `{ data, tail }`.
fn file_of(encoded: &EncodedBlock, spare: Option<Uint8Array>) -> Result<Object, JsValue> {
    let file = Object::new();
    Reflect::set(&file, &"data".into(), &copied(encoded.pieces(), spare))?;
    Reflect::set(&file, &"tail".into(), &Uint8Array::from(encoded.tail()))?;
    Ok(file)
}

/// Bytes at the beginning of some spare memory, or of new memory in which bytes that are a little
/// more have room as well.
#[expect(clippy::cast_possible_truncation, reason = "wasm memory is below 4 GiB")]
pub(super) fn copied<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]> + Clone,
    spare: Option<Uint8Array>,
) -> Uint8Array {
    let length = pieces.clone().into_iter().map(<[u8]>::len).sum::<usize>() as u32;
    let memory = spare
        .filter(|spare| spare.length() >= length)
        .unwrap_or_else(|| Uint8Array::new_with_length(length + length / ROOM));
    let mut at = 0;
    for piece in pieces {
        let end = at + piece.len() as u32;
        memory.subarray(at, end).copy_from(piece);
        at = end;
    }
    memory.subarray(0, length)
}

fn no_block() -> JsValue {
    JsError::new("there is no such block").into()
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
    /// An assembler for a file of a resolved job (JSON), which begins with [`Self::start`].
    ///
    /// # Errors
    /// A `Failure` that names the field.
    #[wasm_bindgen(constructor)]
    pub fn new(job: &str, index: usize) -> Result<FileAssembler, JsValue> {
        let job = Job::from_json(job).map_err(thrown)?;
        let source = RowSource::of(&job)?;
        let files = job.files();
        let file = files.get(index).ok_or_else(|| JsError::new("there is no such file"))?;
        let assembler = file.writer.format.writer().assembler(source.schema(), file);
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
