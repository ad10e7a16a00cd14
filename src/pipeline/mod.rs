//! The stages in a row, natively: what the browser's workers do between them.
//!
//! ```text
//! generated ─▶             ─▶ stream:  block after block   ─▶ writers
//! read      ─▶  blocks     ─▶ collect: all blocks, then all
//! ```

mod collect;
mod generated;
mod read;
mod streaming;

pub use collect::collect;
pub use generated::generated;
pub use read::{of_file, read};
pub use streaming::{RunStats, stream};

use crate::batch::Batch;
use crate::error::Result;
use crate::generate::Counts;
use crate::job::Job;
use crate::plan::{Plan, plan};
use crate::source::Reject;
use crate::writer::{FileWriter, Sink};

/// The rows of one block, and what there is to say of them.
#[derive(Debug, Default)]
pub struct Block {
    /// The rows.
    pub batches: Vec<Batch>,
    /// What was counted of them, where they are generated.
    pub counts: Counts,
    /// What was not as it should be, where they are read.
    pub rejects: Vec<Reject>,
}

/// Makes a job's file in a sink; of a job with a second file, only the first.
///
/// # Errors
/// As [`plan`] and [`stream`].
pub fn run(job: &Job, sink: impl Sink) -> Result<RunStats> {
    run_planned(&plan(job)?, sink)
}

/// Makes the file of a plan.
///
/// # Errors
/// As [`stream`].
pub fn run_planned(plan: &Plan, sink: impl Sink) -> Result<RunStats> {
    let job = Job::from_json(&plan.resolved)?;
    stream(generated(plan)?, vec![Box::new(FileWriter::new(sink, &job.files()[0]))])
}
