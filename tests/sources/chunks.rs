//! However a file is split into chunks, it has the same blocks; and its records are those that the
//! `csv` crate finds.

use std::io::Read;

use csv::ReaderBuilder;
use parquet_blocks::job::BlockSize;
use parquet_blocks::source::{Csv, Ndjson, OnError, Opening, RawBlock, Source};
use proptest::prelude::*;

use super::blocks;
use super::csv::typed;
use super::gzip::gzip;

/// Pieces of CSV and NDJSON.
const PIECES: [&str; 22] = [
    ",",
    ";",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\r\r\n",
    "a",
    "1",
    "2.5",
    "é",
    " ",
    "\t",
    "\u{FEFF}",
    "\0",
    "{\"a\":1}",
    "{\"a\":",
    "}",
    "\\",
    "\"x\"\n",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)
        .prop_map(|pieces| pieces.concat().into_bytes())
}

fn size() -> impl Strategy<Value = BlockSize> {
    prop_oneof![(1_u64..5).prop_map(BlockSize::Rows), (1_u64..40).prop_map(BlockSize::SourceBytes)]
}

/// The blocks of a file in chunks of some bytes; what is wrong where it is refused.
fn cut(
    source: &dyn Source,
    bytes: &[u8],
    size: BlockSize,
    chunk: usize,
) -> Result<Vec<RawBlock>, String> {
    let mut reader =
        source.reader(&Opening::whole(bytes), size).map_err(|error| error.to_string())?;
    blocks(&mut *reader, bytes.chunks(chunk)).map_err(|error| error.to_string())
}

/// Records without what stands around them. A byte order mark is left out there but after a line.
fn records(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(b"\n".chain(bytes));
    let fields = |record: csv::ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
    reader.byte_records().map(|record| fields(record.unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn blocks_do_not_depend_on_chunks(
        text in text(), size in size(), chunk in 1_usize..9, is_json in any::<bool>(),
    ) {
        let csv = typed(&[("a", "Utf8")], OnError::Null);
        let json = Ndjson { on_error: OnError::Null, ..Ndjson::default() };
        let source: &dyn Source = if is_json { &json } else { &csv };
        let whole = cut(source, &text, size, usize::MAX);
        prop_assert_eq!(&whole, &cut(source, &text, size, chunk));
        let packed = gzip(&text);
        prop_assert_eq!(&whole, &cut(source, &packed, size, chunk));
        for (number, block) in whole.unwrap_or_default().iter().enumerate() {
            prop_assert_eq!(block.about.block, number as u64);
            if let BlockSize::Rows(rows) = size {
                prop_assert!(block.about.records <= rows);
            }
        }
    }

    #[test]
    fn records_are_those_of_the_csv_crate(text in text(), size in size()) {
        let csv = Csv { header: Some(false), on_error: OnError::Null, ..typed(&[("a", "Utf8")], OnError::Null) };
        let Ok(blocks) = cut(&csv, &text, size, 7) else { return Ok(()) };
        let mut expected = records(text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text));
        // What is not closed is a record there, and is refused here.
        let is_open = blocks.last().is_some_and(|block| !block.about.rejects.is_empty());
        if is_open {
            expected.pop();
        }
        let found: Vec<_> = blocks.iter().flat_map(|block| records(&block.bytes)).collect();
        prop_assert_eq!(found, expected);
        for block in &blocks {
            prop_assert_eq!(records(&block.bytes).len() as u64, block.about.records);
        }
    }

    /// Every record's first byte, by its line.
    #[test]
    fn lines_are_told_right(text in text(), size in size()) {
        let csv = typed(&[("a", "Int8")], OnError::Null);
        let Ok(blocks) = cut(&csv, &text, size, 3) else { return Ok(()) };
        let decoder = csv.decoder().unwrap();
        for block in &blocks {
            for reject in decoder.decode(block).unwrap().rejects {
                let line: usize = reject.place.strip_prefix("line ").unwrap().parse().unwrap();
                let record = reject.record.split(['\n', '\r']).next().unwrap();
                let text = String::from_utf8_lossy(&text).replace("\r\n", "\n").replace('\r', "\n");
                let found = text.split('\n').nth(line - 1).unwrap();
                let marked = found.strip_prefix('\u{FEFF}').unwrap_or(found);
                prop_assert!(found.starts_with(record) || marked.starts_with(record), "{:?} {:?}", found, reject);
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200), text in text(), more in 0_u64..2,
    ) {
        for bytes in [bytes, text] {
            for source in [&Csv::default() as &dyn Source, &Ndjson::default()] {
                let size = Some(bytes.len() as u64 + more);
                let opening = Opening { size, ..Opening::whole(&bytes) };
                let Ok(opened) = source.open(&opening) else { continue };
                let source = opened.spec.read().unwrap();
                let blocks = cut(source, &bytes, BlockSize::Rows(3), 5);
                let decoder = source.decoder().unwrap();
                for block in blocks.unwrap_or_default() {
                    if let Err(error) = decoder.decode(&block) {
                        prop_assert!(!error.remedy().is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn blank_lines_without_end_take_no_memory_and_are_counted() {
    let csv = Csv { header: Some(false), ..typed(&[("a", "Int64")], OnError::Fail) };
    let gap = "\r\n".repeat(1 << 20);
    let text = format!("1\n{gap}2\n{gap}x\n{gap}");
    for chunk in [1000, 1 << 16, usize::MAX] {
        let blocks = cut(&csv, text.as_bytes(), BlockSize::Rows(9), chunk).unwrap();
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].bytes, b"1\n2\nx\n");
        let error = csv.decoder().unwrap().decode(&blocks[0]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2097156, column a: \"x\" is no Int64".replace("156", "155")
        );
    }
}

#[test]
fn a_record_that_does_not_end_is_an_error_or_left_out() {
    let csv = |on_error| Csv { header: Some(false), ..typed(&[("a", "Int64")], on_error) };
    let quoted = format!("1\n\n\"{}\"\n2\nx\n", "y\n".repeat(35 << 20));
    let bytes = quoted.as_bytes();
    let error = cut(&csv(OnError::Fail), bytes, BlockSize::Rows(9), 1 << 20).unwrap_err();
    assert_eq!(error, "line 3: the record that begins here has more than 64 MB");
    let skipped = cut(&csv(OnError::Skip), bytes, BlockSize::Rows(9), 1 << 20).unwrap();
    assert_eq!(skipped[0].bytes, b"1\n2\nx\n");
    assert_eq!((skipped[0].about.records, skipped[0].about.rejects.len()), (3, 1));
    let reject = &skipped[0].about.rejects[0];
    assert_eq!((reject.place.as_str(), reject.record.len()), ("line 3", 303));
    let decoded = csv(OnError::Skip).decoder().unwrap().decode(&skipped[0]).unwrap();
    assert_eq!(decoded.rejects[1].place, format!("line {}", 3 + (35 << 20) + 2));
    let json = Ndjson { on_error: OnError::Fail, ..Ndjson::default() };
    let line = format!("{{\"a\":\"{}\"}}\n", "y".repeat(65 << 20));
    let error = cut(&json, line.as_bytes(), BlockSize::Rows(9), 1 << 20).unwrap_err();
    assert_eq!(error, "line 1: the record that begins here has more than 64 MB");
}
