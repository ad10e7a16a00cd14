//! Plans: a job becomes rows, blocks and parts before any work is done.

mod choose;
mod dataset;
mod layout;
mod read;
mod rows;
mod sizes;

pub use choose::ColumnPlan;
pub use layout::layout;
pub use read::plan_opened;
pub use sizes::Sizes;

use serde::Serialize;

use crate::error::{Error, Result, grouped};
use crate::generate::{DataGenerator, Table, TableRows};
use crate::job::{Generated, Job, SourceSpec};
use crate::writer::{STEP_ROWS, SortCheck, encoders};
use layout::shape;
use rows::Rows;
use sizes::measure;

/// What will happen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// The table that the file is of, in a recipe with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The object's key, of a table that is made with others and uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The plans of all tables, of which this one is the sum, in a job that makes several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Plan>,
    /// Rows of the file.
    pub rows: u64,
    /// Columns of the file.
    pub columns: u64,
    /// Rows of every block but the last.
    pub rows_per_block: u64,
    /// Blocks, which are row groups.
    pub blocks: u64,
    /// Whether rows and blocks are estimates: those of a source that is read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_estimate: bool,
    /// Bytes of the file for one row, by the same estimate as the file's.
    pub bytes_per_row: f64,
    /// About how large the file becomes, in bytes: measured on a sample.
    pub estimated_file_bytes: u64,
    /// Bytes of every part but the last; 0 without an S3 destination.
    pub part_bytes: u64,
    /// About how many parts; 0 without an S3 destination.
    pub parts: u64,
    /// What the user should know.
    pub notes: Vec<String>,
    /// How each column is written.
    pub encodings: Vec<ColumnPlan>,
    /// The job as JSON with all that is decided here: what workers get and the file tells. Of all
    /// tables it is the job of all.
    pub resolved: String,
}

/// Rows of the first sample: enough for the size of a row, cheap for any recipe.
const FIRST_SAMPLE_ROWS: u64 = 1_000;

/// Most samples, of which few jobs need more than two.
const MAX_SAMPLES: u32 = 4;

/// A sample's rows are close enough to a block's when they differ by no more than a quarter.
const CLOSE: u64 = 4;

/// Makes the plan of a job: measures a sample of its recipe, then lays the file out.
///
/// # Errors
/// [`Error::Setting`] for a field that cannot be used, a unique column with fewer values than there
/// are rows, or rows that are not sorted as the file would say; [`Error::Limit`] for what fits no
/// Parquet file or no upload, [`Error::Encode`] when the sample cannot be made.
pub fn plan(job: &Job) -> Result<Plan> {
    job.validate()?;
    if let Some(generated) = job.source.generated().filter(|generated| generated.all_tables) {
        return dataset::plan(job, generated);
    }
    let plan = plan_table(job)?;
    // Keys of other tables are drawn from as many as there are: how many that is was not known.
    let sized = job.sized(plan.rows);
    if !has_references(job)? || row_counts(job)? == row_counts(&sized)? {
        return Ok(plan);
    }
    Ok(Plan { notes: plan.notes, ..plan_table(&sized)? })
}

/// Makes the plan of a job for one table.
fn plan_table(job: &Job) -> Result<Plan> {
    let table = table(job)?;
    // What cannot be written like this is told before anything is measured.
    encoders(table.schema(), job)?;
    let rows = Rows::Made(&table);
    let (job, encodings) = choose::choose(&with_rows(job, &table)?, &rows)?;
    let sizes = settled(&job, &rows)?;
    let mut plan = layout(&job, &sizes, table.schema().fields().len() as u64)?;
    table.check_rows(plan.rows)?;
    check_sorted(&job, &rows, plan.rows_per_block)?;
    plan.encodings = encodings;
    plan.resolved = resolved(&job, &plan)?.to_json();
    plan.table = table.name().map(Into::into);
    plan.notes.extend(parents_note(&table, plan.rows));
    Ok(plan)
}

/// The job with the rows that follow from those of the table that its own depends on.
fn with_rows(job: &Job, table: &Table) -> Result<Job> {
    let Some(generated) = job.source.generated() else { return Ok(job.clone()) };
    let recipe = generated.recipe()?;
    let spec = recipe.table(generated.table.as_deref())?;
    let follow = || generated.parent_rows.and_then(|parents| table.rows_of(parents));
    let rows = job.rows.or_else(follow).or_else(|| generated.told_rows(spec));
    if rows == Some(0) {
        let remedy = "Enter more rows of the table that this one depends on.";
        return Err(Error::setting(
            "source.generated.parent_rows",
            "no row belongs to them",
            remedy,
        ));
    }
    Ok(Job { rows, ..job.clone() })
}

/// The job as workers get it: with the rows of the other tables, where columns are made from them.
fn resolved(job: &Job, plan: &Plan) -> Result<Job> {
    let mut resolved = job.resolved(plan.rows, plan.rows_per_block);
    if has_references(job)? {
        let counts = row_counts(&resolved)?;
        if let SourceSpec::Generated(generated) = &mut resolved.source {
            generated.table_rows = counts;
        }
    }
    Ok(resolved)
}

/// Whether columns of the recipe are made from the rows of other tables, as many as these are.
fn has_references(job: &Job) -> Result<bool> {
    let recipe = job.source.generated().map(Generated::recipe).transpose()?;
    Ok(recipe.is_some_and(|recipe| recipe.has_references()))
}

/// How many rows the tables of a job have, as far as that is known before its plan.
fn row_counts(job: &Job) -> Result<TableRows> {
    let Some(generated) = job.source.generated() else { return Ok(TableRows::new()) };
    generated.row_counts(&generated.recipe()?, job.rows)
}

/// Whether the first rows are sorted as the job says. Every block is looked at when it is made: what
/// is in no order at all is told here, before.
fn check_sorted(job: &Job, rows: &Rows, rows_per_block: u64) -> Result<()> {
    let first = || rows.batch(0..STEP_ROWS.min(rows_per_block));
    let sorted = |file: Job| match &file.writer.sorting_columns[..] {
        [] => Ok(()),
        columns => SortCheck::new(columns).check(&first()?),
    };
    job.files().into_iter().try_for_each(sorted)
}

/// Which rows of another table the file's rows belong to: its file needs as many.
fn parents_note(table: &Table, rows: u64) -> Option<String> {
    let (parent, parents) = table.parents_of(rows)?;
    let (rows, parents) = (grouped(rows), grouped(parents));
    Some(format!("{rows} rows belong to the first {parents} rows of {parent}."))
}

/// Measured at the size that a block has, as dictionaries make rows cheaper in larger blocks: each
/// sample says better how large that is.
fn settled(job: &Job, source: &Rows) -> Result<Sizes> {
    let most = job.writer.sample_rows().min(source.most());
    let mut rows = FIRST_SAMPLE_ROWS.min(most);
    let mut sizes = measure(job, source, rows)?;
    for _ in 1..MAX_SAMPLES {
        let in_block = shape(job, &sizes)?.1.min(most);
        if in_block.abs_diff(rows) <= rows / CLOSE {
            break;
        }
        rows = in_block;
        sizes = measure(job, source, rows)?;
    }
    Ok(sizes)
}

/// The table that a job's rows come from.
///
/// # Errors
/// [`Error::Setting`] for a recipe that cannot be used.
pub fn table(job: &Job) -> Result<Table> {
    table_named(job, None)
}

/// The table with that name, in a job that makes several; without one, that of the job.
///
/// # Errors
/// As [`table`].
pub fn table_named(job: &Job, name: Option<&str>) -> Result<Table> {
    let generated = job.source.generated().ok_or_else(|| {
        let problem = "these rows are read, and nothing of them was";
        Error::setting("source", problem, "Give the file, or the first page.")
    })?;
    let recipe = generated.recipe()?;
    let rows = generated.row_counts(&recipe, job.rows)?;
    DataGenerator::new(generated.seed).table_among(
        &recipe,
        name.or(generated.table.as_deref()),
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_FOOTER_BYTES;

    #[test]
    fn a_huge_target_is_refused_at_once() {
        let job = serde_json::json!({"version": 1, "target_size_mb": 60_000_000,
            "source": {"generated": {"preset": "people", "seed": 42}},
            "destination": {"download": true}});
        let job = Job::from_json(&job.to_string()).unwrap();
        let Err(Error::Limit { what, planned, .. }) = plan(&job) else { panic!("it is planned") };
        assert_eq!(what, "the footer's size in bytes");
        assert!(planned > MAX_FOOTER_BYTES, "{planned}");
    }
}
