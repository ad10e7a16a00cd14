//! Every format's files, by readers that have nothing to do with this project. `cargo xtask test`
//! sets `PYTHON`; without it, nothing is looked at.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "readers/encodings.rs"]
mod encodings;
#[path = "common/examples.rs"]
mod examples;
#[path = "readers/keys.rs"]
mod keys;
#[path = "readers/logical.rs"]
mod logical;
#[path = "common/numbered.rs"]
mod numbered;
#[path = "readers/parquet.rs"]
mod parquet_files;
#[path = "readers/zones.rs"]
mod zones;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::plan::table;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::FileSink;
use serde_json::{Value, json};

/// How many rows a file has, and each of its row groups.
const FEW: (u64, u64) = (700, 300);

/// Makes a file of a preset, or of a recipe, in a format.
fn make(
    folder: &Path,
    source: &Value,
    (rows, block): (u64, u64),
    name: &str,
    writer: &Value,
) -> PathBuf {
    let job = json!({"version": 1, "source": {"generated": source}, "rows": rows,
        "block": {"rows": block}, "writer": writer});
    let path = folder.join(name);
    let sink = FileSink::create(&path).unwrap();
    pipeline::run(&Job::from_json(&job.to_string()).unwrap(), sink).unwrap();
    path
}

/// A directory for a test's files, and the Python that judges them, if there is one.
fn folder(name: &str) -> Option<(PathBuf, OsString)> {
    let Some(python) = env::var_os("PYTHON") else {
        println!("PYTHON is not set: nothing is looked at");
        return None;
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("readers").join(name);
    fs::create_dir_all(&folder).unwrap();
    Some((folder, python))
}

/// What a script of `tests/readers` prints of some files.
fn judged(python: &OsString, script: &str, files: &[impl AsRef<OsStr>]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers").join(script);
    let output = Command::new(python).arg(script).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn has_nested(source: &Value) -> bool {
    let job = json!({"version": 1, "source": {"generated": source}, "rows": 1});
    let table = table(&Job::from_json(&job.to_string()).unwrap()).unwrap();
    table.schema().fields().iter().any(|field| field.data_type().is_nested())
}

/// What differs between the formats, for one reader or another.
fn differences(name: &str, source: &Value) -> Option<Value> {
    let (folder, python) = folder(name)?;
    let mut formats = vec![
        ("rows.ndjson", json!({"format": "ndjson"})),
        ("rows.ndjson.gz", json!({"format": "ndjson", "gzip": true})),
        ("rows.arrow", json!({"format": "arrow"})),
    ];
    if !has_nested(source) {
        formats.push(("rows.csv", json!({"format": "csv"})));
        formats.push(("rows.csv.gz", json!({"format": "csv", "gzip": true})));
    }
    let mut paths = vec![make(&folder, source, FEW, "rows.parquet", &json!({}))];
    paths.extend(formats.iter().map(|(name, writer)| make(&folder, source, FEW, name, writer)));
    Some(judged(&python, "formats.py", &paths))
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
