//! `cargo xtask bench`: every figure of the native benchmark, of the browser's and of the peers,
//! from one run.
//!
//! The site is that of `cargo xtask serve`, or with `--shipped` that of `cargo xtask build`, whose build
//! takes minutes.
//!
//! A benchmark prints a figure as a line of JSON; its other lines are for people and are passed on.

mod bars;
mod figure;
mod order;

use std::fs;

use crate::run::{Cmd, Result, doing};
use crate::setup::Setup;
use crate::{artifacts, build};
use figure::{Figure, array};
use order::{Order, Part};

/// Runs the benchmarks, prints their figures and, if asked to, writes them to a file.
pub fn run(args: &[String]) -> Result<()> {
    let order = Order::parse(args)?;
    let setup = Setup::provide(&order.needs())?;
    if order.profile {
        return native(&setup, "profile", &order.args).run();
    }
    let mut figures = Vec::new();
    let site = if order.shipped { Some(build::site(&setup)?) } else { None };
    for part in &order.parts {
        let benchmark = part.benchmark(&setup, &order.args, &figures)?;
        let benchmark = match &site {
            Some(site) => benchmark.env("SITE_DIR", site).env("BUNDLED_DIR", site),
            None => benchmark,
        };
        figures.extend(self::figures(benchmark)?);
    }
    figure::print(&figures);
    bars::print(&figures);
    match order.json {
        None => Ok(()),
        Some(file) => fs::write(&file, array(&figures)).map_err(doing("write", &file)),
    }
}

impl Part {
    /// The command that measures this part; `before` was measured in the same run.
    fn benchmark(self, setup: &Setup, args: &[String], before: &[Figure]) -> Result<Cmd> {
        match self {
            Self::Native => Ok(native(setup, "pipeline", args).env("BENCH_JSON", "1")),
            // It says its ratios to the native figures.
            Self::Browser => Ok(artifacts::node(setup, &["benches/browser.mjs".to_owned()])?
                .args(args)
                .env("BUNDLED_DIR", build::bundled_site(setup)?)
                .env("BENCH_FIGURES", array(before))),
            Self::Uploads => uploads(setup, args),
            Self::Sources => sources(setup, args),
            Self::Peers => peers(setup, args),
        }
    }
}

/// A benchmark of cargo's.
fn native(setup: &Setup, name: &str, args: &[String]) -> Cmd {
    setup.cmd("cargo", ["bench", "--bench", name, "--"]).args(args)
}

/// The page's uploads, a plain loop's and those of AWS's library, which is bundled for browsers.
fn uploads(setup: &Setup, args: &[String]) -> Result<Cmd> {
    let bundle = setup.target.join("aws-upload.js");
    let outfile = format!("--outfile={}", bundle.display());
    let options =
        ["--bundle", "--format=esm", "--minify", "--platform=browser", "--log-level=error"];
    setup
        .cmd("node_modules/.bin/esbuild", ["benches/peers/page/aws_upload.js"])
        .args(options)
        .args([outfile])
        .run()?;
    let command = artifacts::node(setup, &["benches/uploads.mjs".to_owned()])?.args(args);
    Ok(command.env("AWS_UPLOAD", bundle))
}

/// A file of the project's own is read by the engine and by other programs.
fn sources(setup: &Setup, args: &[String]) -> Result<Cmd> {
    let made = native(setup, "csv", args).args(["--dir".as_ref(), setup.target.as_os_str()]);
    let mut path = String::new();
    made.each_line(|line| path = line)?;
    let command = artifacts::node(setup, &["benches/sources.mjs".to_owned()])?.args(args);
    Ok(command.env("PEOPLE_CSV", path))
}

/// Other programs that do the same job, with the same word lists.
fn peers(setup: &Setup, args: &[String]) -> Result<Cmd> {
    let words = setup.cmd("cargo", ["bench", "--bench", "words"]).output()?;
    let file = setup.target.join("peers-words.json");
    fs::write(&file, words).map_err(doing("write", &file))?;
    let site = artifacts::site(setup)?;
    let command = setup.cmd("node", ["benches/peers/main.mjs"]).args(args);
    Ok(command.env("PEERS_WORDS", file).env("SITE_DIR", site))
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
