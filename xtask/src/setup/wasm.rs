//! What it takes to compile for wasm32: Rust's target, and clang and llvm-ar for the C code of zstd.

use std::env;
use std::path::{Path, PathBuf};

use super::packages::Packages;
use super::{Setup, which};
use crate::run::{Cmd, Error, Result};

const TARGET: &str = "wasm32-unknown-unknown";

const CLANG: Packages = Packages {
    what: "clang and llvm-ar for wasm32",
    apt: &["clang", "llvm"],
    elsewhere: &[
        ("dnf", "sudo dnf install clang llvm"),
        ("pacman", "sudo pacman -S clang llvm"),
        ("brew", "brew install llvm"),
    ],
};

/// Homebrew keeps its LLVM off `PATH`, and Apple's clang knows no wasm.
const HOMEBREW: [&str; 2] = ["/opt/homebrew/opt/llvm/bin", "/usr/local/opt/llvm/bin"];

/// Distributions install clang-NN; the newest is tried first.
const VERSIONS: std::ops::RangeInclusive<u32> = 11..=40;

pub fn provide(setup: &mut Setup) -> Result<()> {
    rust_target(setup)?;
    if c_tools(setup).is_none() {
        CLANG.install(setup)?;
        c_tools(setup).ok_or_else(|| CLANG.missing())?;
    }
    Ok(())
}

fn rust_target(setup: &mut Setup) -> Result<()> {
    let sysroot = setup.cmd("rustc", ["--print", "sysroot"]).output()?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    if which("rustup").is_none() {
        return Err(Error::new(format!(
            "Rust's {TARGET} target is missing, and rustup, which would add it, too. \
             Install Rust from https://rustup.rs, or your distribution's package with that target"
        )));
    }
    setup.installing(TARGET, "rustup target add");
    setup.cmd("rustup", ["target", "add", TARGET]).run()
}

/// Finds both programs and tells the `cc` crate where they are, unless it finds them by itself.
fn c_tools(setup: &mut Setup) -> Option<()> {
    find(setup, "CC_wasm32_unknown_unknown", "clang", knows_wasm)?;
    find(setup, "AR_wasm32_unknown_unknown", "llvm-ar", |_| true)
}

fn find(setup: &mut Setup, var: &str, name: &str, good: fn(&Path) -> bool) -> Option<()> {
    if env::var_os(var).is_some() || which(name).is_some_and(|path| good(&path)) {
        return Some(());
    }
    let versioned = VERSIONS.rev().filter_map(|number| which(&format!("{name}-{number}")));
    let homebrew = HOMEBREW.iter().map(|dir| PathBuf::from(dir).join(name));
    let mut found = versioned.chain(homebrew.filter(|path| path.is_file()));
    setup.set(var, found.find(|path| good(path))?);
    Some(())
}

fn knows_wasm(clang: &Path) -> bool {
    Cmd::new(clang, ["--print-targets"]).output().is_ok_and(|targets| targets.contains("wasm32"))
}
