//! Footers of Parquet files: their schema and statistics, or the job that made them.

mod guard;
mod statistics;

use parquet::arrow::parquet_to_arrow_schema;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::proposal::{Table, proposal};
use super::{Format, Guess, MAX_FOOTER_BYTES, Proposal, Sample, arrow};
use crate::error::{Error, Result};
use crate::generate::DataGenerator;
use crate::job::{Generated, Job};
use crate::writer::JOB_KEY;

/// The length of the footer and `PAR1`: a file's last bytes.
const END: usize = 8;

/// How many bytes from the end a footer begins, if the last bytes are those of a Parquet file.
pub(super) fn footer_bytes(end: &[u8]) -> Option<u64> {
    let end = end.get(end.len().checked_sub(END)?..)?.strip_suffix(b"PAR1")?;
    Some(u64::from(u32::from_le_bytes(end.try_into().ok()?)) + END as u64)
}

/// A recipe for a Parquet file's schema and statistics; its own, if it says how it was made.
pub(super) fn propose(sample: &Sample) -> Result<Proposal> {
    let metadata = metadata(sample)?;
    let rows = u64::try_from(metadata.file_metadata().num_rows()).ok();
    match job(&metadata) {
        Some(Ok(job)) => match job.source.generated().cloned() {
            Some(generated) => of_job(job, &generated, rows),
            None => of_schema(&metadata, rows, Vec::new()),
        },
        Some(Err(error)) => {
            let note = format!("The file's own job cannot be used: {error}.");
            of_schema(&metadata, rows, vec![note])
        }
        None => of_schema(&metadata, rows, Vec::new()),
    }
}

/// The footer of a file.
pub(crate) fn metadata(sample: &Sample) -> Result<ParquetMetaData> {
    let bytes = sample.bytes;
    if bytes.ends_with(b"PARE") {
        let remedy = "Give a file whose footer is not encrypted.";
        return Err(Error::sample("the footer", "it is encrypted", remedy));
    }
    let broken = |problem: String| {
        let at = format!("byte {}", sample.size.saturating_sub(END as u64) + 1);
        Error::sample(at, problem, "Give a whole Parquet file, as it was written.")
    };
    let Some(length) = footer_bytes(bytes) else {
        return Err(broken("the file does not end with PAR1".into()));
    };
    let footer = usize::try_from(length).ok().and_then(|length| bytes.len().checked_sub(length));
    let Some(start) = footer else {
        return Err(broken(match length {
            MAX_FOOTER_BYTES.. => format!("a footer of {length} bytes is too large to be read"),
            _ => format!("a footer of {length} bytes does not fit into the file"),
        }));
    };
    let footer = &bytes[start..bytes.len() - END];
    let at = format!("byte {}", sample.size - length + 1);
    let unreadable = |cause: String| {
        let problem = format!("the footer cannot be read: {cause}");
        Error::sample(at.clone(), problem, "Write the file again; this footer is broken.")
    };
    guard::check(footer).map_err(|problem| unreadable(problem.into()))?;
    ParquetMetaDataReader::decode_metadata(footer).map_err(|error| unreadable(cause(error)))
}

/// What the library says, without its own name.
fn cause(error: ParquetError) -> String {
    match error {
        ParquetError::General(cause) | ParquetError::ArrowError(cause) => cause,
        other => other.to_string(),
    }
}

/// The job that made the file, if it was Parquet Blocks.
fn job(metadata: &ParquetMetaData) -> Option<Result<Job>> {
    let pairs = metadata.file_metadata().key_value_metadata()?;
    let json = pairs.iter().find(|pair| pair.key == JOB_KEY)?.value.as_ref()?;
    Some(Job::from_json(json))
}

fn of_job(job: Job, generated: &Generated, rows: Option<u64>) -> Result<Proposal> {
    let recipe = generated.recipe()?;
    let mut guesses = Vec::new();
    for named in recipe.tables() {
        let table = DataGenerator::new(generated.seed).table_of(&recipe, named.name())?;
        guesses.extend(named.columns().iter().zip(table.schema().fields()).map(
            |(column, field)| Guess {
                table: named.name().map(Into::into),
                column: column.name.clone(),
                from: field.data_type().to_string(),
                generator: column.generator.name(),
                why: "as the job in the file's metadata says".into(),
            },
        ));
    }
    let of = generated.table.iter().map(|table| format!(", as table {table}"));
    let note = format!(
        "The file was made by Parquet Blocks with seed {}{}.",
        generated.seed,
        of.collect::<String>()
    );
    let format = Format::Parquet;
    Ok(Proposal { format, recipe, guesses, rows, notes: vec![note], job: Some(Box::new(job)) })
}

fn of_schema(
    metadata: &ParquetMetaData,
    rows: Option<u64>,
    notes: Vec<String>,
) -> Result<Proposal> {
    let file = metadata.file_metadata();
    let descriptor = file.schema_descr();
    let schema = parquet_to_arrow_schema(descriptor, file.key_value_metadata())
        .or_else(|_| parquet_to_arrow_schema(descriptor, None))
        .map_err(|error| {
            let remedy = "Give a file whose columns have types of Arrow.";
            Error::sample("the footer", format!("the schema: {}", cause(error)), remedy)
        })?;
    let mut leaves = 0;
    let mut columns = arrow::columns(&schema, &mut |facts| {
        statistics::add(facts, metadata, leaves);
        leaves += 1;
    });
    if leaves == descriptor.num_columns() {
        columns.iter_mut().for_each(statistics::lengths);
    } else {
        // Statistics would be those of other columns.
        columns = arrow::columns(&schema, &mut |_| ());
    }
    let table = Table::only(columns);
    Ok(Proposal { rows, ..proposal(Format::Parquet, vec![table], notes)? })
}
