//! Paged web APIs as sources, over HTTP: every style of paging, what goes wrong, and what is held.

// Its libraries are for native tests; clippy looks at every test for wasm32 too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod api;
mod faults;
mod flow;
mod readme;
mod styles;
