//! Flaws that a recipe asks for: as many as it says, and exactly as many as are counted.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, RecordBatch, StructArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Decimal128Type, Field, Int64Type, TimestampMillisecondType};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::generate::{DataGenerator, Flaw, Table};
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::writer::MemorySink;
use serde_json::{Value, json};

const ROWS: u64 = 20_000;

/// A column of every type that can have a flaw, with the same share of them.
fn columns(share: f64) -> Value {
    json!([
        {"name": "id", "generator": {"sequence": {}}},
        {"name": "key", "generator": {"child_key": {}}},
        {"name": "count", "generator": {"foreign_key": {}}, "dirt": {"outliers": share}},
        {"name": "price", "generator": {"decimal": {"precision": 5, "high": 900}}, "dirt": {"outliers": share}, "nulls": 0.3},
        {"name": "name", "generator": {"full_name": {}}, "dirt": {"malformed": share}, "nulls": 0.3},
        {"name": "agent", "generator": {"pattern": {}}, "per": "key", "dirt": {"malformed": share}},
        {"name": "kind", "generator": {"choice": {"values": ["a", "N/A"]}}, "dirt": {"malformed": share}},
        {"name": "at", "generator": {"timestamp": {}}, "dirt": {"late": share, "late_seconds": 60}},
        {"name": "hello", "generator": {"template": {"template": "{name}"}}},
    ])
}

fn table(columns: &Value, duplicates: f64) -> Table {
    let recipe = json!({"version": 1, "columns": columns, "duplicates": duplicates});
    DataGenerator::new(42).table(&serde_json::from_value(recipe).unwrap()).unwrap()
}

fn rows(table: &Table) -> RecordBatch {
    table.rows(0..ROWS).unwrap().to_record_batch().unwrap()
}

/// The rows in which two columns differ.
fn differing(one: &ArrayRef, other: &ArrayRef) -> HashSet<usize> {
    (0..one.len()).filter(|&row| one.slice(row, 1) != other.slice(row, 1)).collect()
}

/// Within five standard deviations of a binomial.
fn is_share(count: u64, of: u64, share: f64) -> bool {
    let (count, of) = (count as f64, of as f64);
    (count - of * share).abs() < 5.0 * (of * share * (1.0 - share)).sqrt()
}

#[test]
fn flaws_are_as_many_as_the_recipe_says_and_as_are_counted() {
    for duplicates in [0.0, 0.1] {
        let (flawed, clean) = (table(&columns(0.05), duplicates), table(&columns(0.0), duplicates));
        let (dirty, pure) = (rows(&flawed), rows(&clean));
        assert_eq!(clean.flaws(0..ROWS).unwrap().values, []);
        let whole = flawed.flaws(0..ROWS).unwrap();
        assert_eq!(whole.values.len(), 6);
        for counted in &whole.values {
            let (values, before) = (&dirty[&counted.column[..]], &pure[&counted.column[..]]);
            let changed = differing(values, before);
            assert_eq!(changed.len() as u64, counted.cells, "{counted:?}");
            let with_value = ROWS - values.null_count() as u64;
            if counted.column != "agent" && duplicates == 0.0 {
                assert!(is_share(counted.cells, with_value, 0.05), "{counted:?}");
            }
            assert_eq!(values.null_count(), before.null_count());
        }
        for column in ["id", "key", "hello"] {
            assert_eq!(&dirty[column], &pure[column], "{column} has no flaw of its own");
        }
        let blocks: u64 = (0..ROWS)
            .step_by(300)
            .map(|start| {
                let block = flawed.flaws(start..ROWS.min(start + 300)).unwrap();
                block.duplicates.unwrap_or(0)
                    + block.values.iter().map(|one| one.cells).sum::<u64>()
            })
            .sum();
        let all =
            whole.duplicates.unwrap_or(0) + whole.values.iter().map(|one| one.cells).sum::<u64>();
        assert_eq!(blocks, all, "blocks add up");
    }
}

#[test]
fn each_type_has_its_flaw() {
    let (flawed, clean) = (table(&columns(0.05), 0.0), table(&columns(0.0), 0.0));
    let kinds: Vec<_> =
        flawed.flaws(0..1).unwrap().values.into_iter().map(|one| one.flaw).collect();
    let (outlier, malformed) = (Flaw::Outlier, Flaw::Malformed);
    assert_eq!(kinds, [outlier, outlier, malformed, malformed, malformed, Flaw::Late]);
    let (dirty, pure) = (rows(&flawed), rows(&clean));
    let times = |batch: &RecordBatch| {
        batch["at"].as_primitive::<TimestampMillisecondType>().values().to_vec()
    };
    let late: Vec<_> =
        times(&pure).iter().zip(times(&dirty)).map(|(on_time, at)| on_time - at).collect();
    assert!(late.iter().all(|late| (0..=60_000).contains(late)));
    assert!(late.iter().max().unwrap() > &55_000);
    let numbers =
        |batch: &RecordBatch| batch["count"].as_primitive::<Int64Type>().values().to_vec();
    for (before, after) in numbers(&pure).iter().zip(numbers(&dirty)) {
        assert!([1, 10, 100, 1_000].contains(&(after / before).abs()), "{before} {after}");
    }
}

/// Columns with fields that can have a flaw, inside others of which some are null.
fn nested(share: f64) -> Value {
    let fields = json!([
        {"name": "name", "generator": {"full_name": {}}, "nulls": 0.2, "dirt": {"malformed": share}},
        {"name": "price", "generator": {"decimal": {}}, "dirt": {"outliers": share}},
    ]);
    let record = json!({"struct": {"columns": fields}});
    json!([
        {"name": "key", "generator": {"child_key": {}}},
        {"name": "one", "generator": record, "nulls": 0.3, "per": "key"},
        {"name": "many", "generator": {"list": {"of": record, "nulls": 0.1}}, "nulls": 0.3},
        {"name": "by", "generator": {"map": {"keys": {"word": {}}, "values": record, "min": 2}}},
        {"name": "deep", "generator": {"struct": {"columns": [
            {"name": "list", "generator": {"list": {"of": record}}, "nulls": 0.5}]}}},
    ])
}

/// The values at a path, wherever they are in a row.
fn at(array: &ArrayRef, path: &str) -> ArrayRef {
    match path.split_once('.') {
        None => array.as_struct()[path].clone(),
        Some(("element" | "value", rest)) => at(array, rest),
        Some((name, rest)) => at(&inside(&array.as_struct()[name]), rest),
    }
}

/// The elements of a list and the values of a map; a struct as it is.
fn inside(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::List(_) => array.as_list::<i32>().values().clone(),
        DataType::Map(..) => array.as_map().values().clone(),
        _ => array.clone(),
    }
}

#[test]
fn flaws_of_fields_inside_others_are_counted_by_their_paths() {
    for duplicates in [0.0, 0.1] {
        let (flawed, clean) = (table(&nested(0.1), duplicates), table(&nested(0.0), duplicates));
        let [dirty, pure] =
            [&flawed, &clean].map(|table| Arc::new(StructArray::from(rows(table))) as ArrayRef);
        let counted = flawed.flaws(0..ROWS).unwrap().values;
        let paths: Vec<_> = counted.iter().map(|one| one.column.as_str()).collect();
        let expected = ["one", "many.element", "by.value", "deep.list.element"]
            .map(|path| ["name", "price"].map(|field| format!("{path}.{field}")));
        assert_eq!(paths, expected.concat());
        for one in &counted {
            let changed = differing(&at(&dirty, &one.column), &at(&pure, &one.column));
            assert!(one.cells > 100, "{one:?}");
            assert_eq!(changed.len() as u64, one.cells, "{one:?}");
        }
        assert_eq!(clean.flaws(0..ROWS).unwrap().values, []);
    }
}

#[test]
fn duplicates_repeat_a_whole_row_near_by() {
    for share in [0.01, 0.5] {
        let table = table(&columns(0.05), share);
        let batch = rows(&table);
        let ids = batch["id"].as_primitive::<Int64Type>().values();
        let repeated = |row: &usize| usize::try_from(ids[*row]).unwrap() != *row + 1;
        let repeats: Vec<_> = (0..ids.len()).filter(repeated).collect();
        assert_eq!(Some(repeats.len() as u64), table.flaws(0..ROWS).unwrap().duplicates);
        assert!(is_share(repeats.len() as u64, ROWS, share));
        for &row in &repeats {
            let source = usize::try_from(ids[row] - 1).unwrap();
            assert!(source < row && row - source < 150, "{row} repeats {source}");
            assert_eq!(batch.slice(row, 1), batch.slice(source, 1));
        }
        let some = table.rows(500..900).unwrap().to_record_batch().unwrap();
        assert_eq!(some, batch.slice(500, 400));
    }
}

#[test]
fn flaws_that_a_type_cannot_have_are_refused() {
    let cases = [
        (json!({"generator": {"city": {}}, "dirt": {"outliers": 0.1}}), "dirt.outliers"),
        (json!({"generator": {"boolean": {}}, "dirt": {"malformed": 0.1}}), "dirt.malformed"),
        (json!({"generator": {"date": {}}, "dirt": {"late": 0.1}}), "dirt.late"),
        (json!({"generator": {"city": {}}, "dirt": {"malformed": 1.1}}), "dirt.malformed"),
        (
            json!({"generator": {"timestamp": {}}, "dirt": {"late": 0.1, "late_seconds": 0}}),
            "dirt.late_seconds",
        ),
    ];
    for (mut column, path) in cases {
        column["name"] = json!("a");
        let recipe = serde_json::from_value(json!({"version": 1, "columns": [column]})).unwrap();
        let error = DataGenerator::new(1).table(&recipe).err().unwrap().to_string();
        assert!(
            error.starts_with(&format!("source.generated.recipe.columns[0].{path}:")),
            "{error}"
        );
    }
}

/// The rows of a preset's file, and what the run has counted of them.
fn made(preset: &str) -> (RecordBatch, Value) {
    let job = json!({"version": 1, "source": {"generated": {"preset": preset, "seed": 42}},
        "rows": ROWS, "block": {"rows": 700}});
    let mut file = Vec::new();
    let stats =
        run(&Job::from_json(&job.to_string()).unwrap(), MemorySink::new(&mut file)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    (concat_batches(&schema, &batches).unwrap(), serde_json::to_value(stats.counts).unwrap())
}

/// The nulls of every column and list that may have some, as a reader finds them.
fn nulls(batch: &RecordBatch) -> Value {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let count = |(field, column): (&Arc<Field>, &ArrayRef)| {
        let own = (field.name().clone(), column.null_count());
        let elements = column.as_list_opt::<i32>().map(ListArray::values);
        let inside = elements.map(|all| (format!("{}.element", field.name()), all.null_count()));
        field.is_nullable().then_some(own).into_iter().chain(inside)
    };
    let counted = columns.flat_map(count);
    counted.map(|(column, cells)| json!({"column": column, "cells": cells})).collect()
}

#[test]
fn a_run_counts_what_a_reader_finds() {
    let (batch, counts) = made("sensors");
    let temperatures = batch["temperature"].as_primitive::<Decimal128Type>();
    let outliers = temperatures.iter().flatten().filter(|t| !(1_000..=3_200).contains(t)).count();
    let rounds = batch["round"].as_primitive::<Int64Type>().values();
    let times = batch["measured_at"].as_primitive::<TimestampMillisecondType>().values();
    // The first round is at 2025-01-01T00:00:00Z, the others a minute after each other.
    let on_time = |round: i64| 1_735_689_600_000 + (round - 1) * 60_000;
    let late = rounds.iter().zip(times).filter(|(round, at)| **at != on_time(**round)).count();
    let expected = json!({"flaws": {"values": [
        {"column": "measured_at", "flaw": "late", "cells": late},
        {"column": "temperature", "flaw": "outlier", "cells": outliers}]}, "nulls": nulls(&batch)});
    assert!(outliers > 0 && late > 0 && counts["nulls"][1]["cells"].as_u64().unwrap() > 0);
    assert_eq!(counts, expected);

    let (batch, counts) = made("web_events");
    let ids: HashSet<_> = batch["event_id"].as_primitive::<Int64Type>().values().iter().collect();
    assert_eq!(counts["flaws"]["duplicates"], json!(ROWS - ids.len() as u64));
    assert_eq!(counts["nulls"], nulls(&batch));

    let (_, counts) = made("people");
    assert_eq!(counts, json!({"flaws": {"values": []}, "nulls": []}));
}
