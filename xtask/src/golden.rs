//! `cargo xtask golden`: writes anew what the tests compare with the code.

use crate::run::Result;
use crate::setup::Setup;

/// Hashes of files, the table of `docs/locales.md`, the schemas in `www/`.
const TESTS: [&str; 3] = ["golden", "locales", "schema"];

/// Runs the golden tests so that they write what they would otherwise compare.
pub fn run() -> Result<()> {
    let setup = Setup::provide(&[])?;
    let tests = TESTS.into_iter().flat_map(|test| ["--test", test]);
    setup.cmd("cargo", ["test"]).args(tests).env("UPDATE_GOLDEN", "1").run()
}
