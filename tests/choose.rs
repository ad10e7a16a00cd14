//! What the plan chooses for columns that the user has said nothing of, or not all.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use parquet::basic::Compression;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run_planned;
use parquet_blocks::plan::{Plan, plan};
use parquet_blocks::writer::{Codec, FileSink};
use serde_json::{Value, json};

/// The plan of a file with the columns, each a name and its generator.
fn planned(columns: &[(&str, Value)], writer: &Value) -> Plan {
    let column = |(name, generator): &(&str, Value)| json!({"name": name, "generator": generator});
    let columns: Vec<_> = columns.iter().map(column).collect();
    let job = json!({"version": 1, "rows": 20_000, "block": {"rows": 10_000}, "writer": writer,
        "source": {"generated": {"recipe": {"version": 1, "columns": columns}, "seed": 42}}});
    plan(&Job::from_json(&job.to_string()).unwrap()).unwrap()
}

/// How each column is written: its encoding and its codec.
fn chosen(columns: &[(&str, Value)], writer: &Value) -> Vec<Value> {
    let encodings = planned(columns, writer).encodings;
    encodings
        .iter()
        .map(|column| json!([column.name, column.encoding, column.compression]))
        .collect()
}

/// Numbers that rise, picks of a list, and what no codec makes smaller.
fn columns() -> [(&'static str, Value); 6] {
    [
        ("id", json!({"sequence": {}})),
        ("at", json!({"timestamp": {"every": 60, "jitter": 0.5}})),
        ("size", json!({"choice": {"values": ["small", "medium", "large"]}})),
        ("noise", json!({"integer": {"low": i64::MIN, "high": i64::MAX}})),
        ("key", json!({"uuid": {}})),
        ("bytes", json!({"binary": {"shortest": 100, "longest": 100}})),
    ]
}

/// A text that a codec makes much smaller, of a column `id`.
fn repeating() -> (&'static str, Value) {
    ("text", json!({"template": {"template": "the same again and again: {id}"}}))
}

#[test]
fn what_pays_is_chosen_and_random_values_are_not_compressed() {
    let expected = [
        json!(["id", "delta_binary_packed", "none"]),
        json!(["at", "delta_binary_packed", "none"]),
        json!(["size", "dictionary", "none"]),
        json!(["noise", "plain", "none"]),
        json!(["key", "plain", "none"]),
        json!(["bytes", "plain", "none"]),
    ];
    assert_eq!(chosen(&columns(), &json!({"compression": "snappy"})), expected);
}

#[test]
fn the_codec_is_taken_where_values_repeat_themselves() {
    let columns = [columns()[0].clone(), repeating()];
    for codec in ["snappy", "zstd"] {
        let found = chosen(&columns, &json!({"compression": codec}));
        assert_eq!(found[1][2], codec, "{}", found[1]);
    }
}

#[test]
fn without_dictionaries_none_is_chosen() {
    let found = chosen(&columns(), &json!({"dictionary": false}));
    assert_eq!(found[2], json!(["size", "plain", "snappy"]));
    assert!(found.iter().all(|column| column[1] != "dictionary"), "{found:?}");
}

/// Each against what the plan would choose.
#[test]
fn what_the_user_says_of_a_column_stays() {
    let own = json!({
        "id": {"compression": "zstd", "dictionary": false},
        "at": {"encoding": "plain"},
        "size": {"dictionary": false},
        "noise": {"dictionary": true},
        "key": {"compression": "gzip", "compression_level": 3},
        "bytes": {"encoding": "delta_byte_array"}});
    let plan = planned(&columns(), &json!({"columns": own}));
    let resolved: Value = serde_json::from_str(&plan.resolved).unwrap();
    let resolved = &resolved["writer"]["columns"];
    for (name, own) in own.as_object().unwrap() {
        for (option, value) in own.as_object().unwrap() {
            assert_eq!(&resolved[name][option], value, "{option} of {name}");
        }
    }
    let told = |name| plan.encodings.iter().find(|column| column.name == name).unwrap();
    assert_eq!(told("id").compression, Codec::Zstd);
    assert_eq!(told("noise").encoding, "dictionary");
    assert_eq!(told("bytes").encoding, "delta_byte_array");
}

#[test]
fn the_file_is_written_as_the_plan_says() {
    let plan = planned(&[&columns()[..], &[repeating()]].concat(), &json!({}));
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("choose.parquet");
    run_planned(&plan, FileSink::create(&path).unwrap()).unwrap();
    let file = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    for group in file.metadata().row_groups() {
        for (chunk, column) in group.columns().iter().zip(&plan.encodings) {
            let has_dictionary = chunk.dictionary_page_offset().is_some();
            assert_eq!(has_dictionary, column.encoding == "dictionary", "{}", column.name);
            let names = chunk.encodings().map(|encoding| encoding.to_string().to_lowercase());
            let encoding = column.encoding.replace("dictionary", "rle_dictionary");
            assert!(names.collect::<Vec<_>>().contains(&encoding), "{}", column.name);
            let is_compressed = chunk.compression() != Compression::UNCOMPRESSED;
            assert_eq!(is_compressed, column.compression != Codec::None, "{}", column.name);
        }
    }
}
