//! Blocks of generated rows.

use super::Block;
use crate::error::{Error, Result};
use crate::generate::block_ranges;
use crate::job::Job;
use crate::plan::{Plan, table};

/// The blocks of a plan, each made when it is asked for.
///
/// # Errors
/// [`crate::Error::Setting`] for a recipe that cannot be used.
pub fn generated(plan: &Plan) -> Result<impl Iterator<Item = Result<Block>> + use<>> {
    if !plan.tables.is_empty() {
        let problem = "a run writes one table";
        return Err(Error::setting(
            "source.generated.all_tables",
            problem,
            "Run the plan of each.",
        ));
    }
    let table = table(&Job::from_json(&plan.resolved)?)?;
    Ok(block_ranges(plan.rows, plan.rows_per_block).map(move |rows| {
        let batch = table.rows(rows.clone())?;
        let counts = table.counts(rows, &batch.nulls())?;
        Ok(Block { batches: vec![batch], counts, rejects: Vec::new() })
    }))
}
