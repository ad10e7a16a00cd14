//! Every format's files, by readers that have nothing to do with this project. `cargo xtask test`
//! sets `PYTHON`; without it, nothing is looked at.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::plan::table;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::FileSink;
use serde_json::{Value, json};

/// Makes a file of a preset, or of a recipe, in a format.
fn make(folder: &Path, source: &Value, name: &str, writer: &Value) -> PathBuf {
    let job = json!({"version": 1, "source": {"generated": source}, "rows": 700,
        "block": {"rows": 300}, "writer": writer});
    let path = folder.join(name);
    let sink = FileSink::create(&path).unwrap();
    pipeline::run(&Job::from_json(&job.to_string()).unwrap(), sink).unwrap();
    path
}

fn has_nested(source: &Value) -> bool {
    let job = json!({"version": 1, "source": {"generated": source}, "rows": 1});
    let table = table(&Job::from_json(&job.to_string()).unwrap()).unwrap();
    table.schema().fields().iter().any(|field| field.data_type().is_nested())
}

/// What differs between the formats, for one reader or another.
fn differences(name: &str, source: &Value) -> Option<Value> {
    let Some(python) = env::var_os("PYTHON") else {
        println!("PYTHON is not set: nothing is looked at");
        return None;
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("readers").join(name);
    fs::create_dir_all(&folder).unwrap();
    let mut formats = vec![
        ("rows.ndjson", json!({"format": "ndjson"})),
        ("rows.ndjson.gz", json!({"format": "ndjson", "gzip": true})),
        ("rows.arrow", json!({"format": "arrow"})),
    ];
    if !has_nested(source) {
        formats.push(("rows.csv", json!({"format": "csv"})));
        formats.push(("rows.csv.gz", json!({"format": "csv", "gzip": true})));
    }
    let mut paths = vec![make(&folder, source, "rows.parquet", &json!({}))];
    paths.extend(formats.iter().map(|(name, writer)| make(&folder, source, name, writer)));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/formats.py");
    let output = Command::new(python).arg(script).args(&paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn other_readers_find_the_same_values_in_every_format() {
    for preset in Preset::ALL {
        let source = json!({"preset": preset, "seed": 42});
        let name = preset_name(preset);
        assert_eq!(differences(&name, &source).unwrap_or(json!([])), json!([]));
    }
}

fn preset_name(preset: Preset) -> String {
    serde_json::to_value(preset).unwrap().as_str().unwrap().into()
}

#[test]
fn nulls_empty_texts_and_what_needs_quotes_come_back() {
    let texts = ["", "a,b", "\"q\"", "two\nlines", " spaces ", "NULL", "é", "-"];
    let recipe = json!({"version": 1, "columns": [
        {"name": "text", "generator": {"choice": {"values": texts}}, "nulls": 0.2},
        {"name": "in, header", "generator": {"integer": {"low": -5, "high": 5}}, "nulls": 0.2},
        {"name": "decimal", "generator": {"decimal": {}}, "nulls": 0.2},
        {"name": "real", "generator": {"normal": {}}, "nulls": 0.2},
        {"name": "day", "generator": {"date": {}}, "nulls": 0.2},
        {"name": "instant", "generator": {"timestamp": {}}, "nulls": 0.2},
        {"name": "yes", "generator": {"boolean": {}}, "nulls": 0.2}]});
    let source = json!({"recipe": recipe, "seed": 7});
    assert_eq!(differences("nulls", &source).unwrap_or(json!([])), json!([]));
}
