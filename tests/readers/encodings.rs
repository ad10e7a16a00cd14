//! Encodings that a job names for its columns, of values of different widths. The format has two of them
//! for values of a fixed length too, such as UUIDs: Polars 2.1 reads no `delta_byte_array` of these, and
//! `DuckDB` 2.0 no `byte_stream_split`.

use serde_json::{Value, json};

use crate::folder;
use crate::parquet_files::{PAGE_ROWS, check, read};

/// An encoding, and generators of values that all readers know it for.
fn cases() -> [(&'static str, Vec<Value>); 4] {
    let texts =
        [json!({"url": {}}), json!({"binary": {}}), json!({"choice": {"values": ["a", ""]}})];
    let integers = [
        json!({"integer": {"low": -9, "high": 9, "type": "int8"}}),
        json!({"integer": {"high": 4_000_000_000_u32, "type": "uint32"}}),
        json!({"integer": {"low": u64::MAX - 9, "high": u64::MAX, "type": "uint64"}}),
        json!({"random_walk": {"type": "decimal"}}),
        json!({"sequence": {"start": 9, "step": -4}}),
        json!({"timestamp": {"unit": "ns", "zone": "America/Lima"}}),
        json!({"date": {}}),
    ];
    let reals = [json!({"float": {}}), json!({"exponential": {"type": "float32"}})];
    [
        ("byte_stream_split", [&integers[..], &reals].concat()),
        ("delta_byte_array", texts.clone().into()),
        ("delta_binary_packed", integers.into()),
        ("delta_length_byte_array", texts.into()),
    ]
}

#[test]
fn three_readers_know_every_encoding_that_a_job_names() {
    let Some(place) = folder("encodings") else { return };
    let (mut columns, mut own) = (Vec::new(), serde_json::Map::new());
    for (encoding, generators) in cases() {
        for (place, generator) in generators.into_iter().enumerate() {
            let name = format!("{encoding}-{place}");
            own.insert(name.clone(), json!({"encoding": encoding, "dictionary": false}));
            columns.push(json!({"name": name, "generator": generator, "nulls": 0.1}));
        }
    }
    let source = json!({"recipe": {"version": 1, "columns": columns}, "seed": 7});
    let writers = [1, 2]
        .map(|version| json!({"writer_version": version, "page_rows": PAGE_ROWS, "columns": own}));
    for ((path, file), version) in read(&place, &source, &writers).iter().zip(1..) {
        check(path, file, version);
        for chunk in file["chunks"].as_array().unwrap() {
            let asked_for = chunk["column"].as_str().unwrap().split_once('-').unwrap().0;
            let found = chunk["encodings"].as_array().unwrap();
            assert!(found.contains(&json!(asked_for.to_uppercase())), "{chunk}");
        }
    }
}
