//! Where an encoder worker's rows come from, and those that it has still to encode.

use std::collections::VecDeque;
use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use wasm_bindgen::prelude::*;

use super::thrown;
use crate::batch::Batch;
use crate::error::{Error, Result};
use crate::generate::{Counts, Table, block_range};
use crate::job::{BlockSize, Job};
use crate::source::{About, BlockDecoder, RawBlock, Reject};
use crate::writer::{BlockInProgress, STEP_ROWS};

/// What makes a block's rows.
pub(super) enum RowSource {
    Generated { table: Table, rows: u64, rows_per_block: u64 },
    Read(Box<dyn BlockDecoder>),
}

/// Rows of a block that are not encoded yet, and what is known of them.
pub(super) struct Rows {
    rest: Rest,
    /// What was counted of those that are.
    pub(super) counts: Counts,
    /// What is wrong with a source that is read.
    pub(super) rejects: Vec<Reject>,
}

enum Rest {
    /// These are not made yet.
    Range(Range<u64>),
    /// These are made and kept.
    Batches(VecDeque<Batch>),
    /// These are decoded.
    Decoded(VecDeque<RecordBatch>),
}

impl RowSource {
    /// The rows of a resolved job.
    pub(super) fn of(job: &Job) -> std::result::Result<Self, JsValue> {
        if let Some(source) = job.source.read() {
            return Ok(Self::Read(source.decoder().map_err(thrown)?));
        }
        let (Some(rows), BlockSize::Rows(rows_per_block)) = (job.rows, job.block) else {
            return Err(JsError::new("the job is not resolved").into());
        };
        let table = crate::plan::table(job).map_err(thrown)?;
        Ok(Self::Generated { table, rows, rows_per_block })
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        match self {
            Self::Generated { table, .. } => table.schema(),
            Self::Read(decoder) => decoder.schema(),
        }
    }

    /// The rows of a block that is generated.
    pub(super) fn block(&self, block: u32) -> Option<(&Table, Range<u64>)> {
        match self {
            Self::Generated { table, rows, rows_per_block } => {
                Some((table, block_range(u64::from(block), *rows, *rows_per_block)))
            }
            Self::Read(_) => None,
        }
    }

    /// Decodes the records of a block.
    pub(super) fn decode(&self, bytes: Vec<u8>, about: About) -> Result<Rows> {
        let Self::Read(decoder) = self else {
            return Err(Error::Generate("the rows are not read".into()));
        };
        let decoded = decoder.decode(&RawBlock { bytes, about })?;
        let mut batches = VecDeque::from(decoded.batches);
        if batches.is_empty() {
            batches.push_back(RecordBatch::new_empty(decoder.schema().clone()));
        }
        Ok(Rows {
            rest: Rest::Decoded(batches),
            counts: Counts::default(),
            rejects: decoded.rejects,
        })
    }

    /// Generates the rows of a block and keeps them.
    pub(super) fn collect(&self, block: u32) -> Result<Rows> {
        let Some((table, mut rows)) = self.block(block) else {
            return Err(Error::Generate("the rows are not generated".into()));
        };
        let (mut batches, mut counts) = (VecDeque::new(), Counts::default());
        while !rows.is_empty() {
            let step = next_step(&mut rows);
            let batch = table.rows(step.clone())?;
            counts.add(table.counts(step, &batch.nulls())?);
            batches.push_back(batch);
        }
        Ok(Rows { rest: Rest::Batches(batches), counts, rejects: Vec::new() })
    }
}

impl Rows {
    /// Rows that are not made yet.
    pub(super) fn new(rows: Range<u64>) -> Self {
        Self { rest: Rest::Range(rows), counts: Counts::default(), rejects: Vec::new() }
    }

    /// Encodes the next of them for each file; false when none are left.
    pub(super) fn encode(
        &mut self,
        source: &RowSource,
        files: &mut [Box<dyn BlockInProgress>],
    ) -> Result<bool> {
        match (&mut self.rest, source) {
            (Rest::Range(rows), RowSource::Generated { table, .. }) => {
                let step = next_step(rows);
                let is_last = rows.is_empty();
                self.counts.add(generate(table, step, files)?);
                Ok(!is_last)
            }
            (Rest::Batches(batches), _) => {
                if let Some(batch) = batches.pop_front() {
                    files.iter_mut().try_for_each(|file| file.write(&batch))?;
                }
                Ok(!batches.is_empty())
            }
            (Rest::Decoded(batches), _) => {
                if let Some(decoded) = batches.pop_front() {
                    let batch = Batch::from(&decoded);
                    files.iter_mut().try_for_each(|file| file.write(&batch))?;
                    self.counts.add(Counts::of_nulls(batch.schema(), &batch.nulls()));
                }
                Ok(!batches.is_empty())
            }
            (Rest::Range(_), RowSource::Read(_)) => Ok(false),
        }
    }
}

/// Generates rows once for all files; column by column where there is one.
fn generate(
    table: &Table,
    rows: Range<u64>,
    files: &mut [Box<dyn BlockInProgress>],
) -> Result<Counts> {
    if let [file] = files {
        return file.generate(table, rows);
    }
    let batch = table.rows(rows.clone())?;
    files.iter_mut().try_for_each(|file| file.write(&batch))?;
    table.counts(rows, &batch.nulls())
}

/// Cuts the next step off some rows.
fn next_step(rows: &mut Range<u64>) -> Range<u64> {
    let step = rows.start..rows.end.min(rows.start + STEP_ROWS);
    rows.start = step.end;
    step
}
