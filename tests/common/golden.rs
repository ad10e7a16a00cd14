//! Known jobs and the hashes of their files, for native code and for the browser.

use std::collections::BTreeMap;

use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::writer::MemorySink;
use serde::{Deserialize, Serialize};

/// The presets of known files, and a recipe that has all generators of numbers and series.
pub const PRESETS: [&str; 3] = ["people", "transactions", NUMBERS];

const NUMBERS: &str = "numbers";

/// `tests/golden/hashes.json`.
#[derive(Deserialize, Serialize)]
pub struct Golden {
    /// Each preset with every codec, at this many rows.
    pub rows: u64,
    pub rows_per_block: u64,
    pub seed: u64,
    /// Preset, then codec, then SHA-256 of the file made natively.
    pub sha256: BTreeMap<String, BTreeMap<String, String>>,
    /// All that can be made, with the codec of a job that names none.
    pub tables: Tables,
}

/// Every table of every preset, and one with every generator.
#[derive(Deserialize, Serialize)]
pub struct Tables {
    pub rows: u64,
    pub rows_per_block: u64,
    /// Preset, or preset and table, then SHA-256 of the file made natively.
    pub sha256: BTreeMap<String, String>,
}

impl Golden {
    pub fn read() -> Self {
        serde_json::from_str(include_str!("../golden/hashes.json")).unwrap()
    }

    pub fn job(&self, preset: &str, codec: &str) -> Job {
        let mut source = serde_json::json!({"seed": self.seed});
        if preset == NUMBERS {
            source["recipe"] =
                serde_json::from_str(include_str!("../golden/numbers.json")).unwrap();
        } else {
            source["preset"] = preset.into();
        }
        let job = serde_json::json!({
            "version": 1,
            "source": {"generated": source},
            "rows": self.rows,
            "block": {"rows": self.rows_per_block},
            "writer": {"compression": codec},
        });
        Job::from_json(&job.to_string()).unwrap()
    }

    pub fn file(&self, preset: &str, codec: &str) -> Vec<u8> {
        let mut file = Vec::new();
        pipeline::run(&self.job(preset, codec), MemorySink::new(&mut file)).unwrap();
        file
    }
}
