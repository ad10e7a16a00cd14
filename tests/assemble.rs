//! The assembled file is the file that one sequential writer of the parquet crate makes.

#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, ListArray, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use parquet::file::metadata::{KeyValue, PageIndexPolicy};

use parquet_blocks::assemble::{Assembler, FooterFacts, MAGIC};
use parquet_blocks::batch::{Batch, ColumnData, Values};
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::{
    BlockEncoder, Codec, ColumnOptions, Encoder, FileAssembler, STEP_ROWS, SortingColumn,
    Statistics, WriterOptions,
};

fn metadata() -> Vec<KeyValue> {
    vec![KeyValue::new("key".to_string(), "value".to_string())]
}

/// Rows that go through the parquet crate's encoders: flat values have others.
fn arrays(block: &RecordBatch) -> Batch {
    let column =
        |array: &ArrayRef| ColumnData { values: Values::Array(array.clone()), validity: None };
    let columns = block.columns().iter().map(column).collect();
    Batch::new(block.schema(), block.num_rows(), columns).unwrap()
}

/// Each block encoded on its own, then assembled.
fn assembled(blocks: &[RecordBatch], options: &WriterOptions) -> Vec<u8> {
    let encoder = Encoder::with_options(blocks[0].schema(), options, metadata()).unwrap();
    let mut assembler = Assembler::new();
    let mut file = MAGIC.to_vec();
    for (number, block) in (0..).zip(blocks) {
        let encoded = encoder.encode(number, &[arrays(block)]).unwrap();
        assembler.append(encoded.tail(), encoded.data_bytes() as u64).unwrap();
        encoded.pieces().for_each(|piece| file.extend_from_slice(piece));
    }
    let footer = assembler.finish().unwrap();
    file.extend_from_slice(&footer.bytes);
    assert_eq!(footer.stats.file_bytes, file.len() as u64);
    assert_eq!(footer.stats.row_groups, blocks.len() as u64);
    let facts = FooterFacts::of(&footer.bytes).unwrap();
    assert_eq!((facts.rows, facts.row_groups), (footer.stats.rows, footer.stats.row_groups));
    assert_eq!(facts.chunks, footer.stats.row_groups * footer.stats.columns);
    let has_statistics = options.statistics != Statistics::None;
    assert_eq!(facts.chunks_with_statistics > 0, has_statistics && facts.rows > 0);
    assert_eq!(FooterFacts::of(&footer.bytes[..footer.bytes.len() - 1]), None);
    file
}

/// All blocks through one writer of the parquet crate.
fn sequential(blocks: &[RecordBatch], options: &WriterOptions) -> Vec<u8> {
    let mut writer = crate_writer(&blocks[0], options);
    for block in blocks {
        writer.write(block).unwrap();
        writer.flush().unwrap();
    }
    writer.into_inner().unwrap()
}

/// A writer of the parquet crate with the same options.
fn crate_writer(block: &RecordBatch, options: &WriterOptions) -> ArrowWriter<Vec<u8>> {
    let schema = ArrowSchemaConverter::new().convert(&block.schema()).unwrap();
    let properties = options.properties(metadata(), &schema).unwrap();
    ArrowWriter::try_new(Vec::new(), block.schema(), Some(properties)).unwrap()
}

fn people(rows: u64, rows_per_block: u64) -> Vec<RecordBatch> {
    let table = DataGenerator::new(42).table(&Preset::People.recipe()).unwrap();
    table
        .blocks(rows, rows_per_block)
        .map(|block| block.unwrap().to_record_batch().unwrap())
        .collect()
}

fn assert_same(blocks: &[RecordBatch], options: &WriterOptions, what: &str) {
    let (ours, theirs) = (assembled(blocks, options), sequential(blocks, options));
    let differs = ours.iter().zip(&theirs).position(|(a, b)| a != b);
    assert!(
        ours == theirs,
        "{what}: {} and {} bytes, first difference at {differs:?}",
        ours.len(),
        theirs.len()
    );
}

#[test]
fn every_codec_gives_the_sequential_file() {
    let blocks = people(5_000, 1_300);
    for compression in Codec::ALL {
        let options = WriterOptions { compression, ..WriterOptions::default() };
        assert_same(&blocks, &options, compression.name());
    }
}

#[test]
fn every_option_gives_the_sequential_file() {
    let blocks = people(3_000, 1_000);
    let base = WriterOptions::default();
    let by = |name: &str| SortingColumn { name: name.into(), descending: false, nulls_first: true };
    let own = ColumnOptions {
        page_rows: Some(100),
        page_size_kb: Some(2),
        dictionary_page_size_kb: Some(1),
        bloom_filter: Some(true),
        bloom_filter_fpp: Some(0.01),
        bloom_filter_ndv: Some(500),
        compression: Some(Codec::Zstd),
        compression_level: Some(7),
        ..ColumnOptions::default()
    };
    let table = [
        ("no dictionary", WriterOptions { dictionary: false, ..base.clone() }),
        ("no statistics", WriterOptions { statistics: Statistics::None, ..base.clone() }),
        ("chunk statistics", WriterOptions { statistics: Statistics::Chunk, ..base.clone() }),
        ("page headers", WriterOptions { statistics: Statistics::PageHeader, ..base.clone() }),
        ("many pages", WriterOptions { page_rows: 70, ..base.clone() }),
        ("small pages", WriterOptions { page_size_kb: 1, ..base.clone() }),
        ("small dictionaries", WriterOptions { dictionary_page_size_kb: 2, ..base.clone() }),
        ("bloom filters", WriterOptions { bloom_filters: true, ..base.clone() }),
        ("version 2", WriterOptions { writer_version: 2, ..base.clone() }),
        ("sorted", WriterOptions { sorting_columns: vec![by("id"), by("name")], ..base.clone() }),
        ("columns", WriterOptions { columns: [("name".into(), own)].into(), ..base }),
    ];
    for (what, options) in table {
        assert_same(&blocks, &options, what);
    }
}

#[test]
fn a_block_in_steps_has_the_bytes_of_one_batch() {
    let block = people(50_000, 50_000).remove(0);
    for page_rows in [20_000, 3_000, 1] {
        for dictionary_page_size_kb in [1024, 16] {
            let options =
                WriterOptions { page_rows, dictionary_page_size_kb, ..WriterOptions::default() };
            let encoder = Encoder::with_options(block.schema(), &options, metadata()).unwrap();
            let mut steps = encoder.begin(0);
            let rows = usize::try_from(STEP_ROWS).unwrap();
            for start in (0..block.num_rows()).step_by(rows) {
                let step = block.slice(start, rows.min(block.num_rows() - start));
                steps.write(&arrays(&step)).unwrap();
            }
            let (steps, whole) =
                (steps.finish().unwrap(), encoder.encode(0, &[arrays(&block)]).unwrap());
            assert!(
                steps.pieces().eq(whole.pieces()) && steps.tail() == whole.tail(),
                "{options:?}"
            );
        }
    }
}

#[test]
fn nulls_nesting_and_many_columns_give_the_sequential_file() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([
        Some(vec![Some(1), None]),
        None,
        Some(vec![]),
        Some(vec![Some(7)]),
    ]);
    let mut columns: Vec<(String, ArrayRef)> = vec![
        ("text".into(), Arc::new(StringArray::from(vec![Some("ä"), None, Some(""), None]))),
        (
            "number".into(),
            Arc::new(Float64Array::from(vec![Some(f64::NAN), None, Some(-0.0), None])),
        ),
        ("list".into(), Arc::new(list)),
    ];
    columns.extend((0..40).map(|n| {
        let array: ArrayRef = Arc::new(Int32Array::from_iter_values(n..n + 4));
        (format!("c{n}"), array)
    }));
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let options = WriterOptions::default();
    assert_same(&[batch.clone(), batch.slice(1, 2), batch], &options, "nulls and lists");
}

#[test]
fn more_row_groups_than_an_i16_counts_have_no_ordinals() {
    let batch =
        RecordBatch::try_from_iter([("n", Arc::new(Int32Array::from(vec![1])) as ArrayRef)])
            .unwrap();
    for count in [i16::MAX as usize, i16::MAX as usize + 1] {
        let blocks = vec![batch.clone(); count];
        assert_same(&blocks, &WriterOptions::default(), &format!("{count} row groups"));
    }
}

#[test]
fn the_rows_come_back_with_page_indexes() {
    let blocks = people(5_000, 1_300);
    let file = assembled(&blocks, &WriterOptions { page_rows: 200, ..WriterOptions::default() });
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
    let reader =
        ParquetRecordBatchReaderBuilder::try_new_with_options(bytes::Bytes::from(file), options)
            .unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 4);
    let read: Vec<_> = reader.with_batch_size(1_300).build().unwrap().map(Result::unwrap).collect();
    let schema = blocks[0].schema();
    let joined =
        |batches: &[RecordBatch]| arrow::compute::concat_batches(&schema, batches).unwrap();
    assert_eq!(joined(&read), joined(&blocks));
}

#[test]
fn a_block_of_another_schema_is_refused_and_named() {
    let people = people(10, 10).remove(0);
    let table = DataGenerator::new(42).table(&Preset::Transactions.recipe()).unwrap();
    let other = table.rows(0..10).unwrap().to_record_batch().unwrap();
    let options = WriterOptions::default();
    let encode = |block: &RecordBatch| {
        Encoder::with_options(block.schema(), &options, metadata())
            .unwrap()
            .encode(0, &[arrays(block)])
            .unwrap()
    };
    let mut assembler = Assembler::new();
    let (first, second) = (encode(&people), encode(&other));
    assembler.append(first.tail(), first.data_bytes() as u64).unwrap();
    let error = assembler.append(second.tail(), second.data_bytes() as u64).unwrap_err();
    assert_eq!(error.to_string(), "block 1, column name: expected name Utf8, found account Utf8");
    assert_eq!(assembler.blocks(), 1, "the refused block left a trace");
}

#[test]
fn bytes_that_are_no_row_group_are_refused() {
    let block = people(10, 10).remove(0);
    let encoder =
        Encoder::with_options(block.schema(), &WriterOptions::default(), metadata()).unwrap();
    let encoded = encoder.encode(0, &[arrays(&block)]).unwrap();
    let (tail, data_bytes) = (encoded.tail(), encoded.data_bytes() as u64);
    let two_groups = sequential(&[block.clone(), block.clone()], &WriterOptions::default());
    let no_group = crate_writer(&block, &WriterOptions::default()).into_inner().unwrap();
    let table: [(&str, &[u8], u64); 6] = [
        ("nothing", &[], 0),
        ("cut off", &tail[..tail.len() - 1], data_bytes),
        ("footer only", &tail[tail.len() - 8..], data_bytes),
        ("wrong length", tail, data_bytes + 100_000),
        ("two row groups", &two_groups, 0),
        ("no row group", &no_group, 0),
    ];
    for (what, tail, data_bytes) in table {
        let mut assembler = Assembler::new();
        assert!(assembler.append(tail, data_bytes).is_err(), "{what}");
        assert_eq!(assembler.blocks(), 0, "{what}");
    }
    assert!(Assembler::new().finish().is_err());
}
