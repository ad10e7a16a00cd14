//! Tables of one job: made together, with keys that are found in each other.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, HashMap};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Int64Type};
use arrow::util::display::array_value_to_string;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::error::Error;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::plan::{Plan, plan, table};
use parquet_blocks::writer::MemorySink;
use serde_json::{Value, json};

fn job(source: &Value, fields: &Value) -> Job {
    Job::from_json(&text(source, fields)).unwrap()
}

fn text(source: &Value, fields: &Value) -> String {
    let mut source = source.clone();
    source["seed"] = json!(42);
    let mut job = json!({"version": 1, "source": {"generated": source}});
    job.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    job.to_string()
}

fn orders() -> Value {
    json!({"preset": "orders", "all_tables": true})
}

/// The file of a table by its plan, and how long it is.
fn file(plan: &Plan) -> (RecordBatch, u64) {
    let mut file = Vec::new();
    run(&Job::from_json(&plan.resolved).unwrap(), MemorySink::new(&mut file)).unwrap();
    let length = file.len() as u64;
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    (concat_batches(&schema, &batches).unwrap(), length)
}

fn files(plan: &Plan) -> BTreeMap<String, RecordBatch> {
    plan.tables.iter().map(|one| (one.table.clone().unwrap(), file(one).0)).collect()
}

fn numbers(column: &ArrayRef) -> Vec<i64> {
    column.as_primitive::<Int64Type>().values().to_vec()
}

fn texts(column: &ArrayRef) -> Vec<String> {
    // Instants as numbers: their zone's name says nothing to Arrow.
    let is_instant = matches!(column.data_type(), DataType::Timestamp(..));
    let plain = if is_instant { cast(column, &DataType::Int64).unwrap() } else { column.clone() };
    (0..plain.len()).map(|row| array_value_to_string(&plain, row).unwrap()).collect()
}

/// The values of a column by those of another.
fn by(batch: &RecordBatch, key: &str, value: &str) -> HashMap<i64, String> {
    let values = texts(&batch[value]);
    let found: HashMap<_, _> = numbers(&batch[key]).into_iter().zip(values).collect();
    assert_eq!(found.len(), batch.num_rows(), "{key} is unique");
    found
}

#[test]
fn one_plan_is_the_sum_of_those_of_its_tables() {
    let all = plan(&job(&orders(), &json!({"rows": 2_000}))).unwrap();
    let rows: Vec<_> =
        all.tables.iter().map(|one| (one.table.as_deref().unwrap(), one.rows)).collect();
    let expected =
        [("orders", 2_000), ("order_lines", 7_000), ("customers", 10_000), ("products", 5_000)];
    assert_eq!(rows, expected);
    assert_eq!(all.rows, 24_000);
    assert_eq!(all.blocks, all.tables.iter().map(|one| one.blocks).sum::<u64>());
    let bytes: u64 = all.tables.iter().map(|one| one.estimated_file_bytes).sum();
    assert_eq!(all.estimated_file_bytes, bytes);
    assert!(
        all.notes
            .contains(&"order_lines: 7,000 rows belong to the first 2,000 rows of orders.".into()),
        "{:?}",
        all.notes
    );
}

#[test]
fn every_key_is_found_in_its_table_with_the_values_that_were_taken_from_there() {
    let files = files(&plan(&job(&orders(), &json!({"rows": 5_000}))).unwrap());
    let (names, mails) =
        (by(&files["customers"], "id", "name"), by(&files["customers"], "id", "email"));
    let orders = &files["orders"];
    let mut other_mails = 0;
    for ((id, name), mail) in numbers(&orders["customer_id"])
        .iter()
        .zip(texts(&orders["customer"]))
        .zip(texts(&orders["email"]))
    {
        assert_eq!(names.get(id), Some(&name));
        other_mails += usize::from(mails[id] != mail);
    }
    assert!((1..=30).contains(&other_mails), "2 of 1,000 are malformed: {other_mails}");
    let ids = by(orders, "id", "ordered_at");
    let (codes, prices) =
        (by(&files["products"], "id", "code"), by(&files["products"], "id", "price"));
    let lines = &files["order_lines"];
    let instants = texts(&lines["ordered_at"]);
    let taken = texts(&lines["product"]).into_iter().zip(texts(&lines["unit_price"]));
    for (((order, instant), product), (code, price)) in numbers(&lines["order_id"])
        .iter()
        .zip(instants)
        .zip(numbers(&lines["product_id"]))
        .zip(taken)
    {
        assert_eq!(ids.get(order), Some(&instant));
        assert_eq!((codes.get(&product), prices.get(&product)), (Some(&code), Some(&price)));
    }
}

#[test]
fn a_table_by_itself_is_the_same_file() {
    let all = plan(&job(&orders(), &json!({"rows": 1_000, "block": {"rows": 300}}))).unwrap();
    for one in &all.tables {
        let source = json!({"preset": "orders", "table": one.table});
        let alone =
            plan(&job(&source, &json!({"rows": one.rows, "block": {"rows": 300}}))).unwrap();
        assert_eq!(file(&alone).0.columns(), file(one).0.columns(), "{:?}", one.table);
    }
}

#[test]
fn all_files_together_have_the_target_size() {
    for size in [2.0, 20.0] {
        let all = plan(&job(&orders(), &json!({"target_size_mb": size}))).unwrap();
        let bytes: u64 = all.tables.iter().map(|one| file(one).1).sum();
        #[allow(clippy::cast_precision_loss)]
        let ratio = bytes as f64 / (size * 1_048_576.0);
        assert!((0.95..1.05).contains(&ratio), "{ratio} of {size} MB");
        let resolved = plan(&Job::from_json(&all.resolved).unwrap()).unwrap();
        assert_eq!(resolved.tables, all.tables, "the plan says all that it has decided");
    }
}

/// Two tables of which the first refers to the second, and how many rows that has.
fn pair(column: &Value, more: &Value) -> Value {
    let mut second = json!({"name": "second", "columns": [
        {"name": "code", "generator": {"uuid": {"as": "text"}}},
        {"name": "gap", "generator": {"sequence": {}}, "nulls": 0.5}]});
    second.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"recipe": {"version": 1, "tables": [{"name": "first", "columns": [
        {"name": "id", "generator": {"sequence": {}}}, column]}, second]}})
}

fn to_second() -> Value {
    json!({"name": "key", "generator": {"reference": {"table": "second", "column": "code"}}})
}

/// Different keys of the first table that the second has, and that it has not.
fn found(plan: &Plan) -> (usize, usize) {
    let files = files(plan);
    let there: std::collections::HashSet<_> = texts(&files["second"]["code"]).into_iter().collect();
    let keys: std::collections::HashSet<_> = texts(&files["first"]["key"]).into_iter().collect();
    let missing = keys.difference(&there).count();
    (keys.len() - missing, missing)
}

#[test]
fn keys_of_any_type_are_drawn_from_as_many_rows_as_there_are() {
    let all = |more: Value, fields: Value| {
        let mut source = pair(&to_second(), &more);
        source["all_tables"] = json!(true);
        found(&plan(&job(&source, &fields)).unwrap())
    };
    let with_rows = |rows: u64| json!({"rows": rows});
    assert_eq!(all(json!({"row_count": 7}), with_rows(1_000)), (7, 0));
    assert_eq!(all(json!({"row_count": 7, "duplicates": 0.4}), with_rows(1_000)).1, 0);
    let (hit, missing) = all(json!({}), with_rows(1_000));
    assert!((550..=700).contains(&hit), "of 1,000 drawn from 1,000: {hit}");
    assert_eq!(missing, 0);
    let (hit, missing) =
        all(json!({"rows": {"per": "first", "min": 0, "max": 2}}), with_rows(1_001));
    assert!(hit > 500 && missing == 0, "also of a table that depends on this one: {hit}");
    let mut given = pair(&to_second(), &json!({"row_count": 7}));
    given["all_tables"] = json!(true);
    given["table_rows"] = json!({"second": 3});
    assert_eq!(found(&plan(&job(&given, &with_rows(1_000))).unwrap()), (3, 0));
}

#[test]
fn a_size_alone_draws_from_as_many_rows_as_it_comes_to() {
    let source = pair(&to_second(), &json!({"row_count": 5}));
    let of_known = plan(&job(&source, &json!({"target_size_mb": 0.1}))).unwrap();
    assert_eq!(file(&of_known).0["key"].len() as u64, of_known.rows);
    let source = pair(&to_second(), &json!({}));
    let sized = plan(&job(&source, &json!({"target_size_mb": 1}))).unwrap();
    let counts: Value = serde_json::from_str(&sized.resolved).unwrap();
    assert_eq!(counts["source"]["generated"]["table_rows"]["second"], sized.rows);
    assert!(sized.rows > 10_000 && sized.notes.len() == 1, "{:?}", sized.notes);
}

#[test]
fn options_of_columns_are_for_the_tables_that_have_them() {
    let mut source = pair(&to_second(), &json!({"row_count": 5}));
    source["all_tables"] = json!(true);
    let fields = json!({"rows": 10, "writer": {"columns": {
        "id": {"encoding": "delta_binary_packed"}, "second.code": {"dictionary": false}},
        "sorting_columns": [{"name": "first.id"}]}});
    let all = plan(&job(&source, &fields)).unwrap();
    let writer = |place: usize| Job::from_json(&all.tables[place].resolved).unwrap().writer;
    assert_eq!(writer(0).sorting_columns[0].name, "id");
    assert!(writer(0).columns.contains_key("id") && !writer(0).columns.contains_key("code"));
    assert!(writer(1).columns.contains_key("code") && writer(1).sorting_columns.is_empty());
}

#[test]
fn objects_of_tables_are_in_a_folder() {
    let s3 = |key: &str| {
        json!({"rows": 10, "destination": {"s3": {"endpoint_url": "http://localhost:4566",
        "region": "us-east-1", "bucket": "bucket", "key": key}}})
    };
    for (key, expected) in [
        ("a/shop.parquet", "a/shop/orders.parquet"),
        ("shop/", "shop/orders.parquet"),
        ("shop", "shop/orders.parquet"),
    ] {
        let all = plan(&job(&orders(), &s3(key))).unwrap();
        assert_eq!(all.tables[0].key.as_deref(), Some(expected));
        assert_eq!((all.key.as_deref(), all.parts), (None, 4));
    }
}

fn refused(source: &Value, fields: &Value) -> String {
    let error = Job::from_json(&text(source, fields)).and_then(|job| plan(&job)).err().unwrap();
    match error {
        Error::Setting { first, .. } => first.field,
        other => panic!("{other}"),
    }
}

#[test]
fn what_does_not_fit_together_is_refused_by_its_path() {
    let reference = |table: &str, column: &str, skew: f64| json!({"name": "key", "generator": {"reference": {"table": table, "column": column, "skew": skew}}});
    let lookup = json!({"name": "found", "generator": {"lookup": {"of": "id", "column": "code"}}});
    let column = "source.generated.recipe.tables[0].columns[1].generator";
    let with = |mut source: Value, field: &str, value: Value| {
        source[field] = value;
        source
    };
    let good = || pair(&to_second(), &json!({}));
    let field = json!({"name": "a", "generator": {"city": {}}, "dirt": {"malformed": 0.1}});
    let flawed = json!({"columns": [
        {"name": "code", "generator": {"struct": {"columns": [field]}}}]});
    let circle = pair(&reference("first", "key", 0.0), &json!({}));
    let rows = json!({"rows": 10});
    let option = json!({"rows": 10, "writer": {"columns": {"second.code": {"encoding": "delta_binary_packed"}}}});
    let unknown = json!({"rows": 10, "writer": {"columns": {"none": {"dictionary": false}}}});
    let cases = [
        (
            pair(&reference("third", "code", 0.0), &json!({})),
            rows.clone(),
            format!("{column}.reference.table"),
        ),
        (
            pair(&reference("second", "none", 0.0), &json!({})),
            rows.clone(),
            format!("{column}.reference.column"),
        ),
        (
            pair(&reference("second", "gap", 0.0), &json!({})),
            rows.clone(),
            format!("{column}.reference.column"),
        ),
        (
            pair(&reference("second", "code", 5.0), &json!({})),
            rows.clone(),
            format!("{column}.reference.skew"),
        ),
        (pair(&to_second(), &flawed), rows.clone(), format!("{column}.reference.column")),
        (pair(&lookup, &json!({})), rows.clone(), format!("{column}.lookup.of")),
        (circle, rows.clone(), format!("{column}.reference.column")),
        (
            pair(&to_second(), &json!({"row_count": 0})),
            rows.clone(),
            "source.generated.recipe.tables[1].row_count".into(),
        ),
        (
            pair(
                &to_second(),
                &json!({"row_count": 3, "rows": {"per": "first", "min": 1, "max": 1}}),
            ),
            rows.clone(),
            "source.generated.recipe.tables[1].row_count".into(),
        ),
        (
            with(good(), "table_rows", json!({"third": 3})),
            rows.clone(),
            "source.generated.table_rows.third".into(),
        ),
        (
            with(good(), "table_rows", json!({"second": 0})),
            rows.clone(),
            "source.generated.table_rows.second".into(),
        ),
        (
            with(with(good(), "all_tables", json!(true)), "table", json!("second")),
            rows.clone(),
            "source.generated.all_tables".into(),
        ),
        (
            json!({"preset": "people", "all_tables": true}),
            rows.clone(),
            "source.generated.all_tables".into(),
        ),
        (
            with(orders(), "parent_rows", json!(3)),
            rows.clone(),
            "source.generated.parent_rows".into(),
        ),
        (orders(), json!({}), "rows".into()),
        (
            with(good(), "all_tables", json!(true)),
            option,
            "writer.columns.second.code.encoding".into(),
        ),
        (with(good(), "all_tables", json!(true)), unknown, "writer.columns.none".into()),
    ];
    for (source, fields, field) in cases {
        assert_eq!(refused(&source, &fields), field, "{source} {fields}");
    }
    let sized = with(pair(&to_second(), &json!({"row_count": 3})), "table", json!("second"));
    assert_eq!(plan(&job(&sized, &json!({}))).unwrap().rows, 3, "the recipe says how many");
}

#[test]
fn one_run_writes_one_file() {
    let mut file = Vec::new();
    let error =
        run(&job(&orders(), &json!({"rows": 10})), MemorySink::new(&mut file)).err().unwrap();
    assert!(error.to_string().contains("all_tables"), "{error}");
    assert!(file.is_empty());
    assert_eq!(table(&job(&orders(), &json!({"rows": 10}))).unwrap().name(), Some("orders"));
}
