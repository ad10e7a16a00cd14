//! `cargo xtask golden`: writes anew what the tests compare with the code.

use crate::run::Result;
use crate::setup::Setup;

/// Hashes of files, the schemas in `www/`, the tables of `docs/`.
const TESTS: [&str; 5] = ["golden", "schema", "locales", "randomness", "reference"];

/// Runs them so that they write what they would otherwise compare.
pub fn run() -> Result<()> {
    let setup = Setup::provide(&[])?;
    let tests = TESTS.into_iter().flat_map(|test| ["--test", test]);
    setup.cmd("cargo", ["test"]).args(tests).env("UPDATE_GOLDEN", "1").run()
}
