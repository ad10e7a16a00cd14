//! Docs of which a test writes a part.

use std::fs;

/// The end of what is written by hand.
const MARK: &str = "UPDATE_GOLDEN=1. -->\n\n";

/// Where a part ends that has more by hand after it.
const END: &str = "\n<!-- The end of what is written. -->\n";

/// Compares what a file of the repository has after the mark, up to where the part ends, or writes
/// it with `UPDATE_GOLDEN` set.
pub fn check(name: &str, written: &str) {
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(MARK).unwrap();
    let (found, after) = rest.find(END).map_or((rest, ""), |end| rest.split_at(end));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(&path, format!("{before}{MARK}{written}{after}")).unwrap();
    }
    assert_eq!(found, written, "{name}: run `cargo xtask golden` if the change is meant");
}
