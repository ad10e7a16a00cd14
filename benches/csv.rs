//! The CSV file whose reading is measured: the preset `people`, as this project writes it.
//! `cargo xtask bench --only sources` runs this, and reads the file's path from it.
//!
//! Options: `--csv-mib N` (1024), about how large it becomes, and `--dir DIR`, where it lies. A file
//! that is there already is kept.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::writer::FileSink;

fn main() {
    let mib: u64 = option("--csv-mib", "1024").parse().unwrap();
    let path = Path::new(&option("--dir", ".")).join(format!("people-{mib}mib.csv"));
    if !path.exists() {
        run(&people(mib), FileSink::create(&path).unwrap()).unwrap();
    }
    println!("{}", path.display());
}

/// A job for about so many MiB of CSV.
fn people(mib: u64) -> Job {
    let job = serde_json::json!({
        "version": 1,
        "source": {"generated": {"preset": "people", "seed": 42}},
        "target_size_mb": mib,
        "writer": {"format": "csv"},
    });
    Job::from_json(&job.to_string()).unwrap()
}

/// A word from the command line.
fn option(name: &str, default: &str) -> String {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().unwrap_or_else(|| default.to_owned())
}
