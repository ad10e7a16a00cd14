//! Parquet files with every generator, of several row groups and of several pages in each: pyarrow,
//! `DuckDB` and Polars find the rows that an Arrow file of the same job has.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::column::page::Page;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};

use crate::{examples, folder, judged, make};

/// Three row groups.
const ROWS: (u64, u64) = (10_000, 4_000);

/// The project's own pages have so many rows, and those of the parquet crate 1,024: of the 4,000 rows
/// of a row group they make six, and four.
pub const PAGE_ROWS: u64 = 700;

/// Data pages of version 1 in a chunk of 4,000 rows that the project writes by itself.
const OWN_PAGES: [usize; 2] = [6, 0];

/// A file of the job's rows for each writer, and what the readers say of it.
pub fn read(
    (folder, python): &(PathBuf, OsString),
    source: &Value,
    writers: &[Value],
) -> Vec<(PathBuf, Value)> {
    let mut paths = vec![make(folder, source, ROWS, "rows.arrow", &json!({"format": "arrow"}))];
    for (place, writer) in writers.iter().enumerate() {
        paths.push(make(folder, source, ROWS, &format!("{place}.parquet"), writer));
    }
    let files = judged(python, "parquet.py", &paths);
    let files = files.as_array().unwrap().iter().cloned();
    let files: Vec<_> = paths.into_iter().skip(1).zip(files).collect();
    assert_eq!(files.len(), writers.len());
    files
}

/// What the chunks of a file are, of all of them.
fn all_of(file: &Value, field: &str) -> BTreeSet<String> {
    file["chunks"].as_array().unwrap().iter().map(|chunk| chunk[field].to_string()).collect()
}

/// The encodings that some chunk has.
fn encodings(file: &Value) -> BTreeSet<&str> {
    let chunks = file["chunks"].as_array().unwrap().iter();
    chunks
        .flat_map(|chunk| chunk["encodings"].as_array().unwrap())
        .filter_map(Value::as_str)
        .collect()
}

/// For each column chunk, how many data pages it has of version 1 and of version 2.
fn data_pages(path: &Path) -> Vec<[usize; 2]> {
    let file = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let mut counts = Vec::new();
    for group in 0..file.num_row_groups() {
        let group = file.get_row_group(group).unwrap();
        for column in 0..group.num_columns() {
            let mut pages = group.get_column_page_reader(column).unwrap();
            let mut count = [0; 2];
            while let Some(page) = pages.get_next_page().unwrap() {
                match page {
                    Page::DataPage { .. } => count[0] += 1,
                    Page::DataPageV2 { .. } => count[1] += 1,
                    Page::DictionaryPage { .. } => {}
                }
            }
            counts.push(count);
        }
    }
    counts
}

/// What holds for every file, of whichever version: its rows, its pages and where to find these.
pub fn check(path: &Path, file: &Value, version: usize) {
    assert_eq!(file["differences"], json!([]), "{}", path.display());
    assert_eq!(file["row_groups"], 3);
    assert_eq!(file["version"], ["1.0", "2.6"][version - 1]);
    for field in ["column_index", "offset_index"] {
        assert_eq!(all_of(file, field), BTreeSet::from(["true".into()]), "{field}");
    }
    for pages in data_pages(path) {
        let (of_version, of_other) = (pages[version - 1], pages[2 - version]);
        assert!(of_version >= 2 && of_other == 0, "{pages:?} in {}", path.display());
    }
}

#[test]
fn three_readers_find_what_was_generated_in_either_version() {
    let Some(place) = folder("every_generator") else { return };
    let writers: Vec<_> = [("none", 1), ("none", 2), ("snappy", 1), ("snappy", 2)]
        .map(|(codec, version)| {
            json!({"compression": codec, "page_rows": PAGE_ROWS, "writer_version": version})
        })
        .into();
    let files = read(&place, &examples::everything(), &writers);
    for ((path, file), writer) in files.iter().zip(&writers) {
        let version = usize::try_from(writer["writer_version"].as_u64().unwrap()).unwrap();
        check(path, file, version);
        assert_eq!(all_of(file, "bloom_filter"), BTreeSet::from(["false".into()]));
        let codecs = all_of(file, "codec");
        assert_eq!(codecs.contains("\"SNAPPY\""), writer["compression"] == "snappy", "{codecs:?}");
    }
    check_own(&files[0]);
    check_own(&files[2]);
}

/// Whether the project's own pages were read, and not the parquet crate's: in most columns, and with
/// every encoding that they have.
fn check_own((path, file): &(PathBuf, Value)) {
    let own = data_pages(path).iter().filter(|pages| **pages == OWN_PAGES).count();
    assert!(own > file["chunks"].as_array().unwrap().len() / 2, "{own} chunks");
    let found = encodings(file);
    for encoding in ["DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "PLAIN", "RLE_DICTIONARY"] {
        assert!(found.contains(encoding), "{found:?}");
    }
    assert_eq!(all_of(file, "dictionary").len(), 2, "some chunks have one, and some none");
}

#[test]
fn bloom_filters_are_where_they_are_asked_for() {
    let Some(place) = folder("bloom_filters") else { return };
    let columns = json!({"born": {"bloom_filter": false}});
    let others = json!({"born": {"bloom_filter": true}});
    let writers = [
        json!({"page_rows": PAGE_ROWS, "bloom_filters": true, "columns": columns}),
        json!({"page_rows": PAGE_ROWS, "columns": others}),
    ];
    let source = examples::source(r#""generator": {"email": {}}, "nulls": 0.1"#);
    for ((path, file), is_for_born) in read(&place, &source, &writers).iter().zip([false, true]) {
        check(path, file, 1);
        for chunk in file["chunks"].as_array().unwrap() {
            let is_asked_for = (chunk["column"] == "born") == is_for_born;
            assert_eq!(chunk["bloom_filter"], is_asked_for, "{chunk}");
        }
    }
}
