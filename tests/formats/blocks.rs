//! What holds for the blocks of every format.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, DictionaryArray, NullArray, RecordBatch};
use arrow::datatypes::{DataType, Int32Type};
use arrow::ipc::reader::FileReader;
use parquet_blocks::batch::Batch;
use parquet_blocks::plan::table;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::{EncodedBlock, Format, STEP_ROWS};
use serde_json::json;

use crate::job;

/// As workers make blocks, and as the sequential writer does.
#[test]
fn a_block_in_steps_has_the_bytes_of_one_batch() {
    for format in Format::ALL {
        let gzip = matches!(format, Format::Csv | Format::Ndjson);
        let job = job(Preset::People, &json!({"format": format, "gzip": gzip}));
        let (table, rows) = (table(&job).unwrap(), 0..STEP_ROWS + 100);
        let encoder = format.writer().encoder(table.schema(), &job).unwrap();
        let whole = encoder.encode(0, &[table.rows(rows.clone()).unwrap()]).unwrap();
        let steps = encoder.encode_rows(0, &table, rows).unwrap();
        let bytes = |block: &EncodedBlock| block.pieces().collect::<Vec<_>>().concat();
        assert!(bytes(&steps) == bytes(&whole), "{format:?}");
        assert!(steps.tail() == whole.tail() && steps.rows == whole.rows, "{format:?}");
    }
}

#[test]
fn a_batch_of_other_columns_is_refused_by_every_encoder() {
    let other = table(&job(Preset::Transactions, &json!({}))).unwrap().rows(0..10).unwrap();
    for format in Format::ALL {
        let job = job(Preset::People, &json!({"format": format}));
        let encoder = format.writer().encoder(table(&job).unwrap().schema(), &job).unwrap();
        assert!(encoder.encode(0, std::slice::from_ref(&other)).is_err(), "{format:?}");
    }
}

#[test]
fn a_tail_of_another_format_is_refused() {
    for format in Format::ALL {
        let job = job(Preset::People, &json!({"format": format}));
        let schema = table(&job).unwrap().schema().clone();
        let mut assembler = format.writer().assembler(&schema, &job).unwrap();
        for tail in [&b""[..], b"1234567", &[255; 16], &[255; 40]] {
            assert!(assembler.append(tail, 7).is_err(), "{format:?} {tail:?}");
        }
    }
}

#[test]
fn nulls_of_a_column_without_a_type_and_values_of_dictionaries_are_written() {
    let job = job(Preset::People, &json!({}));
    let words: DictionaryArray<Int32Type> = [Some("a"), None, Some("b")].into_iter().collect();
    let rows = RecordBatch::try_from_iter_with_nullable([
        ("none", Arc::new(NullArray::new(3)) as ArrayRef, true),
        ("word", Arc::new(words), true),
    ]);
    let rows = Batch::from(&rows.unwrap());
    let encode = |format: Format| {
        let encoder = format.writer().encoder(rows.schema(), &job).unwrap();
        encoder.encode(0, std::slice::from_ref(&rows)).unwrap()
    };
    let csv = encode(Format::Csv).pieces().flatten().copied().collect::<Vec<_>>();
    assert!(String::from_utf8(csv).unwrap().ends_with(",a\n,\n,b\n"));
    let mut assembler = Format::Arrow.writer().assembler(rows.schema(), &job).unwrap();
    let mut file = assembler.start();
    let encoded = encode(Format::Arrow);
    assembler.append(encoded.tail(), encoded.data_bytes() as u64).unwrap();
    encoded.pieces().for_each(|piece| file.extend_from_slice(piece));
    file.extend(assembler.finish().unwrap().bytes);
    let mut reader = FileReader::try_new(Cursor::new(file), None).unwrap();
    let read = reader.next().unwrap().unwrap();
    assert_eq!(read.schema().field(1).data_type(), &DataType::Utf8);
    let texts: Vec<_> = read.column(1).as_string::<i32>().iter().collect();
    assert_eq!(texts, [Some("a"), None, Some("b")]);
}
