//! What a file's bytes come from, measured on a sample.

use arrow::datatypes::SchemaRef;

use super::rows::Rows;
use crate::error::Result;
use crate::job::Job;
use crate::limits::MB;
use crate::writer::{EncodedBlock, Format};

/// Rows that small blocks are sampled for.
const ROWS_IN_SMALL_BLOCKS: u64 = 1_000;

/// Most small blocks of a sample, by how many rows take a codec as long as it takes to begin and
/// end a block.
const ROWS_FOR_A_BLOCK: u64 = 1_500;
const MIN_BLOCKS: u64 = 4;
const MAX_BLOCKS: u64 = 32;

/// What a file's bytes come from: a file of `g` row groups and `r` rows has about
/// `per_file + g * per_group + r * per_row` bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// Bytes that one more row adds.
    pub per_row: f64,
    /// Bytes that one more row group adds before it has rows: headers of pages, dictionaries,
    /// indexes, its share of the footer.
    pub per_group: f64,
    /// Bytes of the rest: magic bytes, schema, the job.
    pub per_file: f64,
    /// Those bytes of a row group that are kept until the file's end: indexes and footer.
    pub metadata_per_group: f64,
    /// Those bytes of a row group that are in the footer.
    pub footer_per_group: f64,
}

impl Sizes {
    /// Of rows that cannot be measured, as there is at most one.
    fn unknown() -> Self {
        Self {
            per_row: 1.0,
            per_group: 0.0,
            per_file: 0.0,
            metadata_per_group: 0.0,
            footer_per_group: 0.0,
        }
    }

    /// Bytes of a row group.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn group(&self, rows: u64) -> f64 {
        self.per_group + rows as f64 * self.per_row
    }

    /// Bytes of a file.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn file(&self, rows: u64, groups: u64) -> f64 {
        self.per_file + groups as f64 * self.per_group + rows as f64 * self.per_row
    }

    /// Rows of a row group of a size; 1 where not even one fits.
    #[must_use]
    pub fn rows_in_group(&self, size_mb: f64) -> u64 {
        whole((size_mb * BYTES_IN_MB - self.per_group) / self.per_row).max(1)
    }

    /// Rows of a file of a size: full row groups, then what is left; 1 where not even one fits.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn rows_in_file(&self, size_mb: f64, rows_per_group: u64) -> u64 {
        let budget = size_mb * BYTES_IN_MB - self.per_file;
        let full = (budget / self.group(rows_per_group)).floor().max(0.0);
        let rest = budget - full * self.group(rows_per_group) - self.per_group;
        whole(full * rows_per_group as f64).saturating_add(whole(rest / self.per_row)).max(1)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a power of two")]
pub const BYTES_IN_MB: f64 = MB as f64;

/// Whole ones in a number; 0 for a negative one and for what is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
pub fn whole(number: f64) -> u64 {
    number as u64
}

/// Measures a job's file in blocks of about `rows` rows, on real bytes: blocks of that size and of
/// half of it tell what a row adds to a block, and a file with the same blocks once and twice
/// tells what a block adds to a file.
///
/// # Errors
/// [`crate::Error::Encode`] and the like, when the sample cannot be made.
#[expect(clippy::cast_precision_loss, reason = "a sample has few rows")]
pub(super) fn measure(job: &Job, source: &Rows, rows: u64) -> Result<Sizes> {
    if source.most() < 2 {
        return Ok(Sizes::unknown());
    }
    let half = rows.div_ceil(2).max(1);
    let rows = 2 * half;
    let blocks = sample_blocks(job, rows).min(source.most() / rows).max(1);
    let mut sample = job.resolved(rows, rows);
    // A sample's blocks begin at other rows than the file's, which are sorted one by one.
    sample.writer.sorting_columns.clear();
    sample.also = None;
    let schema = source.schema();
    let encoder = sample.writer.format.writer().encoder(&schema, &sample)?;
    let assembled = |blocks: &[&Sample]| Assembled::of(blocks, &schema, &sample);
    let alone = |blocks: &[Sample]| mean_file(blocks, assembled);
    let (mut wholes, mut halves) = (Vec::new(), Vec::new());
    for block in 0..blocks {
        let start = block * rows;
        halves.push(Sample::of(&source.encode(&*encoder, start..start + half)?));
        wholes.push(Sample::of(&source.encode(&*encoder, start..start + rows)?));
    }
    let all: Vec<_> = wholes.iter().collect();
    let (once, twice) = (assembled(&all)?, assembled(&[&all[..], &all].concat())?);
    let in_each = |once: u64, twice: u64| (twice - once) as f64 / blocks as f64;
    let whole = alone(&wholes)?;
    let per_row = (whole - alone(&halves)?) / half as f64;
    let group = in_each(once.file, twice.file);
    Ok(Sizes {
        per_row,
        per_group: group - rows as f64 * per_row,
        per_file: whole - group,
        metadata_per_group: in_each(once.metadata, twice.metadata),
        footer_per_group: in_each(once.footer, twice.footer),
    })
}

/// Small blocks are sampled more often, so that one block's rows do not count for all; never for
/// longer than a large block takes, and no more of them than the file has.
fn sample_blocks(job: &Job, rows: u64) -> u64 {
    let most = (job.writer.sample_rows() / ROWS_FOR_A_BLOCK).clamp(MIN_BLOCKS, MAX_BLOCKS);
    let in_file = job.rows.map_or(most, |all| all.div_ceil(rows));
    (ROWS_IN_SMALL_BLOCKS / rows).min(in_file).clamp(1, most)
}

/// What is kept of a block: all but its data.
struct Sample {
    data_bytes: usize,
    tail: Vec<u8>,
}

impl Sample {
    fn of(block: &EncodedBlock) -> Self {
        Self { data_bytes: block.data_bytes(), tail: block.tail().to_vec() }
    }
}

/// Mean size of the blocks as files of their own.
#[expect(clippy::cast_precision_loss, reason = "a sample has few rows")]
fn mean_file(
    blocks: &[Sample],
    assembled: impl Fn(&[&Sample]) -> Result<Assembled>,
) -> Result<f64> {
    let sizes = blocks.iter().map(|block| Ok(assembled(&[block])?.file));
    Ok(sizes.sum::<Result<u64>>()? as f64 / blocks.len() as f64)
}

/// Sizes of a file of some blocks, in bytes.
struct Assembled {
    file: u64,
    metadata: u64,
    footer: u64,
}

impl Assembled {
    fn of(blocks: &[&Sample], schema: &SchemaRef, job: &Job) -> Result<Self> {
        let format = job.writer.format;
        let mut assembler = format.writer().assembler(schema, job)?;
        for block in blocks {
            assembler.append(&block.tail, block.data_bytes as u64)?;
        }
        let metadata = assembler.metadata_bytes() as u64;
        let end = assembler.finish()?;
        let footer = match format {
            Format::Parquet => footer_length(&end.bytes).into(),
            _ => end.bytes.len() as u64,
        };
        Ok(Self { file: end.stats.file_bytes, metadata, footer })
    }
}

/// The length of the footer, as the end of the file says it.
fn footer_length(end: &[u8]) -> u32 {
    match end {
        [.., a, b, c, d, _, _, _, _] => u32::from_le_bytes([*a, *b, *c, *d]),
        _ => 0,
    }
}
