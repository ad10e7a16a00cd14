//! Docs whose end is written by a test.

use std::fs;

/// The end of what is written by hand.
const MARK: &str = "UPDATE_GOLDEN=1. -->\n\n";

/// Compares what a file of `docs/` has after the mark, or writes it with `UPDATE_GOLDEN` set.
pub fn check(name: &str, written: &str) {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap();
    let (by_hand, found) = text.split_once(MARK).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(&path, format!("{by_hand}{MARK}{written}")).unwrap();
    }
    assert_eq!(found, written, "docs/{name}: run `cargo xtask golden` if the change is meant");
}
