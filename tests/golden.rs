//! The bytes of known jobs: a change here changes every file that users made before.
//!
//! `cargo xtask golden` writes the hashes anew.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/examples.rs"]
mod examples;
#[path = "common/golden.rs"]
mod golden;

use std::collections::BTreeMap;
use std::fs;

use examples::everything;
use golden::{Golden, PRESETS, Tables};
use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::recipe::Preset;
use parquet_blocks::s3::sha256_hex;
use parquet_blocks::writer::{Codec, MemorySink};
use serde_json::{Value, json};

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
    let tables: BTreeMap<_, _> =
        sources().into_iter().map(|(name, from)| (name, hash_of(&from, &golden.tables))).collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        (golden.sha256, golden.tables.sha256) = (made, tables);
        let text = serde_json::to_string_pretty(&golden).unwrap();
        return fs::write(PATH, text + "\n").unwrap();
    }
    assert_eq!(made, golden.sha256, "run `cargo xtask golden` if the change is meant");
    assert_eq!(tables, golden.tables.sha256, "run `cargo xtask golden` if the change is meant");
}

/// What generates each table that there is; `tests/e2e/codecs.test.mjs` has the same.
fn sources() -> Vec<(String, Value)> {
    let mut sources = vec![("everything".into(), everything())];
    for preset in Preset::ALL {
        let recipe = preset.recipe();
        let preset = json!(preset);
        let name = preset.as_str().unwrap();
        sources.push((name.into(), json!({"preset": name, "seed": 42})));
        for table in recipe.tables.iter().skip(1).map(|table| &table.name) {
            let source = json!({"preset": name, "table": table, "seed": 42});
            sources.push((format!("{name}/{table}"), source));
        }
    }
    sources
}

fn hash_of(source: &Value, tables: &Tables) -> String {
    let job = json!({"version": 1, "source": {"generated": source}, "rows": tables.rows,
        "block": {"rows": tables.rows_per_block}});
    let mut file = Vec::new();
    let job = Job::from_json(&job.to_string()).unwrap();
    pipeline::run(&job, MemorySink::new(&mut file)).unwrap();
    sha256_hex([file])
}
