//! The plan of a job that makes all tables of a recipe: one for each, and their sum.

use super::Plan;
use super::sizes::{BYTES_IN_MB, whole};
use crate::error::{Error, Problem, Result};
use crate::generate::TableRows;
use crate::job::{Generated, Job, SourceSpec};
use crate::recipe::{Recipe, TableRef};
use crate::writer::{SortingColumn, WriterOptions};

/// Rows that a target size is first measured at.
const FIRST_ROWS: u64 = 10_000;

/// How often rows for a target size are measured: dictionaries make more rows cheaper.
const TRIES: u32 = 2;

/// Makes the plans of all tables.
///
/// # Errors
/// As [`super::plan`], for any of them.
pub(super) fn plan(job: &Job, generated: &Generated) -> Result<Plan> {
    let recipe = generated.recipe()?;
    let all = Tables { job, generated, recipe: &recipe };
    let rows = match (job.rows, job.target_size_mb) {
        (None, Some(size)) if recipe.tables().any(|table| all.follows_job(table)) => {
            all.rows_of_size(size)?
        }
        (rows, _) => rows.unwrap_or(FIRST_ROWS),
    };
    all.plan(rows)
}

/// All tables of a job's recipe.
struct Tables<'a> {
    job: &'a Job,
    generated: &'a Generated,
    recipe: &'a Recipe,
}

impl Tables<'_> {
    /// Whether the rows of a table follow from those of the job.
    fn follows_job(&self, table: TableRef) -> bool {
        match table.parent() {
            _ if self.generated.told_rows(table).is_some() => false,
            Some((parent, _)) => self.follows_job(parent),
            None => true,
        }
    }

    /// The plans for tables that have so many rows where nothing else tells, and their sum.
    fn plan(&self, rows: u64) -> Result<Plan> {
        let counts = self.generated.row_counts(self.recipe, Some(rows))?;
        let tables = self.recipe.tables().map(|table| self.plan_of(table, &counts));
        let tables = tables.collect::<Result<_>>()?;
        let generated = Generated { table_rows: counts, ..self.generated.clone() };
        let source = SourceSpec::Generated(generated);
        let resolved = Job { source, destination: None, ..self.job.sized(rows) };
        Ok(sum(tables, resolved.to_json()))
    }

    /// The rows with which all files together are about as large as the job says: those that follow
    /// from the job's rows grow with them, nearly in a line.
    #[expect(clippy::cast_precision_loss, reason = "estimates")]
    fn rows_of_size(&self, size: f64) -> Result<u64> {
        let target = size * BYTES_IN_MB;
        let (mut rows, mut fixed) = (FIRST_ROWS, None);
        for _ in 0..TRIES {
            let counts = self.generated.row_counts(self.recipe, Some(rows))?;
            let bytes = |table| Ok::<_, Error>(self.plan_of(table, &counts)?.estimated_file_bytes);
            let sum = |follows| {
                let tables =
                    self.recipe.tables().filter(|table| self.follows_job(*table) == follows);
                tables.map(bytes).sum::<Result<u64>>()
            };
            let known = match fixed {
                Some(bytes) => bytes,
                None => sum(false)? as f64,
            };
            fixed = Some(known);
            let per_row = sum(true)? as f64 / rows as f64;
            rows = whole((target - known) / per_row).max(1);
        }
        Ok(rows)
    }

    /// The plan of one table.
    fn plan_of(&self, table: TableRef, counts: &TableRows) -> Result<Plan> {
        let name = table.name().unwrap_or_default();
        if counts[name] == 0 {
            let problem =
                format!("no row of {name} belongs to so few rows of the tables before it");
            return Err(Error::setting("rows", problem, "Enter more."));
        }
        let job = self.job_of(table, name, counts);
        let planned = super::plan(&job).map_err(|error| told_of(error, self.job, name))?;
        Ok(Plan { key: job.s3().map(|target| target.key.clone()), ..planned })
    }

    /// The job that makes one table.
    fn job_of(&self, table: TableRef, name: &str, counts: &TableRows) -> Job {
        let generated = Generated {
            table: Some(name.into()),
            all_tables: false,
            table_rows: counts.clone(),
            ..self.generated.clone()
        };
        let mut job = self.job.sized(counts[name]);
        job.source = SourceSpec::Generated(generated);
        let is_first = self.recipe.tables().next().and_then(TableRef::name) == Some(name);
        for writer in [Some(&mut job.writer), job.also.as_mut()].into_iter().flatten() {
            self.keep_columns(writer, table, is_first);
        }
        if let Some(target) = job.destination.as_mut().and_then(|one| one.s3.as_mut()) {
            target.key = key_of(&target.key, name, &job.writer);
        }
        job
    }

    /// Leaves of a writer's options those of a table's columns. A name with a table before it means
    /// that table's column, one without the columns of that name in all tables; what means none is
    /// left to the first table, which refuses it.
    fn keep_columns(&self, writer: &mut WriterOptions, table: TableRef, is_first: bool) {
        let is_lost =
            |name: &str| is_first && !self.recipe.tables().any(|one| meant(one, name).is_some());
        let own = |name: &String| {
            let meant = meant(table, name).map(Into::into);
            meant.or_else(|| is_lost(name).then(|| name.clone()))
        };
        let columns = std::mem::take(&mut writer.columns).into_iter();
        writer.columns =
            columns.filter_map(|(name, options)| Some((own(&name)?, options))).collect();
        let sorted = std::mem::take(&mut writer.sorting_columns).into_iter();
        let sorted = sorted.map(|one| Some(SortingColumn { name: own(&one.name)?, ..one }));
        writer.sorting_columns = sorted.collect::<Option<_>>().unwrap_or_default();
    }
}

/// The name of a table's column that a name in the writer's options means, if it means one.
fn meant<'a>(table: TableRef, name: &'a str) -> Option<&'a str> {
    let bare = table.name().and_then(|table| name.strip_prefix(table)?.strip_prefix('.'));
    let has = |name: &&str| table.columns().iter().any(|column| column.name == **name);
    bare.filter(has).or_else(|| Some(name).filter(has))
}

/// The key of a table's object: in a folder that is called as the job's key is, without its ending.
fn key_of(key: &str, table: &str, writer: &WriterOptions) -> String {
    let ending = writer.ending();
    let folder = key.strip_suffix(&ending).unwrap_or(key).trim_end_matches('/');
    format!("{folder}/{table}{ending}")
}

/// An error of a table's plan, with the names of columns as the job has them.
fn told_of(error: Error, job: &Job, table: &str) -> Error {
    let Error::Setting { first, others } = error else { return error };
    let named = |problem: Problem| {
        let Some(rest) = problem.field.strip_prefix("writer.columns.") else { return problem };
        let full = format!("{table}.{rest}");
        let is_full = |(name, _): (&String, _)| full.starts_with(&format!("{name}."));
        if !job.writer.columns.iter().any(is_full) {
            return problem;
        }
        Problem { field: format!("writer.columns.{full}"), ..problem }
    };
    Error::Setting { first: named(first), others: others.into_iter().map(named).collect() }
}

/// All tables as one plan.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn sum(tables: Vec<Plan>, resolved: String) -> Plan {
    let total = |of: fn(&Plan) -> u64| tables.iter().map(of).sum::<u64>();
    let (rows, estimated_file_bytes) =
        (total(|one| one.rows), total(|one| one.estimated_file_bytes));
    let most = |of: fn(&Plan) -> u64| tables.iter().map(of).max().unwrap_or_default();
    let notes = tables.iter().flat_map(|one| {
        let table = one.table.as_deref().unwrap_or_default();
        one.notes.iter().map(move |note| format!("{table}: {note}"))
    });
    Plan {
        table: None,
        key: None,
        rows,
        columns: total(|one| one.columns),
        rows_per_block: most(|one| one.rows_per_block),
        blocks: total(|one| one.blocks),
        is_estimate: false,
        bytes_per_row: estimated_file_bytes as f64 / rows as f64,
        estimated_file_bytes,
        part_bytes: most(|one| one.part_bytes),
        parts: total(|one| one.parts),
        notes: notes.collect(),
        encodings: Vec::new(),
        resolved,
        tables,
    }
}
