//! `cargo xtask golden`: writes the golden hashes of the tests anew.

use crate::run::Result;
use crate::setup::Setup;

/// Runs the golden tests so that they write what they would otherwise compare.
pub fn run() -> Result<()> {
    let setup = Setup::provide(&[])?;
    setup.cmd("cargo", ["test", "--test", "golden"]).env("UPDATE_GOLDEN", "1").run()
}
