//! `cargo xtask golden`: writes anew what tests compare: golden hashes, and the tables of `docs/`.

use crate::run::Result;
use crate::setup::Setup;

/// The tests that have something to write.
const TESTS: [&str; 6] = ["--test", "golden", "--test", "locales", "--test", "randomness"];

/// Runs them so that they write what they would otherwise compare.
pub fn run() -> Result<()> {
    let setup = Setup::provide(&[])?;
    setup.cmd("cargo", ["test"]).args(TESTS).env("UPDATE_GOLDEN", "1").run()
}
