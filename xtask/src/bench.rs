//! `cargo xtask bench`: every figure of the native and of the browser benchmark, from one run.
//!
//! A benchmark prints a figure as one line, `{"name":"…","value":1.5,"unit":"…"}`; its other lines
//! are for people and are passed on.

use std::fs;
use std::path::PathBuf;

use crate::artifacts;
use crate::run::{Cmd, Error, Result, doing};
use crate::setup::{Need, Setup};

const NEEDS: [Need; 5] = [Need::Wasm, Need::WasmBindgen, Need::Trunk, Need::Browser, Need::Node];

/// Runs both benchmarks, prints their figures and, if asked to, writes them to a file.
pub fn run(args: &[String]) -> Result<()> {
    let (json, args) = parse(args)?;
    let setup = Setup::provide(&NEEDS)?;
    let native = ["bench", "--bench", "pipeline", "--"];
    let mut figures = figures(setup.cmd("cargo", native).args(&args).env("BENCH_JSON", "1"))?;
    let browser = [vec!["benches/browser.mjs".to_owned()], args].concat();
    // The browser's benchmark says its ratios to the native figures of the same run.
    let browser = artifacts::node(&setup, &browser)?.env("BENCH_FIGURES", array(&figures));
    figures.extend(self::figures(browser)?);
    print(&figures);
    match json {
        None => Ok(()),
        Some(file) => fs::write(&file, array(&figures)).map_err(doing("write", &file)),
    }
}

/// The file for the figures, and the arguments that are the benchmarks' own.
fn parse(args: &[String]) -> Result<(Option<PathBuf>, Vec<String>)> {
    let Some(at) = args.iter().position(|arg| arg == "--json") else {
        return Ok((None, args.to_vec()));
    };
    let file = args.get(at + 1).ok_or_else(|| Error::usage("--json needs a file"))?;
    Ok((Some(file.into()), [&args[..at], &args[at + 2..]].concat()))
}

/// One measured value, as it was printed.
struct Figure {
    line: String,
    name: String,
    value: String,
    unit: String,
}

impl Figure {
    fn parse(line: &str) -> Option<Self> {
        let field = |key| field(line, key).map(str::to_owned);
        let line = line.starts_with('{').then(|| line.to_owned())?;
        Some(Self { line, name: field("name")?, value: field("value")?, unit: field("unit")? })
    }
}

/// The value of a key in a flat JSON object whose strings hold no escapes.
fn field<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = object.split_once(&format!("\"{key}\""))?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start();
    match value.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => value.split([',', '}']).next().map(str::trim),
    }
}

/// Runs a benchmark and gives its figures.
fn figures(benchmark: Cmd) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    benchmark.each_line(|line| match Figure::parse(&line) {
        Some(figure) => figures.push(figure),
        None => println!("{line}"),
    })?;
    Ok(figures)
}

fn print(figures: &[Figure]) {
    let width = figures.iter().map(|figure| figure.name.len()).max().unwrap_or(0);
    println!();
    for Figure { name, value, unit, .. } in figures {
        println!("{name:<width$}  {value:>14} {unit}");
    }
}

fn array(figures: &[Figure]) -> String {
    let lines: Vec<&str> = figures.iter().map(|figure| figure.line.as_str()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_from_its_line() {
        let figure = Figure::parse(r#"{"name": "native.rows", "value":1.5e6 , "unit":"rows/s"}"#);
        let parts = figure.map(|figure| (figure.name, figure.value, figure.unit));
        assert_eq!(parts, Some(("native.rows".into(), "1.5e6".into(), "rows/s".into())));
        assert!(Figure::parse(r#"{"name":"x"}"#).is_none());
        assert!(Figure::parse("running 1 test").is_none());
    }

    #[test]
    fn the_benchmarks_get_the_other_arguments() {
        let args = ["--rows", "--json", "f", "5"].map(String::from);
        let parsed = parse(&args).ok();
        assert_eq!(parsed, Some((Some("f".into()), vec!["--rows".into(), "5".into()])));
        assert!(parse(&["--json".to_owned()]).is_err());
    }
}
