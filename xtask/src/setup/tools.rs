//! Programs that cargo installs, each in a directory of its own that bears its version.

use std::fs;
use std::path::Path;

use super::{Setup, cache, which};
use crate::run::{Cmd, Error, Result, doing};

/// A program that cargo can install.
struct Tool<'a> {
    /// The package, for cargo.
    package: &'a str,
    /// The program.
    program: &'a str,
    version: &'a str,
    /// What it says when it is asked for its version.
    says: &'a str,
    /// How cargo has to be asked to build it.
    flags: &'a [&'a str],
    /// How long that takes with two cores.
    minutes: u32,
}

/// wasm-bindgen refuses to work on what another version of its crate has made.
pub fn wasm_bindgen(setup: &mut Setup) -> Result<()> {
    let lock = read(&setup.root.join("Cargo.lock"))?;
    let version = after(&lock, "name = \"wasm-bindgen\"\nversion = \"").ok_or_else(|| {
        Error::new("Cargo.lock names no version of wasm-bindgen; run `cargo generate-lockfile`")
    })?;
    let tool = Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        says: version,
        // Its own lock file names versions that are no longer offered.
        flags: &[],
        minutes: 2,
    };
    tool.provide(setup)
}

pub fn trunk(setup: &mut Setup) -> Result<()> {
    let config = read(&setup.root.join("Trunk.toml"))?;
    let version = after(&config, "trunk-version = \"~")
        .ok_or_else(|| Error::new("Trunk.toml names no trunk-version"))?;
    let tool = Tool {
        package: "trunk",
        program: "trunk",
        version,
        says: version,
        flags: &["--locked"],
        minutes: 6,
    };
    tool.provide(setup)
}

/// Binaryen's optimiser.
pub fn wasm_opt(setup: &mut Setup) -> Result<()> {
    let tool = Tool {
        package: "wasm-opt",
        program: "wasm-opt",
        version: "0.116.1",
        // Binaryen's own version.
        says: "116",
        flags: &[],
        minutes: 10,
    };
    tool.provide(setup)
}

impl Tool<'_> {
    /// Takes the right version from `PATH`, from the cache, or from the registry, in this order.
    fn provide(&self, setup: &mut Setup) -> Result<()> {
        if which(self.program).is_some_and(|path| self.is_right(&path)) {
            return Ok(());
        }
        let dir = cache()?.join("tools").join(format!("{}-{}", self.program, self.version));
        let bin = dir.join("bin");
        if !self.is_right(&bin.join(self.program)) {
            self.install(setup, &dir)?;
        }
        setup.path.push(bin);
        Ok(())
    }

    fn is_right(&self, path: &Path) -> bool {
        path.is_file()
            && Cmd::new(path, ["--version"])
                .output()
                .is_ok_and(|text| text.split_whitespace().any(|word| word == self.says))
    }

    fn install(&self, setup: &mut Setup, dir: &Path) -> Result<()> {
        let what = format!("{} {}", self.program, self.version);
        let version = ["--version", self.version];
        if which("cargo-binstall").is_some() {
            setup.installing(&what, "cargo binstall");
            let prebuilt = ["--no-confirm", "--disable-strategies", "compile", "--root"];
            let command = Cmd::new("cargo", ["binstall", self.package]).args(version);
            match command.args(prebuilt).args([dir]).run() {
                Ok(()) => return Ok(()),
                Err(error) => println!("setup: {error}"),
            }
        }
        let how = format!("cargo install, about {} minutes with two cores", self.minutes);
        setup.installing(&what, &how);
        // The project's target directory would keep what only this build needs.
        Cmd::new("cargo", ["install", "--quiet", self.package])
            .args(version)
            .args(self.flags)
            .args(["--root".as_ref(), dir.as_os_str()])
            .without("CARGO_TARGET_DIR")
            .run()
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(doing("read", path))
}

/// What stands between `mark` and the next quote.
fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(mark)?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_up_to_the_quote() {
        let lock = "name = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"";
        assert_eq!(after(lock, "name = \"wasm-bindgen\"\nversion = \""), Some("0.2.130"));
        assert_eq!(after(lock, "name = \"trunk\""), None);
    }
}
