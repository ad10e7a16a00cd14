//! `cargo xtask build`: the static site, as small and fast as it gets.

use std::fs;
use std::path::{Path, PathBuf};

use crate::artifacts::{self, SITE_NEEDS, trunk};
use crate::run::{Cmd, Result, doing};
use crate::setup::{Need, Setup, which};

/// How wasm-opt makes the module smaller and a little faster. `-O3` is not faster than `-O1`, larger
/// when it is compressed, and takes minutes instead of seconds.
const WASM_OPT: [&str; 8] = [
    "-O1",
    // What browsers have and rustc uses.
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
];

const BROTLI: &str = "\
const { readFileSync } = require('fs');
const { brotliCompressSync } = require('zlib');
process.stdout.write(String(brotliCompressSync(readFileSync(process.argv[1])).length));";

/// Builds `dist/` and prints what is in it.
pub fn run() -> Result<()> {
    let setup = Setup::provide(&[&SITE_NEEDS[..], &[Need::WasmOpt, Need::Node]].concat())?;
    let dist = site(&setup)?;
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

/// Modules that the page, its workers or other pages begin with.
const BEGINNINGS: [&str; 5] =
    ["main.js", "engine.js", "compare.js", "engine.worker.js", "encoder.worker.js"];

/// What belongs to each of them becomes one file, or is shared by some: a browser needs as long for
/// its ninety requests as for all else. The modules stay beside them for the debugger.
const BUNDLE: [&str; 7] = [
    "--bundle",
    "--splitting",
    "--format=esm",
    "--outdir=.",
    "--allow-overwrite",
    "--sourcemap",
    "--sources-content=false",
];

/// The site that [`artifacts::site`] has built, but bundled as what is shipped.
pub fn bundled_site(setup: &Setup) -> Result<PathBuf> {
    let site = artifacts::site_dir(setup);
    let bundled = setup.target.join("bundled");
    let mut files = Vec::new();
    collect(&site, &mut files)?;
    for (from, _) in files {
        let to = bundled.join(from.strip_prefix(&site).unwrap_or(&from));
        fs::create_dir_all(to.parent().unwrap_or(&bundled)).map_err(doing("create", &bundled))?;
        fs::copy(&from, &to).map_err(doing("write", &to))?;
    }
    bundle(setup, &bundled)?;
    Ok(bundled)
}

/// Bundles the modules of a site.
fn bundle(setup: &Setup, site: &Path) -> Result<()> {
    let esbuild = setup.root.join("node_modules/.bin/esbuild");
    Cmd::new(esbuild, BEGINNINGS)
        .args(BUNDLE)
        .args(["--log-level=error"])
        .dir(&site.join("www"))
        .run()
}

/// Builds `dist/`.
pub fn site(setup: &Setup) -> Result<PathBuf> {
    let dist = setup.root.join("dist");
    trunk(setup, &["build", "--cargo-profile", "dist"], &dist).run()?;
    let module = dist.join("parquet-blocks_bg.wasm");
    let command = setup.cmd("wasm-opt", WASM_OPT).args([&module]).args(["-o"]).args([&module]);
    command.run()?;
    bundle(setup, &dist)?;
    Ok(dist)
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
    let brotli = if which("node").is_some() {
        let args = ["--input-type=commonjs", "-e", BROTLI];
        setup.cmd("node", args).args([path]).output()?
    } else {
        "unknown (needs node)".into()
    };
    println!("\nwasm: {size} bytes raw, {brotli} brotli");
    Ok(())
}
