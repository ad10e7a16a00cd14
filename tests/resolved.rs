//! A plan's job with all that it decides is the same job: an unfinished upload is gone on with from it.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

use parquet_blocks::job::Job;
use parquet_blocks::limits::MB;
use parquet_blocks::plan::{Plan, plan};
use serde_json::{Value, json};

const PRESETS: [&str; 7] =
    ["people", "transactions", "web_events", "sensors", "orders", "logs", "wide"];

fn target() -> Value {
    json!({"endpoint_url": "http://localhost:4566", "region": "us-east-1",
        "bucket": "parquet-data-bucket", "key": "people.parquet"})
}

/// A job of a preset with these fields, to disk and to S3.
fn job(preset: &str, fields: &Value) -> Job {
    let mut job = fields.clone();
    job["version"] = json!(1);
    job["source"] = json!({"generated": {"preset": preset, "seed": 42}});
    job["destination"] = json!({"download": true, "s3": target()});
    Job::from_json(&job.to_string()).unwrap()
}

/// The job as a page keeps it: `www/engine/resolved.js`.
fn kept(plan: &Plan) -> Job {
    let mut job: Value = serde_json::from_str(&plan.resolved).unwrap();
    job["destination"] = json!({"s3": target()});
    job["destination"]["s3"]["part_size_mb"] = json!(plan.part_bytes as f64 / MB as f64);
    Job::from_json(&job.to_string()).unwrap()
}

#[test]
fn a_resolved_job_has_the_plan_that_it_comes_from() {
    let table = [
        json!({"rows": 1}),
        json!({"rows": 30_000_000}),
        json!({"target_size_mb": 90_000, "block": {"size_mb": 64}}),
        json!({"rows": 5_000, "block": {"rows": 7}, "writer": {"compression": "zstd"}}),
        json!({"rows": 5_000, "writer": {"compression": "none", "dictionary": false}}),
        json!({"rows": 5_000, "writer": {"compression": "gzip", "writer_version": 2}}),
    ];
    for preset in PRESETS {
        for fields in &table {
            let first = plan(&job(preset, fields)).unwrap();
            let again = plan(&kept(&first)).unwrap();
            let decided = |plan: &Plan| (plan.resolved.clone(), plan.part_bytes, plan.blocks);
            assert_eq!(decided(&again), decided(&first), "{preset} {fields}");
        }
    }
}
