//! Parquet Blocks makes Parquet datasets block by block and puts them in S3.
//!
//! ```text
//! settings ─▶ plan ─▶ source ─▶ block ─▶ encode ─▶ assemble ─▶ parts ─▶ sink
//! form, .env,  blocks,  generated,  Record-  one row     offsets,   ≥5 MiB   S3, disk,
//! job.json     parts    a file,     Batch   group's     footer     each     memory
//!                       a web API           bytes
//! └──────── one JSON ────────┘└── encoder workers (N) ──┘└──── engine worker (1) ────┘
//! ```
//!
//! | module | stage |
//! | --- | --- |
//! | [`settings`], [`job`] | what one run needs, as `.env` keys and as versioned JSON |
//! | [`limits`], [`plan`] | rows, blocks and parts, decided before any work |
//! | [`preview`] | the first rows as text |
//! | [`propose`] | a recipe from a file or schema that is there already |
//! | [`recipe`], [`generate`] | columns and their values: pure functions of seed, column and row |
//! | [`source`] | rows that are read, from a file or an API |
//! | [`batch`] | rows on their way to a writer, laid out as Parquet stores them |
//! | [`writer`] | a block becomes bytes of the file, in Parquet one row group: a file for each format; options, sinks, the sequential writer |
//! | [`assemble`] | row groups in order become one Parquet file |
//! | [`parts`] | bytes become parts of equal size |
//! | [`s3`] | requests, signatures and the multipart upload, without any I/O |
//! | [`pipeline`] | the stages in a row, natively: block by block, or all blocks first |
//! | `zone` | how far the clocks of time zones are ahead of UTC |
//! | [`chart`] | what was measured of runs, as SVG |
//! | `browser` | the same for JavaScript: the only module that knows the browser |
//! | [`error`] | what can go wrong, and what to do about it |

#![forbid(unsafe_code)]

pub mod assemble;
mod backoff;
pub mod batch;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod chart;
mod display;
pub mod error;
pub mod generate;
pub mod job;
pub mod limits;
mod logical;
pub mod parts;
pub mod pipeline;
pub mod plan;
pub mod preview;
pub mod propose;
pub mod recipe;
pub mod s3;
pub mod settings;
pub mod source;
pub mod writer;
mod zone;

pub use error::{Error, Result};

/// The README's examples in Rust, which are tests by this.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
