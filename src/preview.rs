//! The first rows as text, for people to look at.

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::Serialize;

use crate::display::readable;
use crate::error::{Error, Result};
use crate::job::Job;
use crate::plan::table_named;
use crate::source::Opened;

/// Rows as text, in the order of the file.
#[derive(Debug, Serialize)]
pub struct Preview {
    columns: Vec<PreviewColumn>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct PreviewColumn {
    name: String,
    #[serde(rename = "type")]
    data_type: String,
}

/// The first `rows` rows of a job, or all it has; of several tables those of the one with that name,
/// or of the first.
///
/// # Errors
/// [`Error::Setting`] for a job that cannot be used, [`Error::Generate`] when rows cannot be made.
pub fn preview(job: &Job, rows: u64, name: Option<&str>) -> Result<Preview> {
    job.validate()?;
    let rows = rows.min(job.rows.unwrap_or(rows));
    shown(&table_named(job, name)?.rows(0..rows)?.to_record_batch()?)
}

/// The first `rows` rows of a source that was opened, or all that were read.
///
/// # Errors
/// [`Error::Generate`] when values cannot be written as text.
pub fn preview_opened(opened: &Opened, rows: usize) -> Result<Preview> {
    shown(&opened.sample.slice(0, rows.min(opened.sample.num_rows())))
}

fn shown(batch: &RecordBatch) -> Result<Preview> {
    let schema = batch.schema();
    let columns = schema.fields().iter().map(|field| PreviewColumn {
        name: field.name().clone(),
        data_type: field.data_type().to_string(),
    });
    Ok(Preview { columns: columns.collect(), rows: cells(batch)? })
}

fn cells(batch: &RecordBatch) -> Result<Vec<Vec<String>>> {
    let failed = |error: ArrowError| Error::Generate(error.to_string());
    let options = FormatOptions::default();
    let columns: Vec<_> = batch.columns().iter().map(readable).collect::<Result<_>>()?;
    let columns = columns
        .iter()
        .map(|column| ArrayFormatter::try_new(column, &options))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(failed)?;
    (0..batch.num_rows())
        .map(|row| columns.iter().map(|column| column.value(row).try_to_string()).collect())
        .collect::<std::result::Result<_, _>>()
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_values_as_people_write_them() {
        let job = r#"{"version":1,"source":{"generated":{"preset":"people","seed":42}},"rows":2}"#;
        let shown = preview(&Job::from_json(job).unwrap(), 20, None).unwrap();
        assert_eq!((shown.columns.len(), shown.rows.len()), (12, 2));
        let first = &shown.rows[0];
        assert_eq!(first[0], "1");
        let (name, mail) = (first[1].to_lowercase(), &first[2]);
        assert!(mail.starts_with(&name.replace(' ', ".").replace('\'', "")), "{name} {mail}");
        assert!(first[9].ends_with('Z') && first[10].contains('.'), "{first:?}");
    }
}
