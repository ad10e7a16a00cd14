//! How a file is laid out: rows, row groups and parts from the bytes that a row takes.

use super::Plan;
use super::sizes::{BYTES_IN_MB, Sizes, whole};
use crate::assemble::check_row_groups;
use crate::error::{Error, Result, grouped};
use crate::job::{BlockSize, Job, no_size};
use crate::limits::{
    MAX_BLOCK_MB, MAX_FILE_BYTES, MAX_FOOTER_BYTES, MAX_PART_BYTES, MAX_PARTS, MB, MIN_PART_BYTES,
    PART_HEADROOM, PREFERRED_PART_BYTES,
};
use crate::writer::Format;

/// Metadata in bytes that a plan warns of: it grows with the file, where all else in memory is a
/// few blocks and parts.
const MUCH_METADATA: f64 = 64.0 * BYTES_IN_MB;

/// Lays a file out from what its bytes come from: the pure part of [`super::plan`].
///
/// # Errors
/// [`Error::Limit`] and [`Error::Setting`], as [`super::plan`].
#[expect(clippy::cast_precision_loss, reason = "estimates")]
pub fn layout(job: &Job, sizes: &Sizes, columns: u64) -> Result<Plan> {
    let (rows, rows_per_block) = shape(job, sizes)?;
    check_block(rows_per_block, sizes)?;
    let blocks = rows.div_ceil(rows_per_block);
    let estimated_file_bytes = whole(sizes.file(rows, blocks));
    if job.writer.format == Format::Parquet {
        check_row_groups(blocks)?;
        check_footer(blocks, sizes)?;
        check_file(estimated_file_bytes)?;
    }
    let part_bytes = part_bytes(job, estimated_file_bytes)?;
    let parts = if part_bytes == 0 { 0 } else { estimated_file_bytes.div_ceil(part_bytes).max(1) };
    let mut plan = Plan {
        table: None,
        key: None,
        tables: Vec::new(),
        rows,
        columns,
        rows_per_block,
        blocks,
        is_estimate: false,
        bytes_per_row: estimated_file_bytes as f64 / rows as f64,
        estimated_file_bytes,
        part_bytes,
        parts,
        notes: Vec::new(),
        encodings: Vec::new(),
        resolved: String::new(),
    };
    plan.notes.extend(size_note(job, &plan));
    plan.notes.extend(metadata_note(blocks, sizes));
    Ok(plan)
}

/// Rows of the file and of every block but the last.
pub(super) fn shape(job: &Job, sizes: &Sizes) -> Result<(u64, u64)> {
    let in_block = match job.block {
        BlockSize::Rows(rows) => rows,
        BlockSize::SizeMb(size) => sizes.rows_in_group(size),
        // Only a source that is read has it, whose plan knows how many rows that are.
        BlockSize::SourceBytes(_) => sizes.rows_in_group(MAX_BLOCK_MB),
    };
    let rows = match (job.rows, job.target_size_mb) {
        (Some(rows), _) => rows,
        (None, Some(size)) => sizes.rows_in_file(size, in_block),
        (None, None) => return Err(no_size().into()),
    };
    Ok((rows, in_block.min(rows)))
}

/// What the target size came to.
fn size_note(job: &Job, plan: &Plan) -> Option<String> {
    let target = job.target_size_mb?;
    let size = megabytes(target);
    Some(if job.rows.is_some() {
        let rows = grouped(plan.rows);
        format!("Rows decide ({rows}); the target size of {size} is not used.")
    } else if plan.rows > 1 {
        let rows = grouped(plan.rows);
        format!("{rows} rows fill {size} at {:.1} bytes a row.", plan.bytes_per_row)
    } else if plan.bytes_per_row <= target * BYTES_IN_MB {
        format!("1 row fills {size}.")
    } else {
        let bytes = grouped(plan.estimated_file_bytes);
        format!("Even 1 row takes {bytes} bytes, more than the target size of {size}.")
    })
}

/// Metadata that is large beside the blocks in memory.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn metadata_note(blocks: u64, sizes: &Sizes) -> Option<String> {
    let bytes = blocks as f64 * sizes.metadata_per_group;
    (bytes > MUCH_METADATA).then(|| {
        format!(
            "{} row groups need about {} of metadata, all of it in memory until the file ends: \
             a larger block size needs less.",
            grouped(blocks),
            megabytes((bytes / BYTES_IN_MB).round()),
        )
    })
}

/// A size as people write it: thousands grouped where it is whole.
fn megabytes(size: f64) -> String {
    if size.fract() == 0.0 { format!("{} MB", grouped(whole(size))) } else { format!("{size} MB") }
}

/// A block fixed by rows is held to the same size as one by MB.
fn check_block(rows_per_block: u64, sizes: &Sizes) -> Result<()> {
    let size = sizes.group(rows_per_block) / BYTES_IN_MB;
    if size <= MAX_BLOCK_MB * PART_HEADROOM {
        return Ok(());
    }
    let (rows, most) = (grouped(rows_per_block), grouped(sizes.rows_in_group(MAX_BLOCK_MB)));
    Err(Error::setting(
        "block.rows",
        format!("{rows} rows make a block of about {}", megabytes(size.round())),
        format!("Enter at most {most}: a block may have {MAX_BLOCK_MB} MB."),
    ))
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn check_footer(blocks: u64, sizes: &Sizes) -> Result<()> {
    let planned = whole(blocks as f64 * sizes.footer_per_group);
    if planned <= MAX_FOOTER_BYTES {
        return Ok(());
    }
    Err(Error::Limit {
        what: "the footer's size in bytes",
        planned,
        limit: MAX_FOOTER_BYTES,
        whose: "the Parquet format",
        remedy: "Use larger blocks, or several files.",
    })
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

    /// 100 bytes a row, and nothing else.
    const ROWS_ONLY: Sizes = Sizes {
        per_row: 100.0,
        per_group: 0.0,
        per_file: 0.0,
        metadata_per_group: 0.0,
        footer_per_group: 0.0,
    };

    /// As a small file has it: the rest is more than a row.
    const SMALL: Sizes = Sizes {
        per_row: 100.0,
        per_group: 4_000.0,
        per_file: 2_000.0,
        metadata_per_group: 3_000.0,
        footer_per_group: 2_500.0,
    };

    /// (rows, rows per block, blocks).
    fn laid_out(fields: &Value, sizes: &Sizes) -> (u64, u64, u64) {
        let plan = layout(&job(fields), sizes, 12).unwrap();
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
            assert_eq!(laid_out(&fields, &ROWS_ONLY), expected, "{fields}");
        }
    }

    #[test]
    fn rows_leave_room_for_headers_and_footer() {
        let table = [
            // (1,048,576 - 4,000) / 100 rows in a block.
            (json!({"rows": 100_000}), (100_000, 10_445, 10)),
            // One block: 1,048,576 - 2,000 - 4,000 for rows.
            (json!({"target_size_mb": 1, "block": {"rows": 20_000}}), (10_425, 10_425, 1)),
            // 5,000 bytes a block: 209 blocks and 1,576 bytes, too few for another.
            (json!({"target_size_mb": 1, "block": {"rows": 10}}), (2_090, 10, 209)),
            // 9,000 bytes a block: 116 blocks and 2,576 bytes.
            (json!({"target_size_mb": 1, "block": {"rows": 50}}), (5_800, 50, 116)),
            // 8,000 bytes a block: 130 blocks and 6,576 bytes for one of 25 rows.
            (json!({"target_size_mb": 1, "block": {"rows": 40}}), (130 * 40 + 25, 40, 131)),
            (json!({"target_size_mb": 1, "block": {"size_mb": 1e-9}}), (255, 1, 255)),
            (json!({"target_size_mb": 1e-9}), (1, 1, 1)),
        ];
        for (fields, expected) in table {
            assert_eq!(laid_out(&fields, &SMALL), expected, "{fields}");
            let plan = layout(&job(&fields), &SMALL, 12).unwrap();
            let bytes = 2_000 + plan.blocks * 4_000 + plan.rows * 100;
            assert_eq!(plan.estimated_file_bytes, bytes, "{fields}");
        }
    }

    #[test]
    fn notes_are_sentences_with_grouped_numbers() {
        let table = [
            (json!({"rows": 5}), None),
            (
                json!({"rows": 100_000, "target_size_mb": 10}),
                Some("Rows decide (100,000); the target size of 10 MB is not used."),
            ),
            (json!({"target_size_mb": 10}), Some("104,437 rows fill 10 MB at 100.4 bytes a row.")),
            (json!({"target_size_mb": 0.0059}), Some("1 row fills 0.0059 MB.")),
            (
                json!({"target_size_mb": 0.001}),
                Some("Even 1 row takes 6,100 bytes, more than the target size of 0.001 MB."),
            ),
            (
                json!({"rows": 30_000, "block": {"rows": 1}}),
                Some(
                    "30,000 row groups need about 86 MB of metadata, all of it in memory until \
                     the file ends: a larger block size needs less.",
                ),
            ),
        ];
        for (fields, note) in table {
            let notes = layout(&job(&fields), &SMALL, 12).unwrap().notes;
            assert_eq!(notes.first().map(String::as_str), note, "{fields}");
            assert!(notes.len() < 2, "{notes:?}");
        }
    }

    #[test]
    fn parts() {
        let parts = |rows: u64, s3_fields: Value| {
            let fields = json!({"rows": rows, "destination": s3(&s3_fields)});
            layout(&job(&fields), &ROWS_ONLY, 12).map(|plan| (plan.part_bytes / MB, plan.parts))
        };
        assert_eq!(parts(1, json!({})).unwrap(), (8, 1));
        assert_eq!(parts(1_000_000, json!({})).unwrap(), (8, 12));
        assert_eq!(parts(1_000_000, json!({"part_size_mb": 5})).unwrap(), (5, 20));
        assert_eq!(parts(1_000_000_000, json!({})).unwrap(), (12, 7948));
        let error = parts(1_000_000_000, json!({"part_size_mb": 5})).unwrap_err().to_string();
        assert!(error.contains("23,842") && error.contains("10,000"), "{error}");
        let error = parts(1_000_000_000_000, json!({})).unwrap_err().to_string();
        assert!(error.contains("53,687,091,200,000"), "{error}");
    }

    #[test]
    fn what_cannot_fit_is_refused_with_the_numbers() {
        let refused = |fields: &Value, sizes| {
            let error = layout(&job(fields), sizes, 12).unwrap_err();
            format!("{error}. {}", error.remedy())
        };
        let groups = refused(&json!({"rows": 3_000_000_000_u64, "block": {"rows": 1}}), &ROWS_ONLY);
        assert!(groups.contains("3,000,000,000") && groups.contains("2,147,483,647"), "{groups}");
        let file = refused(&json!({"rows": 1_u64 << 60, "block": {"size_mb": 512}}), &ROWS_ONLY);
        assert!(file.contains("2,147,483,647"), "{file}");
        let block =
            refused(&json!({"rows": 10_000_000, "block": {"rows": 10_000_000}}), &ROWS_ONLY);
        assert!(block.starts_with("block.rows") && block.contains("954 MB"), "{block}");
        let footer = refused(&json!({"target_size_mb": 60_000_000}), &SMALL);
        let expected = "the footer's size in bytes would be 150,010,875,000, more than the \
            2,147,483,647 that the Parquet format allows. Use larger blocks, or several files.";
        assert_eq!(footer, expected);
    }
}
