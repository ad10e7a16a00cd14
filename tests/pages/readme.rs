//! What the README says of jobs can be entered.

use std::fs;

use parquet_blocks::job::Job;
use serde_json::{Value, json};

#[test]
fn its_jobs_are_jobs() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_, section) = readme.split_once("## A web API").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (_, job) = section.split_once("```json").unwrap();
    let mut job: Value = serde_json::from_str(job.split("```").next().unwrap()).unwrap();
    Job::from_json(&job.to_string()).unwrap();

    let rows = section.lines().filter(|line| line.starts_with("| `{") || line.starts_with("| `\""));
    let styles: Vec<Value> =
        rows.map(|row| serde_json::from_str(row.split('`').nth(1).unwrap()).unwrap()).collect();
    assert_eq!(styles.len(), 4);
    let pages = job["source"]["pages"].as_object_mut().unwrap();
    pages.remove("page_size");
    for paging in styles {
        job["source"]["pages"]["paging"] = paging;
        Job::from_json(&job.to_string()).unwrap();
    }
    job["source"]["pages"]["paging"] = json!("header");
    assert!(Job::from_json(&job.to_string()).is_err());
}
