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

const PYTHONS: [&str; 5] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];

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

/// A Python environment with packages of its own.
pub struct Environment {
    what: &'static str,
    /// Which variable tells children its Python.
    variable: &'static str,
    /// The file of the checkout that names its packages.
    requirements: &'static str,
}

pub const READERS: Environment = Environment {
    what: "Python packages",
    variable: "PYTHON",
    requirements: "tests/requirements.txt",
};

pub const LOCALSTACK: Environment = Environment {
    what: "LocalStack",
    variable: "LOCALSTACK_PYTHON",
    requirements: "tests/stores/localstack.txt",
};

pub const SEAWEEDFS: Environment = Environment {
    what: "SeaweedFS",
    variable: "SEAWEEDFS_PYTHON",
    requirements: "tests/stores/seaweedfs.txt",
};

pub const PEERS: Environment = Environment {
    what: "Python packages of the peers",
    variable: "PEERS_PYTHON",
    requirements: "benches/peers/requirements.txt",
};

/// Makes an environment, unless one with the same packages is there.
pub fn python(setup: &mut Setup, environment: &Environment) -> Result<()> {
    let Environment { what, variable, requirements } = environment;
    let file = setup.root.join(requirements);
    let wanted = fs::read_to_string(&file).map_err(doing("read", &file))?;
    let dir = cache()?.join(format!("venv-{:016x}", hash(&wanted)));
    let stamp = dir.join("installed");
    if !stamp.is_file() {
        setup.installing(what, &format!("pip install -r {requirements}"));
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
    let python = interpreter().ok_or_else(|| {
        Error::new("Python 3.11 or newer not found, which the pinned packages need")
    })?;
    // Debian leaves out what venv needs to install pip.
    if Cmd::new(python, ["-c", "import ensurepip"]).output().is_err() {
        VENV.install(setup)?;
    }
    Cmd::new(python, ["-m", "venv", "--clear"]).args([dir]).run()
}

/// The system's Python, unless it is too old and a newer one is beside it.
fn interpreter() -> Option<&'static str> {
    let new_enough = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"];
    PYTHONS.into_iter().find(|python| Cmd::new(python, new_enough).output().is_ok())
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
