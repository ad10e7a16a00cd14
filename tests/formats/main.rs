//! Every format's files.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod blocks;
mod read_back;
mod texts;
mod two_files;

use parquet_blocks::error::Error;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::plan::plan;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::MemorySink;
use serde_json::{Value, json};

const ROWS: u64 = 700;

/// A job for a preset, whose last block is smaller than the others.
fn job(preset: Preset, writer: &Value) -> Job {
    let job = json!({"version": 1, "source": {"generated": {"preset": preset, "seed": 42}},
        "rows": ROWS, "block": {"rows": 300}, "writer": writer});
    Job::from_json(&job.to_string()).unwrap()
}

fn file(job: &Job) -> Vec<u8> {
    let mut file = Vec::new();
    let stats = pipeline::run(job, MemorySink::new(&mut file)).unwrap().file;
    assert_eq!((stats.rows, stats.row_groups), (ROWS, 3));
    assert_eq!(stats.file_bytes, file.len() as u64);
    file
}

#[test]
fn csv_refuses_columns_with_values_inside_by_name() {
    let recipe = json!({"version": 1, "columns": [
        {"name": "id", "generator": {"sequence": {}}},
        {"name": "tags", "generator": {"list": {"of": {"word": {}}}}}]});
    let mut job = json!({"version": 1, "source": {"generated": {"recipe": recipe, "seed": 1}},
        "rows": 10, "also": {"format": "csv"}});
    for (path, field) in [("/also", "also.format"), ("/writer", "writer.format")] {
        let parsed = Job::from_json(&job.to_string()).unwrap();
        let Err(Error::Setting { first, others }) = plan(&parsed) else { panic!("{path}") };
        assert_eq!((first.field.as_str(), others.len()), (field, 0));
        assert!(first.message.contains("column tags (List("), "{first}");
        job["also"] = Value::Null;
        job["writer"] = json!({"format": "csv"});
    }
}

#[test]
fn options_of_another_format_are_refused_by_name() {
    let field = |writer: Value, also: Value| {
        let mut job = json!({"version": 1, "rows": 10, "writer": writer,
            "source": {"generated": {"preset": "people", "seed": 1}}});
        if !also.is_null() {
            job["also"] = also;
        }
        match Job::from_json(&job.to_string()) {
            Err(Error::Setting { first, .. }) => first.field,
            other => panic!("{job}: {other:?}"),
        }
    };
    let csv = |options: Value| json!({"format": "csv", "csv": options});
    let table = [
        (json!({"gzip": true}), Value::Null, "writer.gzip"),
        (json!({"csv": {}}), Value::Null, "writer.csv"),
        (json!({"format": "csv", "compression": "zstd"}), Value::Null, "writer.compression"),
        (json!({"format": "arrow", "gzip": true}), Value::Null, "writer.gzip"),
        (json!({"format": "ndjson", "csv": {}}), Value::Null, "writer.csv"),
        (json!({"format": "ndjson", "page_rows": 9}), Value::Null, "writer.page_rows"),
        (json!({"format": "xml"}), Value::Null, "writer.format"),
        (csv(json!({"delimiter": "\""})), Value::Null, "writer.csv.delimiter"),
        (csv(json!({"delimiter": "é"})), Value::Null, "writer.csv.delimiter"),
        (csv(json!({"delimiter": ", "})), Value::Null, "writer.csv.delimiter"),
        (csv(json!({"null": "a,b"})), Value::Null, "writer.csv.null"),
        (csv(json!({"quote": "'"})), Value::Null, "writer.csv.quote"),
        (json!({}), json!({}), "also.format"),
        (json!({}), json!({"format": "csv", "page_rows": 9}), "also.page_rows"),
        (json!({}), csv(json!({"null": "\n"})), "also.csv.null"),
    ];
    for (writer, also, expected) in table {
        assert_eq!(field(writer.clone(), also.clone()), expected, "{writer} {also}");
    }
}

#[test]
fn a_target_size_is_met_in_every_format() {
    for writer in [
        json!({"format": "csv"}),
        json!({"format": "ndjson", "gzip": true}),
        json!({"format": "arrow"}),
    ] {
        let job = json!({"version": 1, "source": {"generated": {"preset": "people", "seed": 42}},
            "target_size_mb": 2, "block": {"size_mb": 0.5}, "writer": writer});
        let mut file = Vec::new();
        pipeline::run(&Job::from_json(&job.to_string()).unwrap(), MemorySink::new(&mut file))
            .unwrap();
        let (size, target) = (file.len() as u64, 2 << 20);
        assert!(size.abs_diff(target) < target / 50, "{writer}: {size}");
    }
}
