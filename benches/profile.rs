//! Where the time goes on one thread: nanoseconds a row, by column and stage. `cargo xtask bench
//! --profile` runs this.
//!
//! Each column is measured as a recipe of its own, by the code that runs whole recipes: first as
//! many rows are only generated at a time as a worker does, then the same are generated and encoded.
//!
//! Options: `--rows N` (500000), `--runs N` (5), `--preset people`, `--compression snappy`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Display;
use std::hint::black_box;
use std::time::{Duration, Instant};

use parquet_blocks::Result;
use parquet_blocks::generate::block_ranges;
use parquet_blocks::job::Job;
use parquet_blocks::plan::{Plan, plan, table};
use parquet_blocks::recipe::{Preset, Recipe};
use parquet_blocks::writer::{BlockEncoder, Encoder, parts};

/// Rows of a row group.
const GROUP_ROWS: u64 = 100_000;

fn main() {
    let rows: u64 = option("--rows", "500000").parse().unwrap();
    let name = option("--preset", "people");
    let preset: Preset = serde_json::from_value(name.as_str().into()).unwrap();
    let recipe = preset.recipe();
    let table = recipe.tables().next().unwrap();
    let (name, columns) = (table.name().unwrap_or(&name).to_string(), table.columns());
    println!("{name}: median ns/row of the runs, and bytes/row in the file");
    print_row("column", &["generate", "encode", "both", "bytes"], "as");
    let mut sum = Stages::default();
    for (place, column) in columns.iter().enumerate() {
        let alone = alone(&recipe, place);
        let Ok((job, plan)) = planned(&alone, rows) else {
            print_row(&column.name, &["-"; 4], "made from other columns: only together");
            continue;
        };
        let stages = Stages::of(&job, rows);
        let how = &plan.encodings[0];
        stages.print(&column.name, &format!("{}, {}", how.encoding, how.compression.name()));
        sum.add(stages);
    }
    sum.print("sum", "");
    Stages::of(&planned(&recipe, rows).unwrap().0, rows).print("together", "");
}

/// A recipe without the columns of its first table but one. Of several tables the others stay, as
/// columns can be made from theirs.
fn alone(recipe: &Recipe, place: usize) -> Recipe {
    let mut alone = recipe.clone();
    let columns = alone.tables.first_mut().map_or(&mut alone.columns, |table| &mut table.columns);
    *columns = vec![columns[place].clone()];
    alone
}

/// The job that a plan makes of a recipe: what workers get.
fn planned(recipe: &Recipe, rows: u64) -> Result<(Job, Plan)> {
    let job = serde_json::json!({
        "version": 1,
        "source": {"generated": {"recipe": recipe, "seed": 42}},
        "rows": rows,
        "block": {"rows": GROUP_ROWS},
        "writer": {"compression": option("--compression", "snappy")},
    });
    let plan = plan(&Job::from_json(&job.to_string())?)?;
    Ok((Job::from_json(&plan.resolved)?, plan))
}

/// Nanoseconds and bytes a row.
#[derive(Clone, Copy, Default)]
struct Stages {
    generate: f64,
    encode: f64,
    bytes: f64,
}

impl Stages {
    /// The medians of the runs, after one to warm up.
    #[allow(clippy::cast_precision_loss)]
    fn of(job: &Job, rows: u64) -> Self {
        let bytes = run(job, rows).1;
        let runs = option("--runs", "5").parse().unwrap();
        let times: Vec<_> = (0..runs).map(|_| run(job, rows).0).collect();
        let per_row = |stage: usize| {
            let times = times.iter().map(|times| times[stage]).collect();
            median(times).as_nanos() as f64 / rows as f64
        };
        Self { generate: per_row(0), encode: per_row(1), bytes: bytes as f64 / rows as f64 }
    }

    fn add(&mut self, other: Self) {
        self.generate += other.generate;
        self.encode += other.encode;
        self.bytes += other.bytes;
    }

    fn print(self, name: &str, how: &str) {
        let numbers = [self.generate, self.encode, self.generate + self.encode, self.bytes];
        print_row(name, &numbers.map(|number| format!("{number:.1}")), how);
    }
}

fn print_row(name: &str, cells: &[impl Display; 4], how: &str) {
    let [generate, encode, both, bytes] = cells;
    println!("{name:<12}{generate:>10}{encode:>10}{both:>10}{bytes:>10}  {how}");
}

/// The time that generating takes, and encoding beside it; and the bytes of all row groups.
fn run(job: &Job, rows: u64) -> ([Duration; 2], usize) {
    let table = table(job).unwrap();
    let encoder = Encoder::new(table.schema().clone(), job).unwrap();
    let mut clock = Instant::now();
    for part in parts(0..rows) {
        black_box(table.rows(part).unwrap());
    }
    let generating = lap(&mut clock);
    let groups = block_ranges(rows, GROUP_ROWS);
    let bytes = groups.map(|group| encoder.encode_rows(0, &table, group).unwrap().data_bytes());
    let bytes = bytes.sum();
    // What encodes also generates.
    ([generating, lap(&mut clock).saturating_sub(generating)], bytes)
}

fn lap(clock: &mut Instant) -> Duration {
    let started = std::mem::replace(clock, Instant::now());
    *clock - started
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A word from the command line.
fn option(name: &str, default: &str) -> String {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().unwrap_or_else(|| default.to_owned())
}
