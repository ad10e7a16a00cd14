//! What has to be on the machine before a command can do its work, found or installed.
//!
//! A step says one line when it does something, and nothing when there is nothing to do.

mod browser;
mod packages;
mod scripts;
mod tools;
mod wasm;

pub use scripts::NODE_PACKAGES;

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::run::{Cmd, Error, Result};

/// Something that a command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Rust's wasm32 target, and clang and llvm-ar for the C code in it.
    Wasm,
    /// wasm-bindgen and its test runner, of the crate's version.
    WasmBindgen,
    /// Trunk, which puts the page together.
    Trunk,
    /// wasm-opt, which makes what is shipped smaller and faster.
    WasmOpt,
    /// Chromium and chromedriver.
    Browser,
    /// Node and the packages of `package-lock.json`.
    Node,
    /// A Python environment with the packages of `tests/requirements.txt`: `PYTHON`.
    Python,
    /// `LocalStack` in a Python environment of its own: `LOCALSTACK_PYTHON`.
    LocalStack,
    /// `SeaweedFS` in a Python environment of its own: `SEAWEEDFS_PYTHON`.
    SeaweedFs,
    /// The Node packages that the benchmark compares with, which no test needs.
    PeerNode,
    /// A Python environment with what the benchmark compares with: `PEERS_PYTHON`.
    PeerPython,
}

/// Where everything is, and what children need in their environment.
pub struct Setup {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    /// What had to be installed.
    pub installed: Vec<String>,
    path: Vec<PathBuf>,
    vars: Vec<(String, OsString)>,
}

impl Setup {
    /// Finds or installs what is needed.
    pub fn provide(needs: &[Need]) -> Result<Self> {
        let mut setup = Self {
            root: root()?,
            target: target()?,
            installed: Vec::new(),
            path: Vec::new(),
            vars: Vec::new(),
        };
        for (index, need) in needs.iter().enumerate() {
            if !needs[..index].contains(need) {
                setup.provide_one(*need)?;
            }
        }
        Ok(setup)
    }

    fn provide_one(&mut self, need: Need) -> Result<()> {
        match need {
            Need::Wasm => wasm::provide(self),
            Need::WasmBindgen => tools::wasm_bindgen(self),
            Need::Trunk => tools::trunk(self),
            Need::WasmOpt => tools::wasm_opt(self),
            Need::Browser => browser::provide(self),
            Need::Node => scripts::node(self, NODE_PACKAGES, ""),
            Need::Python => scripts::python(self, &scripts::READERS),
            Need::LocalStack => scripts::python(self, &scripts::LOCALSTACK),
            Need::SeaweedFs => scripts::python(self, &scripts::SEAWEEDFS),
            Need::PeerNode => scripts::node(self, "Node packages of the peers", "benches/peers"),
            Need::PeerPython => scripts::python(self, &scripts::PEERS),
        }
    }

    /// A command in the checkout, which finds the tools and the variables that were set up.
    pub fn cmd<S: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = S>,
    ) -> Cmd {
        let command = Cmd::new(program, args).dir(&self.root).envs(&self.vars);
        if self.path.is_empty() {
            return command;
        }
        let inherited = env::var_os("PATH").unwrap_or_default();
        let dirs = self.path.iter().cloned().chain(env::split_paths(&inherited));
        // No directory here has a separator in its name, or the shell would not find it either.
        command.env("PATH", env::join_paths(dirs).unwrap_or(inherited))
    }

    /// Says that something is being installed, and remembers it.
    fn installing(&mut self, what: &str, how: &str) {
        println!("setup: {what}: {how}");
        if !self.installed.iter().any(|known| known == what) {
            self.installed.push(what.to_owned());
        }
    }

    fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.vars.push((name.to_owned(), value.into()));
    }
}

/// The checkout: cargo says where xtask's manifest is.
fn root() -> Result<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    manifest
        .and_then(|dir| dir.parent().map(Path::to_owned))
        .ok_or_else(|| Error::new("start this as `cargo xtask`"))
}

/// Cargo's target directory: xtask itself is in `<target>/debug`.
fn target() -> Result<PathBuf> {
    let program = env::current_exe().ok();
    program
        .and_then(|path| path.ancestors().nth(2).map(Path::to_owned))
        .ok_or_else(|| Error::new("cannot tell where cargo's target directory is"))
}

/// Where tools are kept, for every checkout on this machine.
pub fn cache() -> Result<PathBuf> {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    env::var_os("XDG_CACHE_HOME")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from)
        .or_else(home)
        .map(|dir| dir.join("parquet-blocks"))
        .ok_or_else(|| Error::new("set HOME or XDG_CACHE_HOME: tools are kept there"))
}

/// The program of this name on `PATH`.
pub fn which(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}
