//! Chromium for the tests, and the driver of the tests that run inside it.

use std::env;
use std::path::PathBuf;

use super::packages::Packages;
use super::{Setup, which};
use crate::run::Result;

const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVER: [&str; 1] = ["chromedriver"];

const PACKAGES: Packages = Packages {
    what: "Chromium with chromedriver",
    apt: &["chromium", "chromium-driver"],
    elsewhere: &[
        ("dnf", "sudo dnf install chromium chromedriver"),
        ("pacman", "sudo pacman -S chromium"),
        ("brew", "brew install --cask chromium chromedriver"),
    ],
};

/// Sets `CHROMIUM` and `CHROMEDRIVER`, which a person may have set to others before.
pub fn provide(setup: &mut Setup) -> Result<()> {
    if find().is_none() {
        PACKAGES.install(setup)?;
    }
    let (chromium, driver) = find().ok_or_else(|| PACKAGES.missing())?;
    setup.set("CHROMIUM", chromium);
    setup.set("CHROMEDRIVER", driver);
    Ok(())
}

fn find() -> Option<(PathBuf, PathBuf)> {
    Some((given_or_found("CHROMIUM", &CHROMIUM)?, given_or_found("CHROMEDRIVER", &DRIVER)?))
}

fn given_or_found(var: &str, names: &[&str]) -> Option<PathBuf> {
    let found = || names.iter().find_map(|name| which(name));
    env::var_os(var).map(PathBuf::from).or_else(found)
}
