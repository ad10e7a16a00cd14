//! What several commands build and start: the site, the embedded S3 server.

use std::env;
use std::path::{Path, PathBuf};

use crate::run::{Cmd, Error, Result};
use crate::setup::{Need, Setup};

/// What the site needs to be built.
pub const SITE_NEEDS: [Need; 3] = [Need::Wasm, Need::WasmBindgen, Need::Trunk];

/// Trunk with these arguments and this output directory.
pub fn trunk(setup: &Setup, args: &[&str], dist: &Path) -> Cmd {
    let command = setup.cmd("trunk", args).args(["--dist".as_ref(), dist.as_os_str()]);
    // Everybody else takes any value of NO_COLOR; trunk 0.21 fails unless it is true or false.
    match env::var_os("NO_COLOR") {
        Some(_) => command.env("NO_COLOR", "true"),
        None => command,
    }
}

/// The site as `cargo xtask serve` shows it, for tests and measurements.
pub fn site(setup: &Setup) -> Result<PathBuf> {
    let dist = site_dir(setup);
    trunk(setup, &["build"], &dist).run()?;
    Ok(dist)
}

/// Where [`site`] builds.
pub fn site_dir(setup: &Setup) -> PathBuf {
    setup.target.join("site")
}

/// The embedded S3 server's program.
pub fn dev_s3(setup: &Setup) -> Result<PathBuf> {
    setup.cmd("cargo", ["build", "-p", "dev-s3"]).run()?;
    // Both are built with the same profile, so it lies beside xtask.
    let program = env::current_exe().map_err(|error| Error::new(error.to_string()))?;
    Ok(program.with_file_name("dev-s3"))
}

/// A script of ours in Node that drives the site in Chromium.
pub fn node(setup: &Setup, args: &[String]) -> Result<Cmd> {
    let site = site(setup)?;
    let server = dev_s3(setup)?;
    Ok(setup.cmd("node", args).env("SITE_DIR", site).env("DEV_S3", server))
}
