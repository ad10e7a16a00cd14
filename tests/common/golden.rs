//! Known jobs and the hashes of their files, for native code and for the browser.

use std::collections::BTreeMap;

use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::writer::MemorySink;
use serde::{Deserialize, Serialize};

pub const PRESETS: [&str; 2] = ["people", "transactions"];

/// `tests/golden/hashes.json`.
#[derive(Deserialize, Serialize)]
pub struct Golden {
    /// Each preset with every codec, at this many rows.
    pub rows: u64,
    pub rows_per_block: u64,
    pub seed: u64,
    /// Preset, then codec, then SHA-256 of the file made natively.
    pub sha256: BTreeMap<String, BTreeMap<String, String>>,
}

impl Golden {
    pub fn read() -> Self {
        serde_json::from_str(include_str!("../golden/hashes.json")).unwrap()
    }

    pub fn job(&self, preset: &str, codec: &str) -> Job {
        let job = serde_json::json!({
            "version": 1,
            "source": {"generated": {"preset": preset, "seed": self.seed}},
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
