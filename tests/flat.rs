//! Flat columns, encoded as they are laid out, read back as they were and with the statistics
//! that the parquet crate writes for the same values.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::buffer::NullBuffer;
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};
use parquet_blocks::assemble::{Assembler, MAGIC};
use parquet_blocks::batch::{Batch, ByteValues, ColumnData, Repeat, Values};
use parquet_blocks::writer::{
    BlockEncoder, Codec, ColumnOptions, Encoder, Encoding, FileAssembler, WriterOptions,
};
use proptest::prelude::*;

fn file(batches: &[Batch], options: &WriterOptions) -> Vec<u8> {
    let encoder = Encoder::with_options(batches[0].schema().clone(), options, vec![]).unwrap();
    let mut block = encoder.begin(0);
    for batch in batches {
        block.write(batch).unwrap();
    }
    let encoded = block.finish().unwrap();
    let mut assembler = Assembler::new();
    assembler.append(encoded.tail(), encoded.data_bytes() as u64).unwrap();
    let data = encoded.pieces().collect::<Vec<_>>().concat();
    [&MAGIC[..], &data, &assembler.finish().unwrap().bytes].concat()
}

fn read(file: Vec<u8>, schema: &SchemaRef) -> (RecordBatch, Arc<ParquetMetaData>) {
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
    let file = bytes::Bytes::from(file);
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap();
    let metadata = reader.metadata().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    (concat_batches(schema, &batches).unwrap(), metadata)
}

/// The values of some rows.
type Kind<'a> = Box<dyn Fn(&[usize]) -> Values + 'a>;

/// Texts of which each is noted to come from a list, between others that are not.
fn noted<'a>(texts: impl Iterator<Item = &'a str>) -> ByteValues {
    let mut values = ByteValues::default();
    for (number, word) in texts.enumerate() {
        values.push_with(|text| {
            text.extend_from_slice(number.to_string().as_bytes());
            text.extend_from_slice(word.as_bytes());
            text.note_repeat(word.len(), Repeat::key(word.as_bytes()));
        });
    }
    values
}

/// A batch with a column of each kind, with and without nulls.
fn batch(texts: &[String], valid: &[bool]) -> Batch {
    let count = texts.len();
    let number =
        |n: usize| i64::try_from(n * 2_654_435_761 % 4_000_000_007).unwrap() - 2_000_000_000;
    let small = |n| i32::try_from(number(n) / 2).unwrap();
    let choices: Arc<ByteValues> = Arc::new(["b", "a", "unused", ""].into_iter().collect());
    let kinds: Vec<(DataType, Kind)> = vec![
        (
            DataType::Boolean,
            Box::new(|rows| Values::Boolean(rows.iter().map(|n| n % 3 == 0).collect())),
        ),
        (
            DataType::Int32,
            Box::new(move |rows| Values::Int32(rows.iter().map(|&n| small(n)).collect())),
        ),
        (
            DataType::Date32,
            Box::new(|rows| {
                Values::Int32(rows.iter().map(|&n| i32::try_from(n).unwrap()).collect())
            }),
        ),
        (
            DataType::Int64,
            Box::new(move |rows| Values::Int64(rows.iter().map(|&n| number(n)).collect())),
        ),
        (
            DataType::Decimal128(18, 3),
            Box::new(move |rows| Values::Int64(rows.iter().map(|&n| number(n)).collect())),
        ),
        (
            DataType::UInt32,
            Box::new(move |rows| Values::Int32(rows.iter().map(|&n| small(n)).collect())),
        ),
        (
            DataType::UInt64,
            Box::new(move |rows| Values::Int64(rows.iter().map(|&n| number(n)).collect())),
        ),
        (
            DataType::Utf8,
            Box::new(|rows| Values::Bytes(noted(rows.iter().map(|&n| &texts[n][..])))),
        ),
        (
            DataType::Binary,
            Box::new(|rows| Values::Bytes(rows.iter().map(|&n| &texts[n]).collect())),
        ),
        (
            DataType::Utf8,
            Box::new(move |rows| {
                let keys = rows.iter().map(|&n| [0, 1, 3][n % 3]).collect();
                Values::Picks { choices: choices.clone(), keys }
            }),
        ),
    ];
    let all: Vec<_> = (0..count).collect();
    let with_value: Vec<_> = (0..count).filter(|&n| valid[n]).collect();
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (index, (data_type, values)) in kinds.iter().enumerate() {
        fields.push(Field::new(format!("r{index}"), data_type.clone(), false));
        columns.push(ColumnData { values: values(&all), validity: None });
        fields.push(Field::new(format!("n{index}"), data_type.clone(), true));
        let validity = Some(NullBuffer::from(valid.to_vec()));
        columns.push(ColumnData { values: values(&with_value), validity });
    }
    Batch::new(Arc::new(Schema::new(fields)), count, columns).unwrap()
}

/// The options of flat columns: a dictionary where it is known, and differences of integers and
/// lengths if wanted.
fn options(batch: &Batch, codec: Codec, delta: bool) -> WriterOptions {
    let mut options = WriterOptions { compression: codec, ..WriterOptions::default() };
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let known = matches!(column.values, Values::Picks { .. });
        let encoding = match column.values {
            Values::Int32(_) | Values::Int64(_) if delta => Some(Encoding::DeltaBinaryPacked),
            Values::Bytes(_) if delta => Some(Encoding::DeltaLengthByteArray),
            _ => None,
        };
        let own = ColumnOptions { dictionary: Some(known), encoding, ..ColumnOptions::default() };
        options.columns.insert(field.name().clone(), own);
    }
    options
}

/// The parquet crate looks at a page's rows after each of its batches of 1,024: pages are the same
/// where that is a page's end.
const PAGES_AS_IN_THE_CRATE: u32 = 1_024;

fn check(batch: &Batch, options: &WriterOptions) {
    let expected = batch.to_record_batch().unwrap();
    let ours = file(std::slice::from_ref(batch), options);
    // The same rows as Arrow arrays take the parquet crate's way.
    let arrays = expected.columns().iter().cloned().map(Values::Array);
    let arrays = arrays.map(|values| ColumnData { values, validity: None }).collect();
    let arrays = Batch::new(batch.schema().clone(), batch.rows(), arrays).unwrap();
    let theirs = file(&[arrays], options);
    let (found, metadata) = read(ours, batch.schema());
    assert_eq!(found, expected);
    let (_, reference) = read(theirs, batch.schema());
    let (group, expected) = (metadata.row_group(0), reference.row_group(0));
    for (column, (found, expected)) in group.columns().iter().zip(expected.columns()).enumerate() {
        assert_eq!(found.statistics(), expected.statistics(), "{}", found.column_path());
        assert_eq!(found.num_values(), expected.num_values());
        assert_eq!(found.encodings_mask(), expected.encodings_mask(), "{}", found.column_path());
        assert_eq!(
            found.unencoded_byte_array_data_bytes(),
            expected.unencoded_byte_array_data_bytes()
        );
        if !options.page_rows.is_multiple_of(PAGES_AS_IN_THE_CRATE) {
            continue;
        }
        let name = found.column_path();
        let index = |metadata: &ParquetMetaData| {
            metadata.page_index_for_row_group(0).column_index(column).cloned()
        };
        assert_eq!(index(&metadata), index(&reference), "{name}");
        let rows = |metadata: &ParquetMetaData| -> Vec<i64> {
            let index = metadata.page_index_for_row_group(0);
            let pages = index.offset_index(column).unwrap().page_locations();
            pages.iter().map(|page| page.first_row_index).collect()
        };
        assert_eq!(rows(&metadata), rows(&reference), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn reads_back_with_the_statistics_of_the_crate(
        rows in prop::collection::vec(("[a-c\u{e9}]{0,3}|[x-z\u{7ff}]{60,70}", any::<bool>()), 1..3_000),
        page_rows in prop::sample::select(vec![1_u32, 100, 1_500, 1_024, 2_048, 20_480]),
        codec in prop::sample::select(vec![Codec::None, Codec::Snappy]),
        delta in any::<bool>(),
    ) {
        let (texts, valid): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let batch = batch(&texts, &valid);
        check(&batch, &WriterOptions { page_rows, ..options(&batch, codec, delta) });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn differences_of_any_integers_read_back(
        long in prop::collection::vec(any::<i64>(), 1..700),
        near in any::<i32>(),
        steps in prop::collection::vec(-3_i32..=3, 700),
    ) {
        let short: Vec<_> = steps[..long.len()]
            .iter()
            .scan(near, |value, step| {
                // Far jumps now and then: differences that do not fit 32 bits.
                *value = if *step == 3 { !*value } else { value.wrapping_add(*step) };
                Some(*value)
            })
            .collect();
        let schema = Arc::new(Schema::new(vec![
            Field::new("long", DataType::Int64, false),
            Field::new("short", DataType::Int32, false),
        ]));
        let count = long.len();
        let column = |values| ColumnData { values, validity: None };
        let columns = vec![column(Values::Int64(long)), column(Values::Int32(short))];
        let batch = Batch::new(schema, count, columns).unwrap();
        check(&batch, &options(&batch, Codec::None, true));
    }
}
