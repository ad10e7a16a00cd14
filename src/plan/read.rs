//! Plans of sources that are read: what they have is known from their beginning alone.

use super::rows::Rows;
use super::sizes::{BYTES_IN_MB, Sizes, whole};
use super::{Plan, check_sorted, choose, layout, settled};
use crate::error::{Result, grouped};
use crate::job::{BlockSize, Job};
use crate::source::Opened;
use crate::writer::encoders;

/// Makes the plan of a job whose source was opened. Rows, blocks and bytes are estimates: the first
/// rows stand for all.
///
/// # Errors
/// As [`super::plan`].
pub fn plan_opened(job: &Job, opened: &Opened) -> Result<Plan> {
    job.validate()?;
    let rows = Rows::Read(&opened.sample);
    let job = Job { source: opened.spec.clone(), ..job.clone() };
    encoders(&rows.schema(), &job)?;
    let known = Known::of(opened);
    let (chosen, encodings) = choose::choose(&job, &rows)?;
    let counted = Job { rows: Some(known.rows.max(1)), ..chosen.clone() };
    let sizes = settled(&counted, &rows)?;
    let in_block = rows_in_block(&counted, &sizes, &known);
    let laid_out = Job { block: BlockSize::Rows(in_block), ..counted };
    let mut plan = layout(&laid_out, &sizes, rows.schema().fields().len() as u64)?;
    check_sorted(&job, &rows, in_block)?;
    plan.rows = known.rows;
    plan.is_estimate = true;
    plan.encodings = encodings;
    plan.notes.extend(opened.notes.iter().cloned());
    plan.notes.push(known.note());
    plan.resolved =
        Job { block: resolved(&job, in_block, &known), destination: None, ..chosen }.to_json();
    Ok(plan)
}

/// What the beginning of a source says of the rest.
struct Known {
    rows: u64,
    /// Bytes of the source for a row.
    row_bytes: f64,
    /// Whether the source's size is known.
    is_sized: bool,
    /// Whether the beginning is all of it.
    is_all: bool,
}

impl Known {
    #[expect(clippy::cast_precision_loss, reason = "estimates")]
    fn of(opened: &Opened) -> Self {
        let sample = opened.sample.num_rows() as u64;
        let row_bytes = opened.sample_bytes as f64 / sample.max(1) as f64;
        let total = opened.total_bytes.unwrap_or(opened.sample_bytes);
        let is_all = opened.total_bytes.is_some_and(|total| total <= opened.sample_bytes);
        let rows =
            if is_all || row_bytes == 0.0 { sample } else { whole(total as f64 / row_bytes) };
        Self { rows, row_bytes, is_sized: opened.total_bytes.is_some(), is_all }
    }

    fn note(&self) -> String {
        if self.is_all {
            let rows = if self.rows == 1 { "row" } else { "rows" };
            return format!("{} {rows} of the source can be read.", grouped(self.rows));
        }
        if self.is_sized {
            return "Rows and sizes are estimates: the first rows stand for all.".into();
        }
        "How many rows there are is known at the end: the plan is of the first alone.".into()
    }
}

/// Rows that a block is to have.
fn rows_in_block(job: &Job, sizes: &Sizes, known: &Known) -> u64 {
    match job.block {
        BlockSize::Rows(rows) => rows,
        BlockSize::SizeMb(size) => sizes.rows_in_group(size),
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        BlockSize::SourceBytes(bytes) => whole(bytes as f64 / known.row_bytes.max(1.0)).max(1),
    }
}

/// Where blocks end: by the source's bytes, so that longer rows than the first do not make larger
/// blocks, unless the job says how many rows.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn resolved(job: &Job, in_block: u64, known: &Known) -> BlockSize {
    match job.block {
        BlockSize::SizeMb(_) if known.row_bytes > 0.0 => {
            let most = (512.0 * BYTES_IN_MB).max(known.row_bytes);
            BlockSize::SourceBytes(whole((in_block as f64 * known.row_bytes).min(most)).max(1))
        }
        BlockSize::SizeMb(_) => BlockSize::Rows(in_block),
        given => given,
    }
}
