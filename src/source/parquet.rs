//! Parquet files as a source: read row group by row group, and cut into other blocks.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use parquet::DecodeResult;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::arrow::push_decoder::{ParquetPushDecoder, ParquetPushDecoderBuilder};
use parquet::file::metadata::ParquetMetaData;
use serde::{Deserialize, Serialize};

use super::{
    About, Answer, BlockDecoder, Decoded, FileIdentity, Next, Opened, Opening, Place, RawBlock,
    Source, SourceReader, SourceSpec,
};
use crate::error::{Error, Problem, Result};
use crate::job::BlockSize;
use crate::propose;

/// Rows that are decoded at a time.
const BATCH_ROWS: usize = 8 * 1024;

/// A Parquet file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parquet {
    /// Which file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileIdentity>,
    /// The file's schema as an Arrow IPC message in base64: what decoders need of an opened file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
}

impl Source for Parquet {
    fn problems(&self) -> Vec<Problem> {
        let unreadable = |_| {
            let problem = "it is no Arrow schema in base64";
            Problem::new("source.parquet.schema", problem, "Leave it out: the file has it.")
        };
        self.schema
            .iter()
            .filter_map(|schema| read_schema(schema).map_err(unreadable).err())
            .collect()
    }

    fn open(&self, opening: &Opening) -> Result<Opened> {
        let metadata = metadata(opening)?;
        let schema = schema_of(&metadata)?;
        let sample = match opening.sample {
            [] => RecordBatch::new_empty(schema.clone()),
            ipc => {
                joined(&schema, &batches(ipc).map_err(|error| broken("the first rows", &error))?)?
            }
        };
        let rows = count(metadata.file_metadata().num_rows());
        let total = compressed(&metadata);
        let of_sample = u128::from(total) * sample.num_rows() as u128 / u128::from(rows.max(1));
        let groups = metadata.num_row_groups();
        Ok(Opened {
            spec: SourceSpec::Parquet(Self {
                schema: Some(write_schema(&schema)?),
                ..self.clone()
            }),
            sample,
            sample_bytes: u64::try_from(of_sample).unwrap_or(u64::MAX),
            total_bytes: Some(total),
            notes: vec![format!("The file has {groups} row groups; one at a time is in memory.")],
        })
    }

    fn reader(&self, opening: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>> {
        let metadata = metadata(opening)?;
        let rows_per_block = match block {
            BlockSize::Rows(rows) => rows,
            BlockSize::SourceBytes(bytes) => rows_of(bytes, &metadata),
            BlockSize::SizeMb(_) => BATCH_ROWS as u64,
        };
        let schema = schema_of(&metadata)?;
        let decoder = ParquetPushDecoderBuilder::try_new_decoder(Arc::new(metadata))
            .and_then(|builder| builder.with_batch_size(BATCH_ROWS).build())
            .map_err(|error| broken("the footer", &error))?;
        Ok(Box::new(Reader {
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
        }))
    }

    fn decoder(&self) -> Result<Box<dyn BlockDecoder>> {
        Error::of(self.problems())?;
        let schema = self.schema.as_deref().and_then(|schema| read_schema(schema).ok());
        let schema = schema.ok_or_else(|| {
            Error::setting("source.parquet.schema", "the file was not opened", "Open it first.")
        })?;
        Ok(Box::new(Decoder { schema }))
    }
}

/// The footer of a file whose last bytes were read.
fn metadata(opening: &Opening) -> Result<ParquetMetaData> {
    let size = opening.size.unwrap_or(opening.bytes.len() as u64);
    let sample = propose::Sample { name: "", bytes: opening.bytes, size };
    propose::parquet_metadata(&sample).map_err(|error| match error {
        Error::Sample { at, problem, remedy } => Error::Source { place: at, problem, remedy },
        other => other,
    })
}

fn schema_of(metadata: &ParquetMetaData) -> Result<SchemaRef> {
    let file = metadata.file_metadata();
    parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata())
        // The job and the like are of the file that was read, not of the one that is made.
        .map(|schema| Arc::new(schema.with_metadata(std::collections::HashMap::new())))
        .map_err(|error| broken("the schema", &error))
}

fn compressed(metadata: &ParquetMetaData) -> u64 {
    metadata.row_groups().iter().map(|group| count(group.compressed_size())).sum()
}

/// How many rows so many compressed bytes hold.
fn rows_of(bytes: u64, metadata: &ParquetMetaData) -> u64 {
    let rows = u128::from(count(metadata.file_metadata().num_rows()));
    let rows = u128::from(bytes) * rows / u128::from(compressed(metadata).max(1));
    u64::try_from(rows).unwrap_or(u64::MAX).max(1)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn broken(place: &str, error: &dyn std::fmt::Display) -> Error {
    Error::Source {
        place: place.into(),
        problem: format!("it cannot be read: {error}"),
        remedy: "Write the file again, or read it by the program that has made it.".into(),
    }
}

/// Asks for the bytes of one row group after another, and decodes them.
struct Reader {
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

/// Reads the rows that a reader has decoded.
struct Decoder {
    schema: SchemaRef,
}

impl BlockDecoder for Decoder {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn decode(&self, block: &RawBlock) -> Result<Decoded> {
        let batches = if block.bytes.is_empty() { Ok(Vec::new()) } else { batches(&block.bytes) };
        let batches = batches.map_err(|error| broken("the rows", &error))?;
        Ok(Decoded { batches, rejects: Vec::new() })
    }
}

type Written<T> = std::result::Result<T, ArrowError>;

/// Rows as an Arrow IPC stream: what one wasm memory can give another.
fn written(schema: &SchemaRef, batches: &[RecordBatch]) -> Written<Vec<u8>> {
    let mut stream = StreamWriter::try_new(Vec::new(), schema)?;
    batches.iter().try_for_each(|batch| stream.write(batch))?;
    stream.into_inner()
}

fn batches(ipc: &[u8]) -> Written<Vec<RecordBatch>> {
    StreamReader::try_new(ipc, None)?.collect()
}

fn joined(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<RecordBatch> {
    concat_batches(schema, batches).map_err(|error| broken("the first rows", &error))
}

fn write_schema(schema: &SchemaRef) -> Result<String> {
    let stream = written(schema, &[]).map_err(|error| broken("the schema", &error))?;
    Ok(BASE64_STANDARD.encode(stream))
}

fn read_schema(text: &str) -> std::result::Result<SchemaRef, String> {
    let stream = BASE64_STANDARD.decode(text).map_err(|error| error.to_string())?;
    let reader = StreamReader::try_new(&stream[..], None).map_err(|error| error.to_string())?;
    Ok(reader.schema())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;
    use crate::pipeline;
    use crate::writer::MemorySink;

    /// A file of 2,500 rows in row groups of 1,000.
    fn file() -> Vec<u8> {
        let job = r#"{"version":1,"source":{"generated":{"preset":"orders","seed":42}},"rows":2500,
            "block":{"rows":1000}}"#;
        let mut file = Vec::new();
        pipeline::run(&Job::from_json(job).unwrap(), MemorySink::new(&mut file)).unwrap();
        file
    }

    fn opening(file: &[u8]) -> Opening<'_> {
        Opening { bytes: &file[file.len() - 8_000..], size: Some(file.len() as u64), sample: &[] }
    }

    /// Rows of each block, and all of them decoded.
    fn read(file: &[u8], block: BlockSize) -> (Vec<u64>, RecordBatch) {
        let Opened { spec, .. } = Parquet::default().open(&opening(file)).unwrap();
        let source = spec.read().unwrap();
        let mut reader = source.reader(&opening(file), block).unwrap();
        let decoder = source.decoder().unwrap();
        let (mut records, mut all) = (Vec::new(), Vec::new());
        loop {
            match reader.next() {
                Next::Range(range) => {
                    let range =
                        usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
                    reader.give(Answer::Bytes(&file[range])).unwrap();
                }
                Next::Nothing => break,
                other => panic!("{other:?}"),
            }
            while let Some(block) = reader.pop() {
                records.push(block.about.records);
                all.extend(decoder.decode(&block).unwrap().batches);
            }
        }
        (records, joined(decoder.schema(), &all).unwrap())
    }

    #[test]
    fn blocks_have_other_sizes_than_row_groups_and_the_same_rows() {
        let file = file();
        let whole = bytes::Bytes::from(file.clone());
        let expected =
            parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(whole, 2_500)
                .unwrap()
                .next()
                .unwrap()
                .unwrap();
        for (rows, blocks) in
            [(700, vec![700, 700, 700, 400]), (2_500, vec![2_500]), (9_999, vec![2_500])]
        {
            let (records, batch) = read(&file, BlockSize::Rows(rows));
            assert_eq!(records, blocks);
            assert_eq!(batch.columns(), expected.columns());
        }
        let (records, _) = read(&file, BlockSize::SourceBytes(1));
        assert_eq!(records.len(), 2_500);
    }

    #[test]
    fn what_is_no_parquet_file_is_told() {
        let error = |bytes: &[u8]| Parquet::default().open(&Opening::whole(bytes)).unwrap_err();
        assert_eq!(error(b"").kind(), "source");
        assert!(error(b"a,b\n1,2\n").to_string().contains("PAR1"), "{}", error(b"a,b\n1,2\n"));
        let mut cut = file();
        let size = cut.len();
        cut.truncate(size - 1);
        assert_eq!(error(&cut).kind(), "source");
    }

    #[test]
    fn a_file_that_is_shorter_than_its_footer_says_is_told() {
        let file = file();
        let mut reader = Parquet::default().reader(&opening(&file), BlockSize::Rows(10)).unwrap();
        while reader.next() == Next::Range(0..0) {
            reader.give(Answer::Bytes(&[])).unwrap();
        }
        let error = reader.give(Answer::Bytes(&[1, 2, 3])).unwrap_err();
        assert!(error.to_string().contains("shorter than its footer"), "{error}");
    }
}
