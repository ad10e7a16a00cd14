//! Plans: a job becomes rows, blocks and parts before any work is done.

use serde::Serialize;

use crate::assemble::check_row_groups;
use crate::error::{Error, Result};
use crate::generate::{DataGenerator, Table};
use crate::job::{BlockSize, Job, SourceSpec};
use crate::limits::{
    MAX_BLOCK_MB, MAX_FILE_BYTES, MAX_PART_BYTES, MAX_PARTS, MB, MIN_PART_BYTES, PART_HEADROOM,
    PREFERRED_PART_BYTES,
};
use crate::writer::Encoder;

/// What will happen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Rows of the file.
    pub rows: u64,
    /// Columns of the file.
    pub columns: u64,
    /// Rows of every block but the last.
    pub rows_per_block: u64,
    /// Blocks, which are row groups.
    pub blocks: u64,
    /// Bytes of the file for one row, measured on a sample.
    pub bytes_per_row: f64,
    /// About how large the file becomes, in bytes.
    pub estimated_file_bytes: u64,
    /// Bytes of every part but the last; 0 without an S3 destination.
    pub part_bytes: u64,
    /// About how many parts; 0 without an S3 destination.
    pub parts: u64,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Rows of the first sample: enough for the size of a row, cheap for any recipe.
const FIRST_SAMPLE_ROWS: u64 = 1_000;

/// Most rows of the second sample, which is one block where blocks are smaller.
const MAX_SAMPLE_ROWS: u64 = 50_000;

/// Makes the plan of a job: measures a sample of its recipe, then lays the file out.
///
/// # Errors
/// [`Error::Setting`] for a field that cannot be used, [`Error::Limit`] for what fits no Parquet
/// file or no upload, [`Error::Encode`] when the sample cannot be made.
pub fn plan(job: &Job) -> Result<Plan> {
    job.validate()?;
    let table = table(job);
    let sizes = |rows| measure(job, &table, rows);
    let bytes_per_row = match job.block {
        BlockSize::Rows(rows) => sizes(rows.min(MAX_SAMPLE_ROWS))?,
        // Dictionaries make rows cheaper in larger blocks: measure at the size that a block has.
        BlockSize::SizeMb(size) => {
            let first = sizes(FIRST_SAMPLE_ROWS)?;
            sizes(rows_in(size, first).clamp(1, MAX_SAMPLE_ROWS))?
        }
    };
    layout(job, bytes_per_row, table.schema().fields().len() as u64)
}

/// The table that a job's rows come from.
#[must_use]
pub fn table(job: &Job) -> Table {
    let SourceSpec::Generated { preset, seed } = job.source;
    DataGenerator::new(seed).table(&preset.recipe())
}

/// Bytes of the file for one row, in a block of `rows` rows.
#[expect(clippy::cast_precision_loss, reason = "a sample is far below 2^53 bytes")]
fn measure(job: &Job, table: &Table, rows: u64) -> Result<f64> {
    let encoder = Encoder::new(table.schema().clone(), &job.resolved(rows, rows))?;
    let encoded = encoder.encode(0, &table.rows(0..rows)?)?;
    Ok(encoded.file_bytes() as f64 / rows as f64)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
#[expect(clippy::cast_precision_loss, reason = "MB is a power of two")]
fn rows_in(size_mb: f64, bytes_per_row: f64) -> u64 {
    (size_mb * MB as f64 / bytes_per_row) as u64
}

/// Lays a file out from the measured size of a row: the pure part of [`plan`].
///
/// # Errors
/// [`Error::Limit`] and [`Error::Setting`], as [`plan`].
#[expect(clippy::cast_precision_loss, reason = "estimates")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
pub fn layout(job: &Job, bytes_per_row: f64, columns: u64) -> Result<Plan> {
    let (rows, notes) = rows_of(job, bytes_per_row)?;
    let rows_per_block = match job.block {
        BlockSize::Rows(rows) => rows,
        BlockSize::SizeMb(size) => rows_in(size, bytes_per_row).max(1),
    }
    .min(rows);
    check_block(rows_per_block, bytes_per_row)?;
    let blocks = rows.div_ceil(rows_per_block);
    check_row_groups(blocks)?;
    let estimated_file_bytes = (rows as f64 * bytes_per_row) as u64;
    check_file(estimated_file_bytes)?;
    let part_bytes = part_bytes(job, estimated_file_bytes)?;
    let parts = if part_bytes == 0 { 0 } else { estimated_file_bytes.div_ceil(part_bytes).max(1) };
    Ok(Plan {
        rows,
        columns,
        rows_per_block,
        blocks,
        bytes_per_row,
        estimated_file_bytes,
        part_bytes,
        parts,
        notes,
    })
}

fn rows_of(job: &Job, bytes_per_row: f64) -> Result<(u64, Vec<String>)> {
    match (job.rows, job.target_size_mb) {
        (Some(rows), Some(size)) => {
            let note = format!(
                "Rows ({rows}) and target size ({size} MB) are both given: rows win. \
                 Leave Rows empty to fill the target size."
            );
            Ok((rows, vec![note]))
        }
        (Some(rows), None) => Ok((rows, Vec::new())),
        (None, Some(size)) => {
            let rows = rows_in(size, bytes_per_row).max(1);
            let note = format!("{rows} rows fill {size} MB at {bytes_per_row:.1} bytes a row.");
            Ok((rows, vec![note]))
        }
        (None, None) => Err(Error::setting(
            "rows",
            "neither rows nor a target size is given",
            "Enter how many rows, or a target size.",
        )),
    }
}

/// A block fixed by rows is held to the same size as one by MB.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn check_block(rows_per_block: u64, bytes_per_row: f64) -> Result<()> {
    let size = rows_per_block as f64 * bytes_per_row / MB as f64;
    if size <= MAX_BLOCK_MB * PART_HEADROOM {
        return Ok(());
    }
    let most = rows_in(MAX_BLOCK_MB, bytes_per_row);
    Err(Error::setting(
        "block.rows",
        format!("{rows_per_block} rows make a block of about {size:.0} MB"),
        format!("Enter at most {most}: a block may have {MAX_BLOCK_MB} MB."),
    ))
}

fn check_file(bytes: u64) -> Result<()> {
    if bytes < MAX_FILE_BYTES {
        return Ok(());
    }
    Err(Error::Limit {
        what: "the file's size in bytes",
        planned: bytes,
        limit: MAX_FILE_BYTES,
        whose: "the Parquet format",
        remedy: "Use fewer rows, or several files.",
    })
}

/// The part size: as the job has it, else the smallest multiple of 1 MB that leaves headroom in
/// [`MAX_PARTS`] parts. 0 without an S3 destination.
#[expect(clippy::cast_precision_loss, reason = "estimates")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn part_bytes(job: &Job, file_bytes: u64) -> Result<u64> {
    let Some(target) = job.s3() else { return Ok(0) };
    let needed = (file_bytes as f64 * PART_HEADROOM) as u64;
    let part_bytes = match target.part_size_mb {
        Some(size) => ((size * MB as f64) as u64).max(MIN_PART_BYTES),
        None => needed.div_ceil(MAX_PARTS).next_multiple_of(MB).max(PREFERRED_PART_BYTES),
    };
    if part_bytes > MAX_PART_BYTES {
        return Err(Error::Limit {
            what: "the file's size in bytes, with a quarter of headroom,",
            planned: needed,
            limit: MAX_PARTS * MAX_PART_BYTES,
            whose: "an S3 upload of 10,000 parts of 5 GiB",
            remedy: "Use fewer rows, or several files.",
        });
    }
    let parts = needed.div_ceil(part_bytes);
    if parts > MAX_PARTS {
        return Err(Error::Limit {
            what: "the number of parts, with a quarter of headroom,",
            planned: parts,
            limit: MAX_PARTS,
            whose: "S3",
            remedy: "Use a larger part size, or leave it to the plan.",
        });
    }
    Ok(part_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn job(fields: &Value) -> Job {
        let mut job = json!({"version": 1,
            "source": {"generated": {"preset": "people", "seed": 42}}});
        let (job_map, fields) = (job.as_object_mut().unwrap(), fields.as_object().unwrap());
        job_map.extend(fields.clone());
        Job::from_json(&job.to_string()).unwrap()
    }

    fn s3(fields: &Value) -> Value {
        let mut s3 = json!({"endpoint_url": "http://localhost:4566", "region": "us-east-1",
            "bucket": "parquet-data-bucket", "key": "k"});
        s3.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({"s3": s3})
    }

    /// (rows, rows per block, blocks) at 100 bytes a row.
    fn laid_out(fields: &Value) -> (u64, u64, u64) {
        let plan = layout(&job(fields), 100.0, 12).unwrap();
        (plan.rows, plan.rows_per_block, plan.blocks)
    }

    #[test]
    fn rows_and_blocks() {
        let mb = |rows: u64| rows * MB / 100;
        let table = [
            (json!({"rows": 1}), (1, 1, 1)),
            (json!({"rows": 100_000}), (100_000, mb(1), 10)),
            (json!({"rows": 100_000, "block": {"size_mb": 0.5}}), (100_000, 5242, 20)),
            (json!({"rows": 100_000, "block": {"rows": 30_000}}), (100_000, 30_000, 4)),
            (json!({"rows": 100_000, "block": {"rows": 25_000}}), (100_000, 25_000, 4)),
            (json!({"rows": 10, "block": {"size_mb": 1e-9}}), (10, 1, 10)),
            (json!({"target_size_mb": 10}), (mb(10), mb(1), 11)),
            (json!({"target_size_mb": 10, "rows": 5}), (5, 5, 1)),
        ];
        for (fields, expected) in table {
            assert_eq!(laid_out(&fields), expected, "{fields}");
        }
    }

    #[test]
    fn parts() {
        let parts = |rows: u64, s3_fields: Value| {
            let fields = json!({"rows": rows, "destination": s3(&s3_fields)});
            layout(&job(&fields), 100.0, 12).map(|plan| (plan.part_bytes / MB, plan.parts))
        };
        assert_eq!(parts(1, json!({})).unwrap(), (8, 1));
        assert_eq!(parts(1_000_000, json!({})).unwrap(), (8, 12));
        assert_eq!(parts(1_000_000, json!({"part_size_mb": 5})).unwrap(), (5, 20));
        assert_eq!(parts(1_000_000_000, json!({})).unwrap(), (12, 7948));
        let error = parts(1_000_000_000, json!({"part_size_mb": 5})).unwrap_err().to_string();
        assert!(error.contains("23842") && error.contains("10000"), "{error}");
        let error = parts(1_000_000_000_000, json!({})).unwrap_err().to_string();
        assert!(error.contains("53687091200000"), "{error}");
    }

    #[test]
    fn what_cannot_fit_is_refused_with_the_numbers() {
        let refused = |fields: &Value| layout(&job(fields), 100.0, 12).unwrap_err().to_string();
        let groups = refused(&json!({"rows": 3_000_000_000_u64, "block": {"rows": 1}}));
        assert!(groups.contains("3000000000") && groups.contains("2147483647"), "{groups}");
        let file = refused(&json!({"rows": 1_u64 << 60, "block": {"size_mb": 512}}));
        assert!(file.contains("9223372036854775807") || file.contains("2147483647"), "{file}");
        let block = refused(&json!({"rows": 10_000_000, "block": {"rows": 10_000_000}}));
        assert!(block.starts_with("block.rows") && block.contains("954 MB"), "{block}");
    }

    #[test]
    fn a_file_by_size_comes_close_to_it() {
        let plan = plan(&job(&json!({"target_size_mb": 3}))).unwrap();
        let found = plan.estimated_file_bytes.abs_diff(3 * MB);
        assert!(found < MB / 100, "{plan:?}");
        assert!(plan.rows_per_block < plan.rows && plan.notes.len() == 1, "{plan:?}");
    }
}
