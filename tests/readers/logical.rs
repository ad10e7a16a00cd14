//! Every logical type that the writer can name: pyarrow, `DuckDB` and Polars have a type for it, the
//! values, and the rows that they look for by the file's statistics.

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::parquet_files::{PAGE_ROWS, check, read};
use crate::{folder, judged};

/// A column, its generator, and its type in the file, in pyarrow, in `DuckDB` and in Polars.
fn cases() -> Vec<(&'static str, Value, [String; 4])> {
    let whole = |kind: &str, low: Value, high: Value| json!({"integer": {"type": kind, "low": low, "high": high}});
    let wide = |scale: u8, low: f64, high: f64| json!({"decimal": {"precision": 38, "scale": scale, "low": low, "high": high}});
    let most = json!(u64::MAX);
    vec![
        ("u8", whole("uint8", json!(0), json!(255)), types(["Int", "uint8", "UTINYINT", "UInt8"])),
        (
            "u16",
            whole("uint16", json!(0), json!(65_535)),
            types(["Int", "uint16", "USMALLINT", "UInt16"]),
        ),
        (
            "u32",
            whole("uint32", json!(0), json!(u32::MAX)),
            types(["Int", "uint32", "UINTEGER", "UInt32"]),
        ),
        ("u64", whole("uint64", json!(0), most), types(["Int", "uint64", "UBIGINT", "UInt64"])),
        (
            "id",
            json!({"sequence": {"start": 9_223_372_036_854_770_000_u64, "type": "uint64"}}),
            types(["Int", "uint64", "UBIGINT", "UInt64"]),
        ),
        (
            "key",
            json!({"foreign_key": {"start": 2_147_483_000_u64, "parents": 9_000, "type": "uint32"}}),
            types(["Int", "uint32", "UINTEGER", "UInt32"]),
        ),
        (
            "near",
            json!({"normal": {"mean": 2_147_483_648_u64, "deviation": 9, "type": "uint32"}}),
            types(["Int", "uint32", "UINTEGER", "UInt32"]),
        ),
        ("d9", json!({"decimal": {"precision": 9}}), decimal(9, 2)),
        ("d18", json!({"decimal": {"precision": 18, "low": -1e15}}), decimal(18, 2)),
        ("d19", json!({"decimal": {"precision": 19, "low": -1e16, "high": 1e16}}), decimal(19, 2)),
        ("d38", wide(2, -1e36, 1e36), decimal(38, 2)),
        ("small", wide(38, -0.5, 0.5), decimal(38, 38)),
        (
            "walk",
            json!({"random_walk": {"type": "decimal", "precision": 30, "scale": 6}}),
            decimal(30, 6),
        ),
        ("uuid", json!({"uuid": {}}), types(["UUID", "extension<arrow.uuid>", "UUID", "Binary"])),
        ("bytes", json!({"uuid": {}}), types(["None", "fixed_size_binary[16]", "BLOB", "Binary"])),
        (
            "json",
            json!({"json_text": {"columns": ["u64", "d38", "u32"], "fields": [{"name": "é", "generator": {"sentence": {}}}]}}),
            types(["JSON", "extension<arrow.json>", "JSON", "String"]),
        ),
        (
            "plain",
            json!({"json_text": {"columns": ["id"]}}),
            types(["String", "string", "VARCHAR", "String"]),
        ),
        (
            "said",
            json!({"choice": {"values": ["{}", "[1]", "\"é\"", "null"]}}),
            types(["JSON", "extension<arrow.json>", "JSON", "String"]),
        ),
        (
            "enum",
            json!({"choice": {"values": ["a", "é", "a longer one"]}}),
            types(["Enum", "binary", "VARCHAR", "String"]),
        ),
    ]
}

fn types(all: [&str; 4]) -> [String; 4] {
    all.map(Into::into)
}

fn decimal(precision: u8, scale: u8) -> [String; 4] {
    [
        "Decimal".into(),
        format!("decimal128({precision}, {scale})"),
        format!("DECIMAL({precision},{scale})"),
        format!("Decimal(precision={precision}, scale={scale})"),
    ]
}

/// What a part of the rows has, in every row group or in some.
const CONDITIONS: [&str; 14] = [
    "u8>200",
    "u16>40000",
    "u32>3000000000",
    "u32<2147483648",
    "u64>18000000000000000000",
    "u64<9223372036854775808",
    "id>9223372036854775807",
    "key>2147483647",
    "near>2147483648",
    "d19<-9900000000000000.00",
    "d38>900000000000000000000000000000000000.00",
    "d38<-900000000000000000000000000000000000.00",
    "small<-0.40",
    "walk>0.50",
];

fn rows_and_types(place: &(PathBuf, OsString), own: &Value) {
    let columns = cases()
        .into_iter()
        .map(|(name, generator, _)| json!({"name": name, "generator": generator, "nulls": 0.1}));
    let columns: Vec<_> = columns.collect();
    let source = json!({"recipe": {"version": 1, "columns": columns}, "seed": 7});
    let writers = [1, 2]
        .map(|version| json!({"writer_version": version, "page_rows": PAGE_ROWS, "columns": own}));
    for ((path, file), version) in read(place, &source, &writers).iter().zip(1..) {
        check(path, file, version);
        let arguments = [path.as_os_str()].into_iter().chain(CONDITIONS.map(AsRef::as_ref));
        let judged = judged(&place.1, "logical.py", &arguments.collect::<Vec<_>>());
        for (name, _, expected) in cases() {
            assert_eq!(judged["types"][name], json!(expected), "{name}");
        }
        assert_eq!(judged["uuids"], json!([1, 1, 1]));
        for (condition, counts) in judged["found"].as_object().unwrap() {
            let counts = counts.as_array().unwrap();
            assert!(counts[0] != 0 && counts[0] != 9_000, "{condition}: {counts:?}");
            assert!(counts.iter().all(|count| *count == counts[0]), "{condition}: {counts:?}");
        }
    }
}

/// The columns' options: logical types that are not those by themselves, and an encoding for all
/// integers.
fn own(encoding: &Value) -> Value {
    let integers = ["u8", "u16", "u32", "u64", "id", "key", "near", "d9", "d18"];
    let mut own = serde_json::Map::new();
    for name in integers {
        own.insert(name.into(), encoding.clone());
    }
    for (name, logical) in
        [("bytes", "none"), ("plain", "none"), ("said", "json"), ("enum", "enum")]
    {
        own.insert(name.into(), json!({"logical_type": logical}));
    }
    own.into()
}

#[test]
fn three_readers_know_every_logical_type() {
    let Some(place) = folder("types") else { return };
    rows_and_types(&place, &own(&json!({})));
}

#[test]
fn unsigned_numbers_keep_their_order_in_every_encoding() {
    let Some(place) = folder("unsigned") else { return };
    rows_and_types(&place, &own(&json!({"encoding": "delta_binary_packed", "dictionary": false})));
    rows_and_types(&place, &own(&json!({"encoding": "plain", "dictionary": false})));
    rows_and_types(&place, &own(&json!({"dictionary": true, "bloom_filter": true})));
}
