//! Tables of one recipe fit together, each made by a run of its own.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{HashMap, HashSet};

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{Int64Type, TimestampMillisecondType};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::error::Error;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::plan::{plan, table};
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::MemorySink;
use serde_json::{Value, json};

fn job(source: &Value, fields: &Value) -> Job {
    let mut source = source.clone();
    source["seed"] = json!(42);
    let mut job = json!({"version": 1, "source": {"generated": source}, "block": {"rows": 300}});
    job.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    Job::from_json(&job.to_string()).unwrap()
}

fn file(job: &Job) -> RecordBatch {
    let mut file = Vec::new();
    run(job, MemorySink::new(&mut file)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn numbers(column: &ArrayRef) -> Vec<i64> {
    column.as_primitive::<Int64Type>().values().to_vec()
}

#[test]
fn every_line_finds_its_order_and_every_order_its_lines() {
    for parents in [1, 2, 777, 1_000] {
        let orders = file(&job(&json!({"preset": "orders"}), &json!({"rows": parents})));
        let lines = json!({"preset": "orders", "table": "order_lines", "parent_rows": parents});
        let lines = file(&job(&lines, &json!({})));
        let instants = |batch: &RecordBatch| {
            batch["ordered_at"].as_primitive::<TimestampMillisecondType>().values().to_vec()
        };
        let orders: HashMap<_, _> =
            numbers(&orders["id"]).into_iter().zip(instants(&orders)).collect();
        let mut seen = HashMap::new();
        let ids = numbers(&lines["order_id"]);
        for ((id, line), instant) in ids.iter().zip(numbers(&lines["line"])).zip(instants(&lines)) {
            assert_eq!(orders.get(id), Some(&instant), "the join finds order {id}");
            let count = seen.entry(id).or_insert(0);
            *count += 1;
            assert_eq!(line, *count);
        }
        assert_eq!(seen.len(), orders.len());
        assert!(seen.values().all(|count| (1..=6).contains(count)));
    }
}

/// Customers, their orders and the lines of those, with repeated rows in each.
fn shop() -> Value {
    json!({"recipe": {"version": 1, "tables": [
        {"name": "customers", "duplicates": 0.2, "columns": [
            {"name": "code", "generator": {"pattern": {"pattern": "????????"}}}]},
        {"name": "orders", "duplicates": 0.2, "rows": {"per": "customers", "min": 0, "max": 3},
            "columns": [
                {"name": "code", "generator": {"pattern": {"pattern": "########"}}},
                {"name": "customer", "generator": {"parent": {"column": "code"}}}]},
        {"name": "lines", "rows": {"per": "orders", "min": 2, "max": 2}, "columns": [
            {"name": "order", "generator": {"parent": {"column": "code"}}},
            {"name": "owner", "generator": {"parent": {"column": "customer"}}},
            {"name": "gift", "per": "order", "generator": {"boolean": {}}},
            {"name": "of", "generator": {"struct": {"columns": [
                {"name": "order", "generator": {"parent": {"column": "code"}}}]}}}]}]}})
}

fn shop_file(table: &str, fields: &Value) -> RecordBatch {
    let mut source = shop();
    source["table"] = json!(table);
    if let Some(parents) = fields.get("parents") {
        source["parent_rows"] = parents.clone();
        return file(&job(&source, &json!({})));
    }
    file(&job(&source, fields))
}

fn texts(column: &ArrayRef) -> Vec<String> {
    column.as_string::<i32>().iter().map(|text| text.unwrap().to_string()).collect()
}

#[test]
fn keys_of_any_type_resolve_over_several_tables_also_with_duplicates() {
    let customers = shop_file("customers", &json!({"rows": 500}));
    let orders = shop_file("orders", &json!({"parents": 500}));
    let lines = shop_file("lines", &json!({"parents": orders.num_rows()}));
    let codes: HashSet<_> = texts(&customers["code"]).into_iter().collect();
    assert!(codes.len() < 450, "a fifth repeats another");
    let pairs = texts(&orders["code"]).into_iter().zip(texts(&orders["customer"]));
    let orders: HashMap<_, _> = pairs.collect();
    assert!(orders.values().all(|customer| codes.contains(customer)));
    let of = lines["of"].as_struct().column(0);
    for (order, owner) in texts(&lines["order"]).iter().zip(texts(&lines["owner"])) {
        assert_eq!(orders.get(order), Some(&owner));
    }
    assert_eq!(texts(of), texts(&lines["order"]));
    let gifts = lines["gift"].as_boolean();
    assert!((0..lines.num_rows()).step_by(2).all(|row| gifts.value(row) == gifts.value(row + 1)));
}

#[test]
fn plans_name_the_table_and_the_rows_it_belongs_to() {
    let orders = plan(&job(&json!({"preset": "orders"}), &json!({"rows": 10}))).unwrap();
    assert_eq!((orders.table.as_deref(), orders.notes.len()), (Some("orders"), 0));
    let source = json!({"preset": "orders", "table": "order_lines", "parent_rows": 1_000});
    let lines = plan(&job(&source, &json!({}))).unwrap();
    assert_eq!((lines.table.as_deref(), lines.rows), (Some("order_lines"), 3_500));
    assert_eq!(lines.notes, ["3,500 rows belong to the first 1,000 rows of orders."]);
    let lines = plan(&job(&source, &json!({"rows": 7}))).unwrap();
    assert_eq!(lines.rows, 7, "rows win");
    let people = plan(&job(&json!({"preset": "people"}), &json!({"rows": 10}))).unwrap();
    assert_eq!(people.table, None);
}

#[test]
fn tables_with_the_same_columns_have_other_values() {
    let columns = json!([{"name": "a", "generator": {"pattern": {}}}]);
    let recipe = json!({"version": 1, "tables": [
        {"name": "one", "columns": columns}, {"name": "two", "columns": columns}]});
    let values = |table: &str| {
        texts(&file(&job(&json!({"recipe": recipe, "table": table}), &json!({"rows": 9})))["a"])
    };
    assert!(values("one").iter().zip(values("two")).all(|(one, two)| *one != two));
}

fn refused(source: &Value) -> String {
    let mut source = source.clone();
    source["seed"] = json!(1);
    let job = json!({"version": 1, "rows": 1, "source": {"generated": source}});
    let error = Job::from_json(&job.to_string()).and_then(|job| table(&job)).err().unwrap();
    match error {
        Error::Setting { first, .. } => first.field,
        other => panic!("{other}"),
    }
}

#[test]
fn what_does_not_fit_is_refused_by_its_path() {
    let columns = json!([{"name": "a", "generator": {"sequence": {}}}]);
    let two = |second: Value| json!({"recipe": {"version": 1, "tables": [{"name": "one", "columns": columns}, second]}});
    let with_rows = |rows: Value| two(json!({"name": "two", "columns": columns, "rows": rows}));
    let parent = json!([{"name": "p", "generator": {"parent": {"column": "b"}}}]);
    let rows = json!({"per": "one", "min": 1, "max": 2});
    let tables = "source.generated.recipe.tables";
    let mut both = two(json!({"name": "two", "columns": columns}));
    both["recipe"]["columns"] = columns.clone();
    let mut second = two(json!({"name": "two", "columns": parent, "rows": rows}));
    second["table"] = json!("two");
    let mut orphan = two(json!({"name": "two", "columns": parent}));
    orphan["table"] = json!("two");
    let cases = [
        (two(json!({"name": "", "columns": columns})), format!("{tables}[1].name")),
        (two(json!({"name": "one", "columns": columns})), format!("{tables}[1].name")),
        (two(json!({"name": "two", "columns": []})), format!("{tables}[1].columns")),
        (
            two(json!({"name": "two", "columns": columns, "duplicates": 0.6})),
            format!("{tables}[1].duplicates"),
        ),
        (with_rows(json!({"per": "two", "min": 1, "max": 2})), format!("{tables}[1].rows.per")),
        (with_rows(json!({"per": "one", "min": 3, "max": 2})), format!("{tables}[1].rows.min")),
        (both, tables.into()),
        (second, format!("{tables}[1].columns[0].generator.parent.column")),
        (orphan, format!("{tables}[1].columns[0].generator.parent.column")),
        (json!({"preset": "orders", "table": "lines"}), "source.generated.table".into()),
        (json!({"preset": "people", "table": "people"}), "source.generated.table".into()),
        (json!({"preset": "people", "parent_rows": 5}), "source.generated.parent_rows".into()),
        (
            json!({"preset": "orders", "table": "order_lines", "parent_rows": 0}),
            "source.generated.parent_rows".into(),
        ),
    ];
    for (source, field) in cases {
        assert_eq!(refused(&source), field, "{source}");
    }
}

#[test]
fn every_table_of_every_preset_reaches_its_file() {
    for preset in Preset::ALL {
        let recipe = preset.recipe();
        for spec in recipe.tables() {
            let mut source = json!({"preset": preset});
            if let Some(name) = spec.name() {
                source["table"] = json!(name);
            }
            let job = job(&source, &json!({"rows": 1_000}));
            let made = table(&job).unwrap().rows(0..1_000).unwrap().to_record_batch().unwrap();
            let read = file(&job);
            assert_eq!(read.columns(), made.columns(), "{preset:?}");
            assert_eq!(read.num_columns(), spec.columns().len());
        }
    }
    assert_eq!(Preset::Wide.recipe().columns.len(), 200);
}

#[test]
fn sessions_and_their_events_come_in_the_order_of_time() {
    let batch = file(&job(&json!({"preset": "logs"}), &json!({"rows": 5_000})));
    let (requests, lines) = (numbers(&batch["request"]), numbers(&batch["line"]));
    let times = batch["logged_at"].as_primitive::<TimestampMillisecondType>().values().clone();
    let mut begun = Vec::new();
    for row in 0..batch.num_rows() {
        if row > 0 && requests[row] == requests[row - 1] {
            assert!(times[row] >= times[row - 1], "row {row}");
        } else {
            assert_eq!(lines[row], 1);
            begun.push(times[row]);
        }
    }
    // 40 ms apart at most, and the first line up to 30 ms after its request.
    assert!(begun.windows(2).all(|pair| pair[1] - pair[0] > -30 && pair[1] - pair[0] < 110));
    assert!(begun.last().unwrap() - begun[0] > 40 * (i64::try_from(begun.len()).unwrap() - 3));
}
