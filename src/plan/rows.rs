//! The rows that a plan measures: any of a table that is generated, the first of a source.

use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::batch::Batch;
use crate::error::Result;
use crate::generate::Table;
use crate::writer::{BlockEncoder, EncodedBlock};

/// Where a plan's sample comes from.
pub(super) enum Rows<'a> {
    Made(&'a Table),
    Read(&'a RecordBatch),
}

impl Rows<'_> {
    pub(super) fn schema(&self) -> SchemaRef {
        match self {
            Self::Made(table) => table.schema().clone(),
            Self::Read(batch) => batch.schema(),
        }
    }

    /// How many there are to choose from.
    pub(super) fn most(&self) -> u64 {
        match self {
            Self::Made(_) => u64::MAX,
            Self::Read(batch) => batch.num_rows() as u64,
        }
    }

    pub(super) fn batch(&self, rows: Range<u64>) -> Result<Batch> {
        match self {
            Self::Made(table) => table.rows(rows),
            Self::Read(batch) => Ok(Batch::from(&slice(batch, rows))),
        }
    }

    pub(super) fn encode(
        &self,
        encoder: &dyn BlockEncoder,
        rows: Range<u64>,
    ) -> Result<EncodedBlock> {
        match self {
            Self::Made(table) => encoder.encode_rows(0, table, rows),
            Self::Read(batch) => encoder.encode(0, &[Batch::from(&slice(batch, rows))]),
        }
    }
}

/// Some rows of a batch; fewer where it ends.
#[expect(clippy::cast_possible_truncation, reason = "a batch in memory has fewer rows than usize")]
fn slice(batch: &RecordBatch, rows: Range<u64>) -> RecordBatch {
    let most = batch.num_rows() as u64;
    let (start, end) = (rows.start.min(most), rows.end.min(most));
    batch.slice(start as usize, (end - start) as usize)
}
