//! Block after block: at most one is in memory.

use crate::assemble::FileStats;
use crate::error::Result;
use crate::generate::{Counts, block_ranges};
use crate::job::Job;
use crate::plan::{Plan, plan, table};
use crate::writer::{BlockWriter, ParquetWriter, Sink, WriterStats};

/// What a run has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStats {
    /// What the file holds.
    pub file: FileStats,
    /// Bytes of the same rows as Arrow arrays.
    pub raw_bytes: u64,
    /// What was counted of the rows.
    pub counts: Counts,
}

/// Makes a job's file in a sink.
///
/// # Errors
/// As [`plan`] and [`BlockWriter`]; the sink is then left without a file.
pub fn run(job: &Job, sink: impl Sink) -> Result<RunStats> {
    run_planned(&plan(job)?, sink)
}

/// Makes the file of a plan.
///
/// # Errors
/// As [`BlockWriter`]; the sink is then left without a file.
pub fn run_planned(plan: &Plan, sink: impl Sink) -> Result<RunStats> {
    let job = Job::from_json(&plan.resolved)?;
    let table = table(&job)?;
    let mut writer = Box::new(ParquetWriter::new(sink, &job));
    writer.start()?;
    let mut counts = Counts::default();
    for rows in block_ranges(plan.rows, plan.rows_per_block) {
        let block = table.rows(rows.clone())?;
        counts.add(table.counts(rows, &block.nulls()));
        writer.write_block(&block)?;
    }
    let WriterStats { file, raw_bytes } = writer.finish()?;
    Ok(RunStats { file, raw_bytes, counts })
}
