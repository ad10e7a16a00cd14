//! Packages of Node and Python that the tests use.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::packages::Packages;
use super::{Setup, cache, which};
use crate::run::{Cmd, Error, Result, doing};

const VENV: Packages = Packages {
    what: "Python with venv",
    apt: &["python3-venv"],
    elsewhere: &[
        ("dnf", "sudo dnf install python3"),
        ("pacman", "sudo pacman -S python"),
        ("brew", "brew install python"),
    ],
};

/// What installing them is called.
pub const NODE_PACKAGES: &str = "Node packages";

/// Node, and the packages that the lock file names.
pub fn node(setup: &mut Setup) -> Result<()> {
    if which("node").is_none() || which("npm").is_none() {
        return Err(Error::new("Node 20 or newer, with npm, not found. See https://nodejs.org"));
    }
    let lock = setup.root.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).map_err(doing("read", &lock))?;
    // A copy of the lock file, made when npm has finished, says what is installed.
    let stamp = setup.root.join("node_modules/.installed.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    setup.installing(NODE_PACKAGES, "npm ci");
    setup.cmd("npm", ["ci", "--no-audit", "--no-fund"]).run()?;
    fs::write(&stamp, wanted).map_err(doing("write", &stamp))
}

/// Sets `PYTHON` to the Python of an environment with the required packages.
pub fn python(setup: &mut Setup) -> Result<()> {
    let requirements = setup.root.join("tests/requirements.txt");
    let wanted = fs::read_to_string(&requirements).map_err(doing("read", &requirements))?;
    let dir = cache()?.join(format!("venv-{:016x}", hash(&wanted)));
    let stamp = dir.join("installed");
    if !stamp.is_file() {
        setup.installing("Python packages", "pip install -r tests/requirements.txt");
        make_venv(setup, &dir)?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        Cmd::new(dir.join("bin/python"), pip).args([&requirements]).run()?;
        fs::write(&stamp, wanted).map_err(doing("write", &stamp))?;
    }
    setup.set("PYTHON", dir.join("bin/python"));
    Ok(())
}

/// An empty environment, in place of what an interrupted run may have left.
fn make_venv(setup: &mut Setup, dir: &Path) -> Result<()> {
    // Debian leaves out what venv needs to install pip.
    if Cmd::new("python3", ["-c", "import ensurepip"]).output().is_err() {
        VENV.install(setup)?;
    }
    Cmd::new("python3", ["-m", "venv", "--clear"]).args([dir]).run()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
