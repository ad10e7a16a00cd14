//! The stages in a row, natively: what the browser's workers do between them.

mod streaming;

pub use streaming::{RunStats, run, run_planned};
