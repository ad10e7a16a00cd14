//! A paged web API for `cargo xtask serve` and for the tests: the transactions of the product's
//! built-in API over HTTP, in every style of paging, with CORS and with faults on purpose.
#![forbid(unsafe_code)]

mod answers;
mod cors;
mod faults;
mod server;
mod style;

pub use answers::Api;
pub use faults::{Fault, Kind};
pub use server::serve;

/// What the API has, for whom, and what goes wrong on purpose.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many records there are.
    pub records: u64,
    /// The same seed makes the same records.
    pub seed: u64,
    /// How long each answer takes, in milliseconds.
    pub latency_ms: u64,
    /// Largest page: who asks for more gets this much, without a word.
    pub max_page_size: u64,
    /// Who does not send this as `Authorization: Bearer …` is refused.
    pub token: Option<String>,
    /// After the last page the first one comes again, and nobody says how many records there are.
    pub endless: bool,
    /// What goes wrong, and where.
    pub faults: Vec<Fault>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            records: 100_000,
            seed: 42,
            latency_ms: 0,
            max_page_size: 10_000,
            token: None,
            endless: false,
            faults: Vec::new(),
        }
    }
}
