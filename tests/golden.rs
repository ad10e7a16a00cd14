//! The bytes of known jobs: a change here changes every file that users made before.
//!
//! `cargo xtask golden` writes the hashes anew.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/golden.rs"]
mod golden;

use std::collections::BTreeMap;
use std::fs;

use golden::{Golden, PRESETS};
use parquet_blocks::s3::sha256_hex;
use parquet_blocks::writer::Codec;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/hashes.json");

#[test]
fn files_are_what_they_were() {
    let mut golden = Golden::read();
    let hash = |preset: &str, codec: Codec| {
        (codec.name().to_string(), sha256_hex([golden.file(preset, codec.name())]))
    };
    let made: BTreeMap<String, BTreeMap<_, _>> = PRESETS
        .map(|preset| (preset.into(), Codec::ALL.map(|codec| hash(preset, codec)).into()))
        .into();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        golden.sha256 = made;
        let text = serde_json::to_string_pretty(&golden).unwrap();
        return fs::write(PATH, text + "\n").unwrap();
    }
    assert_eq!(made, golden.sha256, "run `cargo xtask golden` if the change is meant");
}
