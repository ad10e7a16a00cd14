//! Packages of Node and Python that the tests and the benchmark use.

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

/// What installing those of the tests is called.
pub const NODE_PACKAGES: &str = "Node packages";

/// Node, and the packages that the lock file of a directory of the checkout names.
pub fn node(setup: &mut Setup, what: &str, directory: &str) -> Result<()> {
    if which("node").is_none() || which("npm").is_none() {
        return Err(Error::new("Node 20 or newer, with npm, not found. See https://nodejs.org"));
    }
    let directory = setup.root.join(directory);
    let lock = directory.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).map_err(doing("read", &lock))?;
    // A copy of the lock file, made when npm has finished, says what is installed.
    let stamp = directory.join("node_modules/.installed.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    setup.installing(what, "npm ci");
    setup.cmd("npm", ["ci", "--no-audit", "--no-fund"]).dir(&directory).run()?;
    fs::write(&stamp, wanted).map_err(doing("write", &stamp))
}

/// Sets a variable to the Python of an environment with the packages of a file of the checkout.
pub fn python(setup: &mut Setup, variable: &str, requirements: &str) -> Result<()> {
    let file = setup.root.join(requirements);
    let wanted = fs::read_to_string(&file).map_err(doing("read", &file))?;
    let dir = cache()?.join(format!("venv-{:016x}", hash(&wanted)));
    let stamp = dir.join("installed");
    if !stamp.is_file() {
        setup.installing("Python packages", &format!("pip install -r {requirements}"));
        make_venv(setup, &dir)?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        Cmd::new(dir.join("bin/python"), pip).args([&file]).run()?;
        fs::write(&stamp, wanted).map_err(doing("write", &stamp))?;
    }
    setup.set(variable, dir.join("bin/python"));
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
