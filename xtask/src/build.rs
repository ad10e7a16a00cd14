//! `cargo xtask build`: the static site, as small and fast as it gets.

use std::fs;
use std::path::{Path, PathBuf};

use crate::artifacts::{SITE_NEEDS, trunk};
use crate::run::{Result, doing};
use crate::setup::{Need, Setup};

const BROTLI: &str = "\
const { readFileSync } = require('fs');
const { brotliCompressSync } = require('zlib');
process.stdout.write(String(brotliCompressSync(readFileSync(process.argv[1])).length));";

/// What wasm-opt does, and the features that the compiler uses: those of every current browser.
const WASM_OPT: [&str; 8] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-simd",
    "--enable-reference-types",
    "--enable-mutable-globals",
];

/// Builds `dist/` and prints what is in it.
pub fn run() -> Result<()> {
    let setup = Setup::provide(&[&SITE_NEEDS[..], &[Need::Node]].concat())?;
    let dist = setup.root.join("dist");
    trunk(&setup, &["build", "--cargo-profile", "dist"], &dist).run()?;
    optimise(&setup, &dist.join("parquet-blocks_bg.wasm"))?;
    let mut files = Vec::new();
    collect(&dist, &mut files)?;
    files.sort();
    println!("\n{:>12}  dist/", "bytes");
    for (path, size) in &files {
        println!("{size:>12}  {}", path.strip_prefix(&dist).unwrap_or(path).display());
    }
    println!("{:>12}  in all", files.iter().map(|(_, size)| size).sum::<u64>());
    let wasm = files.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "wasm"));
    wasm.into_iter().try_for_each(|(path, size)| print_wasm(&setup, path, *size))
}

/// Puts an optimised module in place of a module.
fn optimise(setup: &Setup, module: &Path) -> Result<()> {
    let command = setup.cmd("node_modules/.bin/wasm-opt", WASM_OPT);
    command.args([module, Path::new("-o"), module]).run()
}

fn collect(dir: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    for entry in fs::read_dir(dir).map_err(doing("read", dir))? {
        let entry = entry.map_err(doing("read", dir))?;
        let path = entry.path();
        let metadata = entry.metadata().map_err(doing("read", &path))?;
        if metadata.is_dir() {
            collect(&path, files)?;
        } else {
            files.push((path, metadata.len()));
        }
    }
    Ok(())
}

/// What a visitor downloads: hosts send wasm compressed.
fn print_wasm(setup: &Setup, path: &Path, size: u64) -> Result<()> {
    let args = ["--input-type=commonjs", "-e", BROTLI];
    let brotli = setup.cmd("node", args).args([path]).output()?;
    println!("\nwasm: {size} bytes raw, {brotli} brotli");
    Ok(())
}
