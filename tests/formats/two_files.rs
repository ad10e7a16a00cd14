//! Two files in one pass.

use parquet_blocks::job::Job;
use parquet_blocks::pipeline::{self, collect, generated, stream};
use parquet_blocks::plan::{Plan, plan};
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::{BlockWriter, FileWriter, MemorySink};
use serde_json::json;

use crate::{ROWS, file, job};

/// Both files of a plan, by one of the pipelines.
fn both(
    plan: &Plan,
    run: impl FnOnce(Vec<Box<dyn BlockWriter + '_>>) -> pipeline::RunStats,
) -> [Vec<u8>; 2] {
    let job = Job::from_json(&plan.resolved).unwrap();
    let mut files = [Vec::new(), Vec::new()];
    let writers = files.iter_mut().zip(job.files()).map(|(file, job)| {
        Box::new(FileWriter::new(MemorySink::new(file), &job)) as Box<dyn BlockWriter>
    });
    let stats = run(writers.collect());
    let sizes = [stats.file, stats.also.unwrap()].map(|file| (file.rows, file.file_bytes));
    assert_eq!(sizes, files.each_ref().map(|file| (ROWS, file.len() as u64)));
    files
}

#[test]
fn two_files_in_one_pass_are_those_of_two_runs_and_of_both_pipelines() {
    let alone = job(Preset::Transactions, &json!({}));
    let mut beside = alone.clone();
    beside.also = Some(serde_json::from_value(json!({"format": "csv", "gzip": true})).unwrap());
    let plan = plan(&beside).unwrap();
    let streamed = both(&plan, |writers| stream(generated(&plan).unwrap(), writers).unwrap());
    let collected = both(&plan, |writers| collect(generated(&plan).unwrap(), writers).unwrap());
    assert!(streamed == collected);
    let csv = job(Preset::Transactions, &json!({"format": "csv", "gzip": true}));
    assert!(streamed == [file(&alone), file(&csv)]);
}

#[test]
fn a_plan_chooses_for_the_parquet_file_and_measures_the_first() {
    let csv = job(Preset::Transactions, &json!({"format": "csv"}));
    let plan_of_csv = plan(&csv).unwrap();
    assert_eq!(plan_of_csv.encodings, []);
    let size = file(&csv).len() as u64;
    assert!(plan_of_csv.estimated_file_bytes.abs_diff(size) < size / 50, "{plan_of_csv:?} {size}");
    let mut beside = csv;
    beside.also = Some(serde_json::from_value(json!({"format": "parquet"})).unwrap());
    let plan = plan(&beside).unwrap();
    assert_eq!(plan.estimated_file_bytes, plan_of_csv.estimated_file_bytes);
    assert_eq!(plan.encodings.len() as u64, plan.columns);
    let resolved = Job::from_json(&plan.resolved).unwrap();
    assert_eq!(resolved.also.unwrap().columns.len() as u64, plan.columns);
}
