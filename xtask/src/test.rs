//! `cargo xtask test`: everything a change has to pass, step by step, with the time each takes.

use std::fs;

use crate::artifacts::{self, SITE_NEEDS};
use crate::build;
use crate::report::Report;
use crate::run::{Cmd, Error, Result, doing};
use crate::setup::{self, NODE_PACKAGES, Need, Setup};
use crate::times::{self, Kind};

struct Step {
    name: &'static str,
    needs: &'static [Need],
    run: fn(&Setup) -> Result<()>,
}

/// From what fails fastest to what takes longest.
const STEPS: [Step; 9] = [
    Step { name: "fmt", needs: &[], run: fmt },
    Step { name: "clippy", needs: &[], run: clippy },
    Step { name: "clippy-wasm", needs: &[Need::Wasm], run: clippy_wasm },
    Step { name: "native", needs: &[Need::Python], run: native },
    Step { name: "types", needs: &[Need::Node], run: types },
    Step { name: "site", needs: &SITE_NEEDS, run: site },
    Step { name: "browser", needs: &[Need::Wasm, Need::WasmBindgen, Need::Browser], run: browser },
    Step { name: "e2e", needs: &E2E_NEEDS, run: e2e },
    Step { name: "stores", needs: &STORES_NEEDS, run: stores },
];

const E2E_NEEDS: [Need; 6] =
    [Need::Wasm, Need::WasmBindgen, Need::Trunk, Need::Browser, Need::Node, Need::Python];

const STORES_NEEDS: [Need; 8] = [
    Need::Wasm,
    Need::WasmBindgen,
    Need::Trunk,
    Need::Browser,
    Need::Node,
    Need::Python,
    Need::LocalStack,
    Need::SeaweedFs,
];

/// Runs the named steps, or all, up to the first that fails.
pub fn run(names: &[String]) -> Result<()> {
    let steps = choose(names)?;
    let needs: Vec<Need> = steps.iter().flat_map(|step| step.needs).copied().collect();
    let mut report = Report::new();
    let setup = Setup::provide(&needs)?;
    report.add("setup", "ok");
    let kind = kind(&setup);

    let mut passed = 0;
    let failure = steps.iter().find_map(|step| {
        println!("\n== {}", step.name);
        let outcome = (step.run)(&setup);
        report.add(step.name, if outcome.is_ok() { "ok" } else { "FAILED" });
        passed += usize::from(outcome.is_ok());
        outcome.err()
    });
    report.print(&describe(kind, &setup));
    let Some(error) = failure else {
        if names.is_empty() {
            times::remember(&setup::cache()?, kind, report.seconds())?;
        }
        println!("{passed} passed, 0 failed");
        return Ok(());
    };
    let rest = steps.len() - passed - 1;
    Err(Error::new(format!("{error}\n{passed} passed, 1 failed, {rest} not run")))
}

fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    for name in names {
        if !STEPS.iter().any(|step| step.name == name) {
            return Err(Error::usage(format!("unknown step: {name}")));
        }
    }
    Ok(STEPS.iter().filter(|step| names.iter().any(|name| name == step.name)).collect())
}

/// Before the steps run: is there more to do than a run on this machine finds done?
fn kind(setup: &Setup) -> Kind {
    let compiled = setup.target.join("wasm32-unknown-unknown").is_dir();
    // These belong to the checkout, and take seconds.
    let installed = setup.installed.iter().any(|what| what != NODE_PACKAGES);
    if compiled && !installed { Kind::Warm } else { Kind::Cold }
}

fn describe(kind: Kind, setup: &Setup) -> String {
    match (kind, setup.installed.as_slice()) {
        (Kind::Warm, _) => "warm".into(),
        (Kind::Cold, []) => "cold: dependencies were compiled".into(),
        (Kind::Cold, installed) => format!("cold: installed {}", installed.join(", ")),
    }
}

fn fmt(setup: &Setup) -> Result<()> {
    setup.cmd("cargo", ["fmt", "--all", "--check"]).run()
}

fn clippy(setup: &Setup) -> Result<()> {
    let args = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    setup.cmd("cargo", args).run()
}

fn clippy_wasm(setup: &Setup) -> Result<()> {
    // In the release profile zstd's C code is compiled once, for this and for the page.
    let what = ["clippy", "-p", "parquet-blocks", "--release", "--all-targets"];
    setup.cmd("cargo", what).args(WASM).args(["--", "-D", "warnings"]).run()
}

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Package by package: tested together, they would share features that they do not have when they
/// are built, and the embedded S3's dependencies would be compiled once more for `e2e`. The web API
/// is tested with the product, which it is made of.
fn native(setup: &Setup) -> Result<()> {
    for packages in
        [&["-p", "parquet-blocks", "-p", "dev-api"][..], &["-p", "dev-s3"], &["-p", "xtask"]]
    {
        // The time for which `tests/fuzz.rs` breaks inputs.
        setup.cmd("cargo", ["test"]).args(packages).env("FUZZ_SECONDS", "60").run()?;
    }
    Ok(())
}

fn types(setup: &Setup) -> Result<()> {
    for project in ["tsconfig.json", "tsconfig.node.json"] {
        setup.cmd("node_modules/.bin/tsc", ["--noEmit", "-p", project]).run()?;
    }
    Ok(())
}

fn site(setup: &Setup) -> Result<()> {
    artifacts::site(setup).map(drop)
}

fn browser(setup: &Setup) -> Result<()> {
    let runner = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
    setup
        .cmd("cargo", ["test", "--release", "--test", "browser"])
        .args(WASM)
        .env(runner, "wasm-bindgen-test-runner")
        .run()
}

fn e2e(setup: &Setup) -> Result<()> {
    let tests = node_tests(setup, "tests/e2e")?;
    tests.env("BUNDLED_DIR", build::bundled_site(setup)?).run()
}

/// Apart from `e2e`: other S3 servers have to be installed for it.
fn stores(setup: &Setup) -> Result<()> {
    node_tests(setup, "tests/stores")?.run()
}

/// The tests of a directory of the checkout in Node.
fn node_tests(setup: &Setup, directory: &str) -> Result<Cmd> {
    // Node's versions differ in what a directory means here, so the files are named.
    let args = [vec!["--test".to_owned()], test_files(setup, directory)?].concat();
    artifacts::node(setup, &args)
}

fn test_files(setup: &Setup, directory: &str) -> Result<Vec<String>> {
    let dir = setup.root.join(directory);
    let mut files = Vec::new();
    for entry in fs::read_dir(&dir).map_err(doing("read", &dir))? {
        let name = entry.map_err(doing("read", &dir))?.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".test.js") || name.ends_with(".test.mjs") {
            files.push(format!("{directory}/{name}"));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::new(format!("{directory} has no *.test.js or *.test.mjs")));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Option<Vec<&'static str>> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        choose(&names).ok().map(|steps| steps.iter().map(|step| step.name).collect())
    }

    #[test]
    fn steps_run_in_their_own_order() {
        assert_eq!(names(&[]).map(|all| all.len()), Some(STEPS.len()));
        assert_eq!(names(&["e2e", "fmt"]), Some(vec!["fmt", "e2e"]));
        assert_eq!(names(&["fmt", "other"]), None);
    }
}
