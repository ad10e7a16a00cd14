//! What a job's writer says, as the parquet crate's reader finds it in the file; and what cannot be
//! said.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::column::page::Page;
use parquet::data_type::ByteArray;
use parquet::file::metadata::{
    PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader, SortingColumn,
};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::ReadOptionsBuilder;
use parquet_blocks::Error;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::{run, run_planned};
use parquet_blocks::plan::plan;
use parquet_blocks::writer::MemorySink;
use serde_json::{Value, json};

/// Sessions and their events, in order; a customer, a code and a note that are in none.
fn columns() -> Value {
    json!([
        {"name": "id", "generator": {"sequence": {"start": 0, "step": -3}}},
        {"name": "session", "generator": {"child_key": {}}},
        {"name": "at", "generator": {"event_time": {"of": "session"}}},
        {"name": "customer", "generator": {"foreign_key": {"parents": 1_000_000}}},
        {"name": "code", "generator": {"pattern": {"pattern": "????????"}}},
        {"name": "note", "generator": {"sentence": {}}, "nulls": 0.5},
        {"name": "place", "generator": {"struct": {"columns": [
            {"name": "city", "generator": {"city": {}}}]}}},
    ])
}

fn job_of(columns: &Value, writer: &Value) -> Result<Job, Error> {
    let recipe = json!({"version": 1, "columns": columns});
    let job = json!({"version": 1, "source": {"generated": {"recipe": recipe, "seed": 42}},
        "rows": 30_000, "block": {"rows": 10_000}, "writer": writer});
    Job::from_json(&job.to_string())
}

fn file(writer: &Value) -> Bytes {
    let mut file = Vec::new();
    run(&job_of(&columns(), writer).unwrap(), MemorySink::new(&mut file)).unwrap();
    file.into()
}

fn metadata(file: &Bytes) -> ParquetMetaData {
    let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Required);
    reader.parse_and_finish(file).unwrap()
}

/// A reader that looks for bloom filters and for statistics in page headers.
fn reader(file: Bytes) -> SerializedFileReader<Bytes> {
    let properties = ReaderProperties::builder();
    let properties = properties.set_read_bloom_filter(true).set_read_page_statistics(true).build();
    let options = ReadOptionsBuilder::new().with_reader_properties(properties).build();
    SerializedFileReader::new_with_options(file, options).unwrap()
}

/// Why a plan with this writer is refused.
fn refused(writer: &Value) -> String {
    let error = job_of(&columns(), writer).and_then(|job| plan(&job)).unwrap_err();
    assert!(!error.remedy().is_empty());
    error.to_string()
}

#[test]
fn sorting_columns_are_in_the_footer_of_every_row_group() {
    let writer = json!({"sorting_columns": [
        {"name": "session"}, {"name": "at", "nulls_first": true}]});
    let column =
        |column_idx, descending, nulls_first| SortingColumn { column_idx, descending, nulls_first };
    let found = metadata(&file(&writer));
    assert_eq!(found.num_row_groups(), 3);
    let expected = vec![column(1, false, false), column(2, false, true)];
    assert!(found.row_groups().iter().all(|group| group.sorting_columns() == Some(&expected)));
    let falling =
        metadata(&file(&json!({"sorting_columns": [{"name": "id", "descending": true}]})));
    assert_eq!(falling.row_group(2).sorting_columns(), Some(&vec![column(0, true, false)]));
    assert_eq!(metadata(&file(&json!({}))).row_group(0).sorting_columns(), None);
}

#[test]
fn columns_that_are_in_no_order_are_refused_by_the_plan() {
    for name in ["customer", "code", "note", "at", "id"] {
        let error = refused(&json!({"sorting_columns": [{"name": name}]}));
        let expected = format!("writer.sorting_columns: a block is not sorted by {name}: its row ");
        assert!(error.starts_with(&expected), "{error}");
    }
    let error =
        refused(&json!({"sorting_columns": [{"name": "id", "descending": true}, {"name": "id"}]}));
    assert_eq!(error, "writer.sorting_columns[1].name: id is there already");
    let error = refused(&json!({"sorting_columns": [{"name": "place"}]}));
    assert_eq!(error, "writer.sorting_columns[0].name: place has columns inside");
    let error = refused(&json!({"sorting_columns": [{"name": "Id"}]}));
    assert_eq!(error, "writer.sorting_columns[0].name: there is no column \"Id\"");
}

#[test]
fn rows_out_of_order_far_behind_the_first_fail_the_run() {
    let columns = json!([
        {"name": "at", "generator": {"timestamp": {"every": 1}}, "dirt": {"late": 0.0001}}]);
    let job = job_of(&columns, &json!({"sorting_columns": [{"name": "at"}]})).unwrap();
    // With this seed no late row is among the first, which the plan looks at.
    let plan = plan(&job).unwrap();
    let mut file = Vec::new();
    let error = run_planned(&plan, MemorySink::new(&mut file)).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("writer.sorting_columns: a block is not sorted by at: its row ")
    );
    assert!(file.is_empty(), "a file is left");
    let duplicates = json!({"version": 1, "columns": [{"name": "id", "generator": {"sequence": {}}}],
        "duplicates": 0.1});
    let job = json!({"version": 1, "source": {"generated": {"recipe": duplicates, "seed": 1}},
        "rows": 1_000, "writer": {"sorting_columns": [{"name": "id"}]}});
    let error = parquet_blocks::plan::plan(&Job::from_json(&job.to_string()).unwrap()).unwrap_err();
    assert!(error.to_string().contains("not sorted by id"), "{error}");
}

/// The bloom filter's length, how many of the codes it finds, and how many of 20,000 others it
/// takes for one of them.
fn bloom_filter(own: &Value) -> (i32, usize, usize) {
    let file = file(&json!({"columns": {"code": own}}));
    let reader = reader(file);
    let length = reader.metadata().row_group(1).column(4).bloom_filter_length().unwrap();
    let group = reader.get_row_group(1).unwrap();
    let filter = group.get_column_bloom_filter(4).unwrap();
    let table = parquet_blocks::plan::table(&job_of(&columns(), &json!({})).unwrap()).unwrap();
    let found = |rows| {
        let batch = table.rows(rows).unwrap().to_record_batch().unwrap();
        let codes = arrow::array::AsArray::as_string::<i32>(batch.column(4)).clone();
        codes.iter().flatten().filter(|code| filter.check(&ByteArray::from(*code))).count()
    };
    (length, found(10_000..20_000), found(30_000..50_000))
}

#[test]
fn bloom_filters_find_every_value_and_are_wrong_as_often_as_they_may() {
    let mut lengths = Vec::new();
    // Twice as many of 20,000 as there may be: the filter's size is a power of two, and how full it
    // is an estimate.
    for (own, most) in [
        (json!({"bloom_filter": true}), 2_000),
        (json!({"bloom_filter": true, "bloom_filter_fpp": 0.001, "bloom_filter_ndv": 10_000}), 40),
        (json!({"bloom_filter": true, "bloom_filter_fpp": 0.2}), 8_000),
    ] {
        let (length, found, others) = bloom_filter(&own);
        assert!(found == 10_000 && others <= most, "{own}: {found} {others}");
        lengths.push(length);
    }
    assert!(lengths[1] > lengths[0] && lengths[0] > lengths[2], "{lengths:?}");
    let (small, found, others) =
        bloom_filter(&json!({"bloom_filter": true, "bloom_filter_ndv": 100}));
    assert!(small < lengths[2] && found == 10_000 && others > 15_000, "{small}: {others}");
}

#[test]
fn levels_are_those_of_each_column() {
    let codec = |own: Value, writer: Value| {
        let mut writer = writer;
        writer["columns"] = json!({"note": own});
        let metadata = metadata(&file(&writer));
        let note = metadata.row_group(0).column(5);
        (note.compression(), note.compressed_size())
    };
    let level = |level: i32| json!({"compression": "zstd", "compression_level": level});
    let (fast, small) = (codec(level(1), json!({})), codec(level(19), json!({})));
    assert!(matches!((fast.0, small.0), (Compression::ZSTD(_), Compression::ZSTD(_))));
    assert!(small.1 < fast.1 * 95 / 100, "{small:?} {fast:?}");
    // A level alone is of the file's codec; the file's level is of no other codec.
    let stored = codec(json!({"compression_level": 0}), json!({"compression": "gzip"}));
    let packed = codec(json!({}), json!({"compression": "gzip", "compression_level": 9}));
    assert!(packed.1 < stored.1 / 2, "{packed:?} {stored:?}");
    let other = codec(
        json!({"compression": "brotli"}),
        json!({"compression": "gzip", "compression_level": 9}),
    );
    assert!(matches!(other.0, Compression::BROTLI(_)));
}

#[test]
fn pages_are_as_long_as_each_column_says() {
    let writer = json!({"page_rows": 4_096, "columns": {
        "id": {"page_rows": 1_000}, "code": {"page_size_kb": 12},
        "note": {"compression": "gzip", "dictionary": false, "page_size_kb": 30},
        "place": {"page_rows": 2_048}}});
    let found = metadata(&file(&writer));
    let pages = |column: usize| {
        let index = found.page_index_for_row_group(0);
        index.offset_index(column).unwrap().page_locations().len()
    };
    assert_eq!([pages(0), pages(1), pages(6)], [10, 3, 5]);
    // 12 bytes a code, and a look after each 1,024 rows.
    assert_eq!(pages(4), 10);
    assert!(pages(5) > 3);
}

#[test]
fn statistics_are_in_page_headers_when_asked_for() {
    for (statistics, expected) in [("page", false), ("page_header", true)] {
        let writer = json!({"columns": {"customer": {"statistics": statistics}}});
        let reader = reader(file(&writer));
        let group = reader.get_row_group(0).unwrap();
        let mut pages = group.get_column_page_reader(3).unwrap();
        while let Some(page) = pages.get_next_page().unwrap() {
            if !matches!(page, Page::DictionaryPage { .. }) {
                assert_eq!(page.statistics().is_some(), expected, "{statistics}");
            }
        }
        assert!(metadata(&file(&writer)).page_index_for_row_group(0).column_index(3).is_some());
    }
    let writer = json!({"statistics": "page_header", "columns": {"id": {"statistics": "none"}}});
    let reader = reader(file(&writer));
    let group = reader.get_row_group(0).unwrap();
    let has = |column| {
        let page = group.get_column_page_reader(column).unwrap().get_next_page().unwrap().unwrap();
        page.statistics().is_some()
    };
    assert_eq!([has(0), has(2)], [false, true]);
}

#[test]
fn what_cannot_be_written_is_named() {
    let cases = [
        (json!({"mail": {}}), "mail: there is no column \"mail\""),
        (json!({"city": {}}), "city: there is no column \"city\""),
        (
            json!({"code": {"compression_level": 3}}),
            "code.compression_level: level 3 does not exist for snappy",
        ),
        (
            json!({"code": {"compression": "zstd", "compression_level": 23}}),
            "code.compression_level: level 23 does not exist for zstd",
        ),
        (json!({"id": {"page_rows": 0}}), "id.page_rows: 0 is not from 1 to 2,147,483,647"),
        (json!({"id": {"page_size_kb": 0}}), "id.page_size_kb: 0 is not from 1 to 2,097,151"),
        (
            json!({"id": {"dictionary_page_size_kb": 4_000_000}}),
            "id.dictionary_page_size_kb: 4,000,000 is not from 1 to 2,097,151",
        ),
        (
            json!({"id": {"bloom_filter": true, "bloom_filter_fpp": 1}}),
            "id.bloom_filter_fpp: 1 is out of range",
        ),
        (
            json!({"id": {"bloom_filter": true, "bloom_filter_ndv": 0}}),
            "id.bloom_filter_ndv: 0 values fill no filter",
        ),
        (
            json!({"id": {"bloom_filter_fpp": 0.1}}),
            "id.bloom_filter_fpp: the column has no bloom filter",
        ),
        (
            json!({"id": {"bloom_filter": false, "bloom_filter_ndv": 10}}),
            "id.bloom_filter_ndv: the column has no bloom filter",
        ),
        (
            json!({"code": {"encoding": "delta_binary_packed"}}),
            "code.encoding: delta_binary_packed is not for values that are stored as BYTE_ARRAY",
        ),
        (
            json!({"place": {"encoding": "byte_stream_split"}}),
            "place.encoding: byte_stream_split is not for values that are stored as BYTE_ARRAY",
        ),
        (
            json!({"at": {"encoding": "delta_byte_array"}}),
            "at.encoding: delta_byte_array is not for values that are stored as INT64",
        ),
        (
            json!({"code": {"logical_type": "uuid"}}),
            "code.logical_type: uuid is not for values that are stored as BYTE_ARRAY, as STRING",
        ),
        (
            json!({"id": {"logical_type": "json"}}),
            "id.logical_type: json is not for values that are stored as INT64",
        ),
        (
            json!({"at": {"logical_type": "none"}}),
            "at.logical_type: none is not for values that are stored as INT64",
        ),
    ];
    for (columns, expected) in cases {
        assert_eq!(refused(&json!({"columns": columns})), format!("writer.columns.{expected}"));
    }
    let columns = json!({"id": {"bloom_filter_ndv": 10}});
    file(&json!({"bloom_filters": true, "columns": columns}));
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let writer = json!({"sorting_columns": [{"name": "x"}], "columns": {"y": {}, "z": {}}});
    let error = job_of(&columns(), &writer).and_then(|job| plan(&job)).unwrap_err();
    let Error::Setting { first, others } = error else { panic!("{error}") };
    let fields: Vec<_> = others.iter().map(|problem| &problem.field[..]).collect();
    assert_eq!(first.field, "writer.columns.y");
    assert_eq!(fields, ["writer.columns.z", "writer.sorting_columns[0].name"]);
}
