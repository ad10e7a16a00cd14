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
    if in_block < known.rows {
        plan.notes.extend(note_of_smaller(&job, in_block, &sizes));
    }
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

/// MB of the source that a block of a size in the file may take: its records are in memory, and some
/// sources compress a hundredfold.
fn most_of_source(size_mb: f64) -> f64 {
    (8.0 * size_mb).min(512.0)
}

/// Rows that a block is to have.
fn rows_in_block(job: &Job, sizes: &Sizes, known: &Known) -> u64 {
    match job.block {
        BlockSize::Rows(rows) => rows,
        BlockSize::SizeMb(size) => {
            let most = most_of_source(size) * BYTES_IN_MB / known.row_bytes.max(1.0);
            sizes.rows_in_group(size).min(whole(most)).max(1)
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        BlockSize::SourceBytes(bytes) => whole(bytes as f64 / known.row_bytes.max(1.0)).max(1),
    }
}

/// What is to be known of blocks that are smaller than the job says.
fn note_of_smaller(job: &Job, in_block: u64, sizes: &Sizes) -> Option<String> {
    let BlockSize::SizeMb(size) = job.block else { return None };
    let most = most_of_source(size);
    (in_block < sizes.rows_in_group(size)).then(|| {
        format!(
            "A block takes {most} MB of the source at most, as its records are in memory; in the \
             file it is smaller than {size} MB. Enter a larger block size for larger row groups."
        )
    })
}

/// Where blocks end: by the source's bytes, so that longer rows than the first do not make larger
/// blocks, unless the job says how many rows.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn resolved(job: &Job, in_block: u64, known: &Known) -> BlockSize {
    match job.block {
        BlockSize::SizeMb(_) if known.row_bytes > 0.0 => {
            BlockSize::SourceBytes(whole(in_block as f64 * known.row_bytes).max(1))
        }
        BlockSize::SizeMb(_) => BlockSize::Rows(in_block),
        given => given,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::source::Opening;

    /// The plan for a CSV file of 1 GB that begins with such lines.
    fn planned(block: &str, line: impl Fn(u64) -> String) -> Plan {
        let mut csv = String::from("id,text\n");
        for number in 0..20_000 {
            writeln!(csv, "{number},{}", line(number)).unwrap();
        }
        let job = format!(r#"{{"version":1,"source":{{"csv":{{}}}},"block":{block}}}"#);
        let job = Job::from_json(&job).unwrap();
        let opening = Opening { bytes: csv.as_bytes(), size: Some(1 << 30), sample: &[] };
        plan_opened(&job, &job.source.read().unwrap().open(&opening).unwrap()).unwrap()
    }

    fn source_bytes(plan: &Plan) -> u64 {
        let BlockSize::SourceBytes(bytes) = Job::from_json(&plan.resolved).unwrap().block else {
            panic!("{}", plan.resolved);
        };
        bytes
    }

    fn tells_of_smaller(plan: &Plan) -> bool {
        plan.notes.iter().any(|note| note.contains("of the source at most"))
    }

    #[test]
    fn a_block_takes_no_more_than_eight_times_its_size_of_the_source() {
        let same = |_: u64| "the same text on every line of this file".to_owned();
        for (size, megabytes) in [(1, 8), (2, 16), (100, 512)] {
            let block = format!(r#"{{"size_mb":{size}}}"#);
            let plan = planned(&block, same);
            let bytes = source_bytes(&plan);
            assert!(bytes.abs_diff(megabytes << 20) < 1_000, "{block}: {bytes}");
            assert!(tells_of_smaller(&plan), "{:?}", plan.notes);
        }
    }

    #[test]
    fn a_block_of_what_hardly_compresses_has_the_size_that_is_wanted() {
        let mixed = |number: u64| {
            let number = u128::from(number) + 1;
            format!("{:032x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834))
        };
        let plan = planned(r#"{"size_mb":1}"#, mixed);
        assert!((1 << 20..4 << 20).contains(&source_bytes(&plan)), "{}", plan.resolved);
        assert!(!tells_of_smaller(&plan), "{:?}", plan.notes);
    }
}
