//! Block after block: at most one is in memory.

use super::Block;
use crate::assemble::FileStats;
use crate::error::{Error, Result};
use crate::generate::Counts;
use crate::writer::{BlockWriter, WriterStats};

/// What a run has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStats {
    /// What the first file holds.
    pub file: FileStats,
    /// What the second file holds, if there is one.
    pub also: Option<FileStats>,
    /// Bytes of the same rows as Arrow arrays.
    pub raw_bytes: u64,
    /// What was counted of the rows.
    pub counts: Counts,
    /// How much was not as it should be, where rows are read.
    pub rejects: u64,
}

/// Writes each block when it is there, with each of the writers.
///
/// # Errors
/// What `blocks` gives, and as [`BlockWriter`]; every sink is then left without a file.
pub fn stream(
    blocks: impl Iterator<Item = Result<Block>>,
    mut writers: Vec<Box<dyn BlockWriter + '_>>,
) -> Result<RunStats> {
    let (mut counts, mut rejects) = (Counts::default(), 0);
    writers.iter_mut().try_for_each(|writer| writer.start())?;
    for block in blocks {
        let Block { batches, counts: of_block, rejects: left_out } = block?;
        writers.iter_mut().try_for_each(|writer| writer.write_batches(&batches))?;
        counts.add(of_block);
        rejects += left_out.len() as u64;
    }
    let files = writers.into_iter().map(BlockWriter::finish).collect::<Result<Vec<_>>>()?;
    let mut files = files.into_iter();
    let WriterStats { file, raw_bytes } = files
        .next()
        .ok_or_else(|| Error::Assemble { block: 0, problem: "a run needs a writer".into() })?;
    Ok(RunStats { file, also: files.next().map(|also| also.file), raw_bytes, counts, rejects })
}
