//! What is not as it should be: an error, or left out and told of.

use std::collections::HashSet;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::place::Places;
use super::typed::failed;
use super::{OnError, RawBlock, Reject};
use crate::error::{Error, Result};

/// Longest text of a record in a [`Reject`], in bytes.
pub(super) const MAX_RECORD_TEXT: usize = 300;

/// Longest text of a value, in bytes.
const MAX_VALUE_TEXT: usize = 100;

/// A text that is cut where it is long.
pub(super) fn cut(text: &[u8], most: usize) -> String {
    if text.len() <= most {
        return String::from_utf8_lossy(text).into_owned();
    }
    // A letter of several bytes that is cut in two is left out whole.
    let part = &text[..most];
    let whole = part.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let part = if most - whole < 4 { &part[..whole] } else { part };
    format!("{}…", String::from_utf8_lossy(part))
}

/// Something that is wrong with a record, or with one of its values.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// Which record of the block it is.
    pub(super) record: u64,
    /// The column; none for what is wrong with the whole record.
    pub(super) column: Option<String>,
    /// The value.
    pub(super) value: Option<String>,
    /// What is wrong.
    pub(super) problem: String,
    /// What to do about it.
    pub(super) remedy: &'static str,
}

impl Fault {
    /// A record that cannot be read at all.
    pub(super) fn of_record(record: u64, problem: String, remedy: &'static str) -> Self {
        Self { record, column: None, value: None, problem, remedy }
    }

    /// A value that is not of its column's type.
    pub(super) fn of_value(record: u64, column: String, value: &str, problem: String) -> Self {
        let value = Some(cut(value.as_bytes(), MAX_VALUE_TEXT));
        Self { value, ..Self::of_column(record, column, problem) }
    }

    /// What a column cannot have.
    pub(super) fn of_column(record: u64, column: String, problem: String) -> Self {
        const REMEDY: &str = "Correct it, choose other columns or types, or choose that bad values \
            are skipped or become null.";
        Self { record, column: Some(column), value: None, problem, remedy: REMEDY }
    }

    fn error(self, place: &str) -> Error {
        let column = self.column.map(|column| format!(", column {column}")).unwrap_or_default();
        let value = self.value.map(|value| format!("{value:?} ")).unwrap_or_default();
        Error::source(format!("{place}{column}"), format!("{value}{}", self.problem), self.remedy)
    }

    fn reject(self, place: String, record: &[u8], on_error: OnError) -> Reject {
        let breaks = record.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        let record = &record[..record.len() - breaks.count()];
        Reject {
            place,
            is_skipped: self.column.is_none() || on_error == OnError::Skip,
            column: self.column,
            value: self.value,
            problem: self.problem,
            record: cut(record, MAX_RECORD_TEXT),
        }
    }
}

/// What becomes of a block's faults: the first is an error, or all are told of. `ranges` are the
/// bytes of every record.
///
/// # Errors
/// [`Error::Source`] with the place, if the job says so.
pub(super) fn settle(
    mut faults: Vec<Fault>,
    on_error: OnError,
    block: &RawBlock,
    ranges: impl Iterator<Item = std::ops::Range<usize>>,
) -> Result<Vec<Reject>> {
    // Faults of one record stay in the order of its columns.
    faults.sort_by_key(|fault| fault.record);
    let mut faults = faults.into_iter().peekable();
    let mut rejects = block.about.rejects.clone();
    let mut places = Places::of(block);
    for (record, range) in (0..).zip(ranges) {
        if faults.peek().is_none() {
            break;
        }
        places.pass(record, range.start);
        while let Some(fault) = faults.next_if(|fault| fault.record == record) {
            let place = places.tell(record, range.start);
            if on_error == OnError::Fail {
                return Err(fault.error(&place));
            }
            rejects.push(fault.reject(place, &block.bytes[range.clone()], on_error));
        }
    }
    Ok(rejects)
}

/// A batch without the rows that are skipped for one of their values. `records` are those of the
/// rows, in order.
pub(super) fn without_skipped(
    batch: RecordBatch,
    records: &[u64],
    faults: &[Fault],
    on_error: OnError,
) -> Result<RecordBatch> {
    if on_error != OnError::Skip || faults.is_empty() {
        return Ok(batch);
    }
    let skipped: HashSet<_> = faults.iter().map(|fault| fault.record).collect();
    let kept: BooleanArray = records.iter().map(|record| Some(!skipped.contains(record))).collect();
    filter_record_batch(&batch, &kept).map_err(failed)
}
