//! Native speed on one thread: generating, encoding, and a whole run whose bytes are thrown away.
//! `cargo xtask bench` runs this beside the browser's benchmark.
//!
//! Row groups have 100,000 rows, and rows are made as many at a time as a worker does. Options:
//! `--rows N` (1000000), `--runs N` (5), `--only FIGURE`. With `BENCH_JSON` set, each figure is a line of JSON with
//! the median, the lowest and the highest of the runs.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use parquet_blocks::assemble::Assembler;
use parquet_blocks::batch::Batch;
use parquet_blocks::generate::block_ranges;
use parquet_blocks::generate::rng::Stream;
use parquet_blocks::job::Job;
use parquet_blocks::plan::{Plan, plan, table};
use parquet_blocks::writer::{BlockEncoder, Codec, Encoder, FileAssembler, parts};

/// Rows of a row group.
const GROUP_ROWS: u64 = 100_000;

fn main() {
    let rows = option("--rows", 1_000_000);
    random(rows);
    for preset in ["people", "transactions"] {
        generation(preset, rows);
        for codec in [Codec::None, Codec::Snappy] {
            encoding(preset, codec, rows);
            pipeline(preset, codec, rows);
        }
    }
}

/// Random numbers of a column, one for each row.
fn random(rows: u64) {
    let name = "native.random";
    if !is_wanted(name) {
        return;
    }
    let stream = Stream::new(42, "amount");
    measure(name, rows, || {
        black_box((0..rows).fold(0, |all, row| all ^ stream.at(row)));
    });
}

fn generation(preset: &str, rows: u64) {
    let name = format!("native.{preset}.generate");
    if !is_wanted(&name) {
        return;
    }
    let (job, _) = planned(preset, Codec::None, rows);
    let table = table(&job).unwrap();
    measure(&name, rows, || {
        for part in parts(0..rows) {
            black_box(table.rows(part).unwrap());
        }
    });
}

fn encoding(preset: &str, codec: Codec, rows: u64) {
    let name = format!("native.{preset}.{}.encode", codec.name());
    if !is_wanted(&name) {
        return;
    }
    let (job, encoder) = encoder(preset, codec, rows);
    let table = table(&job).unwrap();
    let block = |rows| parts(rows).map(|part| table.rows(part).unwrap()).collect();
    let blocks: Vec<Vec<Batch>> = block_ranges(rows, GROUP_ROWS).map(block).collect();
    measure(&name, rows, || {
        for block in &blocks {
            let mut encoding = encoder.begin(0);
            for step in block {
                encoding.write(step).unwrap();
            }
            black_box(encoding.finish().unwrap());
        }
    });
}

/// All of a run whose plan is there: what an engine with one worker does.
fn pipeline(preset: &str, codec: Codec, rows: u64) {
    let name = format!("native.{preset}.{}.pipeline", codec.name());
    if !is_wanted(&name) {
        return;
    }
    let (_, plan) = planned(preset, codec, rows);
    measure(&name, rows, || {
        let job = Job::from_json(&plan.resolved).unwrap();
        let (table, mut assembler) = (table(&job).unwrap(), Assembler::new());
        let encoder = Encoder::new(table.schema().clone(), &job).unwrap();
        for (number, block) in (0..).zip(block_ranges(rows, GROUP_ROWS)) {
            let encoded = encoder.encode_rows(number, &table, block).unwrap();
            let bytes = black_box(encoded.data_bytes()) as u64;
            assembler.append(encoded.tail(), bytes).unwrap();
        }
        black_box(assembler.finish().unwrap());
    });
}

/// A job that a plan has resolved, and its encoder.
fn encoder(preset: &str, codec: Codec, rows: u64) -> (Job, Encoder) {
    let (job, plan) = planned(preset, codec, rows);
    let resolved = Job::from_json(&plan.resolved).unwrap();
    let encoder = Encoder::new(table(&job).unwrap().schema().clone(), &resolved).unwrap();
    (job, encoder)
}

fn planned(preset: &str, codec: Codec, rows: u64) -> (Job, Plan) {
    let job = serde_json::json!({
        "version": 1,
        "source": {"generated": {"preset": preset, "seed": 42}},
        "rows": rows,
        "block": {"rows": GROUP_ROWS},
        "writer": {"compression": codec.name()},
    });
    let job = Job::from_json(&job.to_string()).unwrap();
    let plan = plan(&job).unwrap();
    (job, plan)
}

/// Whether a figure is wanted: all are, unless `--only` names one.
fn is_wanted(name: &str) -> bool {
    std::env::args().skip_while(|arg| arg != "--only").nth(1).is_none_or(|only| only == name)
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
