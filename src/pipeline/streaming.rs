//! Block after block: at most one is in memory.

use crate::error::Result;
use crate::job::Job;
use crate::plan::{Plan, plan, table};
use crate::writer::{BlockWriter, ParquetWriter, Sink, WriterStats};

/// Makes a job's file in a sink.
///
/// # Errors
/// As [`plan`] and [`BlockWriter`]; the sink is then left without a file.
pub fn run(job: &Job, sink: impl Sink) -> Result<WriterStats> {
    run_planned(&plan(job)?, sink)
}

/// Makes the file of a plan.
///
/// # Errors
/// As [`BlockWriter`]; the sink is then left without a file.
pub fn run_planned(plan: &Plan, sink: impl Sink) -> Result<WriterStats> {
    let job = Job::from_json(&plan.resolved)?;
    let table = table(&job)?;
    let mut writer = Box::new(ParquetWriter::new(sink, &job));
    writer.start()?;
    for block in table.blocks(plan.rows, plan.rows_per_block) {
        writer.write_block(&block?)?;
    }
    writer.finish()
}
