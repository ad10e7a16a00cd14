//! CSV files, by their first rows.

mod cell;
mod column;
pub(crate) mod layout;
mod moment;

use ::csv::{self, ErrorKind, StringRecord};

use super::proposal::{Table, proposal};
use super::{Format, MAX_COLUMNS, Proposal, Sample};
use crate::error::{Error, Result};
use layout::Layout;

/// Rows that are looked at.
const MAX_ROWS: usize = 10_000;

/// A recipe for the rows of a CSV file.
pub(super) fn propose(sample: &Sample) -> Result<Proposal> {
    let bytes = sample.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample.bytes);
    let layout = Layout::of(bytes);
    let mut rows = Rows::read(bytes, sample.is_cut(), layout)?;
    let names = layout::has_names(&rows.records).then(|| rows.records.remove(0));
    let named = if names.is_some() { "has the columns' names" } else { "is a row" };
    let note = format!("Fields are separated by {}, and the first line {named}.", layout.name());
    let column = |place: usize| {
        let cells = rows.records.iter().map(|record| &record[place]);
        let numbered = || format!("column_{}", place + 1);
        let name = names.as_ref().map_or_else(numbered, |names| names[place].trim().into());
        column::facts(name, cells)
    };
    let columns = (0..rows.width).map(column).collect();
    let total = rows.total(sample.size);
    let made = proposal(Format::Csv, vec![Table::only(columns)], vec![note])?;
    Ok(Proposal { rows: Some(total), ..made })
}

/// The first rows of a file.
struct Rows {
    records: Vec<StringRecord>,
    /// Fields of each.
    width: usize,
    /// Bytes that the records and the names have, if there are more rows.
    part: Option<u64>,
}

impl Rows {
    fn read(bytes: &[u8], is_cut: bool, layout: Layout) -> Result<Self> {
        let mut reader = layout.reader(bytes);
        let (mut records, mut part) = (Vec::new(), is_cut.then_some(bytes.len() as u64));
        loop {
            let before = reader.position().byte();
            let mut record = StringRecord::new();
            let read = reader.read_record(&mut record);
            // The last record of a part of a file is most likely cut in two.
            if is_cut && reader.position().byte() >= bytes.len() as u64 {
                part = Some(before);
                break;
            }
            if !read.map_err(|error| problem(&error, layout))? {
                break;
            }
            if records.len() == MAX_ROWS {
                part = Some(before);
                break;
            }
            records.push(record);
        }
        match records.first().map(StringRecord::len) {
            Some(width @ ..=MAX_COLUMNS) => Ok(Self { records, width, part }),
            Some(width) => {
                let problem = format!("there are {width} columns, more than {MAX_COLUMNS}");
                Err(Error::sample("line 1", problem, "Leave out those that do not matter."))
            }
            None => {
                Err(Error::sample("line 1", "there is no row", "Give a CSV file with short rows."))
            }
        }
    }

    /// How many rows the whole file has, by its bytes if they were not all read.
    fn total(&self, size: u64) -> u64 {
        let rows = self.records.len() as u64;
        match self.part {
            None => rows,
            Some(bytes) => {
                let total = u128::from(rows) * u128::from(size) / u128::from(bytes.max(1));
                u64::try_from(total).unwrap_or(u64::MAX)
            }
        }
    }
}

fn problem(error: &csv::Error, layout: Layout) -> Error {
    let at = error.position().map_or_else(|| "the file".into(), |at| format!("line {}", at.line()));
    match error.kind() {
        ErrorKind::Utf8 { err, .. } => {
            let problem = format!("field {} is not UTF-8", err.field() + 1);
            Error::sample(at, problem, "Save the file as UTF-8.")
        }
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let problem = format!("there are {len} fields, but {expected_len} in the first line");
            let remedy = format!(
                "Separate as many fields by {0}; put a field that has {0} in it into quotes.",
                layout.name()
            );
            Error::sample(at, problem, remedy)
        }
        _ => Error::sample(at, error.to_string(), "Correct the file there."),
    }
}
