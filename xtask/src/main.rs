//! `cargo xtask`: the only place that installs or starts things.
#![forbid(unsafe_code)]

mod artifacts;
mod bench;
mod build;
mod golden;
mod report;
mod run;
mod serve;
mod setup;
mod test;
mod times;

use std::env;
use std::process::ExitCode;

use run::{Error, Result};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port 8080] [--s3-port 4566] [--api-port 4567]
                 the page, an S3 server to upload to and a web API to read, until Ctrl-C
  test [STEP...] everything a change has to pass, or only these steps:
                 fmt clippy clippy-wasm native types site browser e2e stores
  bench [--only native|browser|uploads|sources|peers] [--json FILE] [ARGS...]
                 measures natively, in the browser and beside other programs that do the same job;
                 ARGS go to the benchmarks
  bench --profile [ARGS...]
                 where the time goes, column by column, natively
  build          the static site in dist/, with its sizes
  golden         writes anew what the tests compare with the code: hashes, schemas, tables

Each sets up what it needs first: Rust's wasm32 target, wasm-bindgen, trunk, clang; tests and
benchmarks also Chromium, Node packages, Python environments and S3 servers. Tools are kept in ~/.cache/parquet-blocks.";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.usage => {
            eprintln!("{error}\n\n{HELP}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{HELP}");
        return Ok(());
    }
    let (command, args) = args.split_first().ok_or_else(|| Error::usage("which command?"))?;
    match command.as_str() {
        "serve" => serve::run(args),
        "test" => test::run(args),
        "bench" => bench::run(args),
        "build" => no_arguments(args).and_then(|()| build::run()),
        "golden" => no_arguments(args).and_then(|()| golden::run()),
        _ => Err(Error::usage(format!("unknown command: {command}"))),
    }
}

fn no_arguments(args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(arg) => Err(Error::usage(format!("unexpected argument: {arg}"))),
    }
}
