//! Jobs that are read, and what is said of those that cannot be.

use super::*;
use serde_json::{Value, json};

fn people() -> Value {
    json!({"version": 1, "source": {"generated": {"preset": "people", "seed": 42}}, "rows": 10})
}

/// The failing field of a job with one field changed.
fn field_of(pointer: &str, value: Value) -> String {
    let mut job = people();
    job["block"] = json!({"size_mb": 1});
    job["writer"] = json!({});
    job["destination"] = json!({"s3": {
        "endpoint_url": "http://localhost:4566", "region": "us-east-1",
        "bucket": "parquet-data-bucket", "key": "people.parquet"}});
    Job::from_json(&job.to_string()).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    job.pointer_mut(parent).unwrap()[name] = value;
    match Job::from_json(&job.to_string()).unwrap_err() {
        Error::Setting { first, others } => {
            assert!(!first.remedy.is_empty());
            assert_eq!(others, []);
            first.field
        }
        other => panic!("{other}"),
    }
}

#[test]
fn what_is_left_out_has_its_default() {
    let job = Job::from_json(&people().to_string()).unwrap();
    assert_eq!(job.block, BlockSize::SizeMb(1.0));
    assert_eq!(job.writer, WriterOptions::default());
    assert_eq!(Job::from_json(&job.to_json()).unwrap(), job);
}

#[test]
fn a_bad_value_is_named_by_its_field() {
    let cases = [
        ("/version", json!(2), "version"),
        ("/rows", json!(0), "rows"),
        ("/rows", json!(1.5), "rows"),
        ("/rows", json!("many"), "rows"),
        ("/rows", Value::Null, "rows"),
        ("/target_size_mb", json!(0), "target_size_mb"),
        ("/target_size_mb", json!(-1), "target_size_mb"),
        ("/block", json!({"size_mb": 0}), "block.size_mb"),
        ("/block", json!({"size_mb": 513}), "block.size_mb"),
        ("/block", json!({"rows": 0}), "block.rows"),
        ("/writer/compression", json!("lzo"), "writer.compression"),
        ("/writer/compression_level", json!(3), "writer.compression_level"),
        ("/writer/page_rows", json!(0), "writer.page_rows"),
        ("/source/generated/seed", json!(-1), "source.generated.seed"),
        ("/source/generated/preset", json!("persons"), "source.generated.preset"),
        ("/destination/s3/concurrency", json!(0), "destination.s3.concurrency"),
        ("/destination/s3/part_size_mb", json!(4), "destination.s3.part_size_mb"),
        ("/destination/s3/bucket", json!("B"), "destination.s3.bucket"),
        ("/destination/s3/key", json!(""), "destination.s3.key"),
        ("/destination/s3/region", json!(""), "destination.s3.region"),
        ("/destination/s3/endpoint_url", json!("ftp://x"), "destination.s3.endpoint_url"),
    ];
    for (pointer, value, field) in cases {
        assert_eq!(field_of(pointer, value.clone()), field, "{pointer} {value}");
    }
}

#[test]
fn unknown_fields_are_errors_that_name_them() {
    for pointer in ["/row", "/writer/codec", "/destination/s3/acl", "/source/generated/sed"] {
        let field = field_of(pointer, json!(1));
        let name = pointer.rsplit('/').next().unwrap();
        assert!(field.ends_with(name), "{pointer}: {field}");
    }
}

#[test]
fn every_bad_value_is_named_in_the_order_of_the_job() {
    let job = json!({"version": 2, "source": {"generated": {"preset": "people", "seed": 1}},
        "rows": 0, "target_size_mb": 0, "block": {"size_mb": 513},
        "writer": {"page_rows": 0, "writer_version": 3},
        "destination": {"s3": {"endpoint_url": "", "region": "", "bucket": "B", "key": "",
            "concurrency": 0, "part_size_mb": 4}}});
    let Err(Error::Setting { first, others }) = Job::from_json(&job.to_string()) else {
        panic!("the job is taken")
    };
    let fields: Vec<_> = others.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(first.field, "version");
    assert_eq!(
        fields,
        [
            "rows",
            "target_size_mb",
            "block.size_mb",
            "writer.page_rows",
            "writer.writer_version",
            "destination.s3.endpoint_url",
            "destination.s3.bucket",
            "destination.s3.key",
            "destination.s3.region",
            "destination.s3.concurrency",
            "destination.s3.part_size_mb",
        ]
    );
}
