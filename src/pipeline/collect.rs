//! All blocks, and only then the file: what there is to compare with.

use super::Block;
use super::streaming::{RunStats, stream};
use crate::error::Result;
use crate::writer::BlockWriter;

/// Keeps the rows of all blocks in memory, on purpose, and writes their files when it has them: the
/// same files as [`stream`] makes.
///
/// # Errors
/// As [`stream`].
pub fn collect(
    blocks: impl Iterator<Item = Result<Block>>,
    writers: Vec<Box<dyn BlockWriter + '_>>,
) -> Result<RunStats> {
    let all = blocks.collect::<Result<Vec<_>>>()?;
    stream(all.into_iter().map(Ok), writers)
}
