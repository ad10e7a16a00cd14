//! Native speed on one thread: generating, encoding, and the whole pipeline into a sink that
//! discards. `cargo xtask bench` runs this beside the browser's benchmark.
//!
//! Options: `--rows N` (500000), `--runs N` (5). With `BENCH_JSON` set, each figure is a line of
//! JSON with the median, the lowest and the highest of the runs.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

use parquet_blocks::batch::Batch;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run_planned;
use parquet_blocks::plan::{Plan, plan, table};
use parquet_blocks::writer::{Codec, Encoder, Sink};

fn main() {
    let rows = option("--rows", 500_000);
    for preset in ["people", "transactions"] {
        generation(preset, rows);
        for codec in [Codec::None, Codec::Snappy] {
            encoding(preset, codec, rows);
            pipeline(preset, codec, rows);
        }
    }
}

fn generation(preset: &str, rows: u64) {
    let (job, plan) = planned(preset, Codec::None, rows);
    let table = table(&job).unwrap();
    measure(&format!("native.{preset}.generate"), rows, || {
        for block in table.blocks(plan.rows, plan.rows_per_block) {
            black_box(block.unwrap());
        }
    });
}

fn encoding(preset: &str, codec: Codec, rows: u64) {
    let (job, plan) = planned(preset, codec, rows);
    let table = table(&job).unwrap();
    let resolved = Job::from_json(&plan.resolved).unwrap();
    let encoder = Encoder::new(table.schema().clone(), &resolved).unwrap();
    let blocks: Vec<Batch> =
        table.blocks(plan.rows, plan.rows_per_block).map(Result::unwrap).collect();
    measure(&format!("native.{preset}.{}.encode", codec.name()), rows, || {
        for block in &blocks {
            black_box(encoder.encode(0, block).unwrap());
        }
    });
}

fn pipeline(preset: &str, codec: Codec, rows: u64) {
    let (_, plan) = planned(preset, codec, rows);
    measure(&format!("native.{preset}.{}.pipeline", codec.name()), rows, || {
        black_box(run_planned(&plan, Discard).unwrap());
    });
}

fn planned(preset: &str, codec: Codec, rows: u64) -> (Job, Plan) {
    let job = serde_json::json!({
        "version": 1,
        "source": {"generated": {"preset": preset, "seed": 42}},
        "rows": rows,
        "writer": {"compression": codec.name()},
    });
    let job = Job::from_json(&job.to_string()).unwrap();
    let plan = plan(&job).unwrap();
    (job, plan)
}

/// Runs `work` once to warm up, then `--runs` times, and prints rows per second.
#[allow(clippy::cast_precision_loss)]
fn measure(name: &str, rows: u64, mut work: impl FnMut()) {
    work();
    let mut speeds: Vec<f64> = (0..option("--runs", 5))
        .map(|_| {
            let started = Instant::now();
            work();
            (rows as f64 / started.elapsed().as_secs_f64()).round()
        })
        .collect();
    speeds.sort_by(f64::total_cmp);
    let (low, median, high) = (speeds[0], speeds[speeds.len() / 2], speeds[speeds.len() - 1]);
    if std::env::var_os("BENCH_JSON").is_some() {
        println!(
            r#"{{"name":"{name}","value":{median},"unit":"rows/s","low":{low},"high":{high}}}"#
        );
    } else {
        println!("{name:<36} {median:>12} rows/s ({low} to {high})");
    }
}

/// A number from the command line. Cargo's own `--bench` is passed over.
fn option(name: &str, default: u64) -> u64 {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().map_or(default, |value| value.parse().unwrap())
}

/// A sink that keeps nothing.
struct Discard;

impl Write for Discard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Discard {
    fn commit(self) -> io::Result<()> {
        Ok(())
    }
}
