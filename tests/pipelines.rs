//! The pipelines with a source that is read, and blocks whose numbers have other types.

#![allow(clippy::unwrap_used, missing_docs)]

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::batch::Batch;
use parquet_blocks::error::{Error, Problem, Result};
use parquet_blocks::job::{BlockSize, Job};
use parquet_blocks::pipeline::{Block, RunStats, collect, of_file, read, stream};
use parquet_blocks::source::{
    Answer, BlockDecoder, Decoded, Next, Opened, Opening, RawBlock, Reject, Source, SourceReader,
};
use parquet_blocks::writer::{BlockWriter, FileWriter, MemorySink};
use serde_json::{Value, json};

/// Whole numbers, each in a line.
struct Numbers;

struct Reader {
    rest: Vec<u8>,
    lines: usize,
    has_ended: bool,
}

struct Decoder(SchemaRef);

impl Source for Numbers {
    fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }

    fn open(&self, _opening: &Opening) -> Result<Opened> {
        unimplemented!("the tests know the schema")
    }

    fn reader(&self, _opening: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>> {
        let BlockSize::Rows(lines) = block else { panic!("{block:?}") };
        let lines = usize::try_from(lines).unwrap();
        Ok(Box::new(Reader { rest: Vec::new(), lines, has_ended: false }))
    }

    fn decoder(&self) -> Result<Box<dyn BlockDecoder>> {
        let field = Field::new("n", DataType::Int64, true);
        Ok(Box::new(Decoder(Arc::new(Schema::new(vec![field])))))
    }
}

impl SourceReader for Reader {
    fn next(&mut self) -> Next {
        if self.has_ended { Next::Nothing } else { Next::More }
    }

    fn give(&mut self, answer: Answer) -> Result<()> {
        match answer {
            Answer::Bytes(bytes) => self.rest.extend_from_slice(bytes),
            _ => self.has_ended = true,
        }
        Ok(())
    }

    fn pop(&mut self) -> Option<RawBlock> {
        let ends = self.rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let end = ends.map(|(place, _)| place + 1).nth(self.lines - 1);
        let end = end.or((self.has_ended && !self.rest.is_empty()).then_some(self.rest.len()))?;
        let bytes = self.rest.drain(..end).collect();
        Some(RawBlock { bytes, ..RawBlock::default() })
    }
}

impl BlockDecoder for Decoder {
    fn schema(&self) -> &SchemaRef {
        &self.0
    }

    /// Numbers one batch after another, and lines that are none as rejects; `fail` fails.
    fn decode(&self, block: &RawBlock) -> Result<Decoded> {
        let text = str::from_utf8(&block.bytes).unwrap();
        if text.contains("fail") {
            let place = "line 9".into();
            return Err(Error::Source { place, problem: "fail".into(), remedy: String::new() });
        }
        let (good, bad): (Vec<_>, Vec<_>) =
            text.lines().partition(|line| line.parse::<i64>().is_ok());
        let good: Vec<i64> = good.into_iter().map(|line| line.parse().unwrap()).collect();
        let batch = |numbers: &[i64]| {
            let column: ArrayRef = Arc::new(Int64Array::from(numbers.to_vec()));
            RecordBatch::try_new(self.0.clone(), vec![column]).unwrap()
        };
        let reject = |line: &str| Reject {
            place: "a line".into(),
            column: None,
            value: Some(line.into()),
            problem: "no number".into(),
            is_skipped: true,
            record: line.into(),
        };
        Ok(Decoded {
            batches: good.chunks(3).map(batch).collect(),
            rejects: bad.into_iter().map(reject).collect(),
        })
    }
}

/// A job whose writers do not look at its source.
fn job(writer: &Value) -> Job {
    let job = json!({"version": 1, "source": {"generated": {"preset": "people", "seed": 1}},
        "rows": 1, "writer": writer});
    Job::from_json(&job.to_string()).unwrap()
}

fn numbers(text: &str) -> Result<impl Iterator<Item = Result<Block>>> {
    let opening = Opening::whole(text.as_bytes());
    read(&Numbers, &opening, BlockSize::Rows(10), of_file(Cursor::new(text.to_owned())))
}

/// What a pipeline makes of lines.
fn made(
    text: &str,
    writer: &Value,
    run: impl FnOnce(
        Box<dyn Iterator<Item = Result<Block>>>,
        Vec<Box<dyn BlockWriter + '_>>,
    ) -> Result<RunStats>,
) -> (Result<RunStats>, Vec<u8>) {
    let mut file = Vec::new();
    let writer = FileWriter::new(MemorySink::new(&mut file), &job(writer));
    let text = text.to_owned();
    let blocks: Vec<_> = numbers(&text).unwrap().collect();
    let stats = run(Box::new(blocks.into_iter()), vec![Box::new(writer)]);
    (stats, file)
}

fn rows(file: Vec<u8>) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(std::result::Result::unwrap).collect();
    arrow::compute::concat_batches(&schema, &batches).unwrap()
}

#[test]
fn a_source_that_is_read_becomes_the_same_file_by_both_pipelines() {
    let lines: Vec<_> =
        (0..95).map(|n| if n % 9 == 5 { "x".into() } else { n.to_string() }).collect();
    let text = lines.join("\n");
    let (streamed, file) = made(&text, &json!({}), |blocks, writers| stream(blocks, writers));
    let (collected, copy) = made(&text, &json!({}), |blocks, writers| collect(blocks, writers));
    let stats = streamed.unwrap();
    assert_eq!(stats, collected.unwrap());
    assert!(file == copy);
    assert_eq!((stats.file.rows, stats.file.row_groups, stats.rejects), (85, 10, 10));
    let expected: Vec<i64> = (0..95).filter(|n| n % 9 != 5).collect();
    assert_eq!(rows(file).column(0).as_primitive::<Int64Type>().values(), &expected[..]);
}

#[test]
fn blocks_are_read_when_they_are_asked_for() {
    let text = format!("{}fail\n", "1\n".repeat(25));
    let mut blocks = numbers(&text).unwrap();
    assert_eq!(blocks.next().unwrap().unwrap().batches.len(), 4);
    assert!(blocks.next().unwrap().is_ok());
    assert!(blocks.next().unwrap().is_err());
}

#[test]
fn a_block_without_a_good_record_is_an_empty_block() {
    let text = format!("{}{}", "x\n".repeat(10), "7\n".repeat(10));
    let (stats, file) = made(&text, &json!({}), |blocks, writers| stream(blocks, writers));
    let stats = stats.unwrap();
    assert_eq!((stats.file.rows, stats.file.row_groups, stats.rejects), (10, 2, 10));
    assert_eq!(rows(file).num_rows(), 10);
}

#[test]
fn a_bad_record_fails_the_run_and_leaves_no_file() {
    for way in [stream, collect] {
        let text = format!("{}fail\n", "1\n".repeat(25));
        let (stats, file) = made(&text, &json!({}), |blocks, writers| way(blocks, writers));
        assert_eq!(stats.unwrap_err().to_string(), "line 9: fail");
        assert!(file.is_empty());
    }
}

/// A block of a column `n`.
fn block(numbers: &[Option<i64>], data_type: &DataType) -> Batch {
    let numbers: ArrayRef = Arc::new(Int64Array::from(numbers.to_vec()));
    let column = arrow::compute::cast(&numbers, data_type).unwrap();
    let rows = RecordBatch::try_from_iter_with_nullable([("n", column, true)]).unwrap();
    Batch::from(&rows)
}

/// The file of a first block of a type, and a second one of another.
fn two_blocks(
    writer: &Value,
    first: &DataType,
    (second, numbers): (&DataType, &[Option<i64>]),
) -> Result<RecordBatch> {
    let mut file = Vec::new();
    let mut writer = Box::new(FileWriter::new(MemorySink::new(&mut file), &job(writer)));
    writer.start()?;
    writer.write_block(&block(&[Some(1)], first))?;
    writer.write_block(&block(numbers, second))?;
    writer.finish()?;
    Ok(rows(file))
}

#[test]
fn narrower_numbers_are_widened_where_that_is_asked_for() {
    use DataType::{Float32, Float64, Int8, Int16, Int32, Int64, UInt32, Utf8};
    let numbers = [Some(-3), None, Some(100)];
    let widen = json!({"widen_numbers": true});
    for (first, second) in
        [(Int64, Int8), (Int64, Int32), (Int32, Int16), (Float64, Int64), (Float64, Float32)]
    {
        let read = two_blocks(&widen, &first, (&second, &numbers)).unwrap();
        assert_eq!(read.column(0).data_type(), &first);
        let read = arrow::compute::cast(read.column(0), &Float64).unwrap();
        let read: Vec<_> = read.as_primitive::<Float64Type>().iter().collect();
        assert_eq!(read, [Some(1.0), Some(-3.0), None, Some(100.0)], "{first} {second}");
        let error = two_blocks(&json!({}), &first, (&second, &numbers)).unwrap_err();
        let expected = format!(
            "block 1, column n: expected n {first} (nullable), found n {second} (nullable)"
        );
        assert_eq!(error.to_string(), expected);
    }
    // Not narrower, or another number.
    let not_exact = [Some((1 << 53) + 1)];
    let table: [(_, _, &[Option<i64>]); 5] = [
        (Int8, Int64, &[Some(1)]),
        (Float32, Float64, &[Some(1)]),
        (UInt32, Int8, &[Some(1)]),
        (Utf8, Int64, &[Some(1)]),
        (Float64, Int64, &not_exact),
    ];
    for (first, second, numbers) in table {
        let refused = two_blocks(&widen, &first, (&second, numbers)).unwrap_err();
        assert!(matches!(refused, Error::SchemaMismatch { block: 1, .. }), "{first} {second}");
    }
}
