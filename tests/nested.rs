//! Structs, lists and maps reach a reader of the file as they were generated.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

use std::collections::HashSet;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Int64Type};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::generate::{DataGenerator, Table};
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::run;
use parquet_blocks::preview::preview;
use parquet_blocks::writer::MemorySink;
use serde_json::{Value, json};

const ROWS: u64 = 3_000;

/// Every kind in every other, with nulls at every level.
fn columns() -> Value {
    let text = json!({"choice": {"values": ["red", "green", "blue", "black"]}});
    let address = json!({"struct": {"columns": [
        {"name": "city", "generator": {"city": {}}, "nulls": 0.2},
        {"name": "since", "generator": {"timestamp": {}}},
        {"name": "label", "generator": {"template": {"template": "{id}: {city}"}}},
    ]}});
    json!([
        {"name": "id", "generator": {"sequence": {}}},
        {"name": "address", "generator": address, "nulls": 0.1},
        {"name": "tags", "generator": {"list": {"of": text, "max": 4, "nulls": 0.25}}, "nulls": 0.1},
        {"name": "labels", "nulls": 0.1, "generator": {"map": {
            "keys": text, "values": {"decimal": {"precision": 7}}, "max": 3, "nulls": 0.25}}},
        {"name": "deep", "generator": {"list": {"min": 1, "max": 2, "of": {"struct": {"columns": [
            {"name": "where", "generator": address, "nulls": 0.5},
            {"name": "row", "generator": {"template": {"template": "{id}"}}},
            {"name": "more", "nulls": 0.5, "generator": {"list": {"max": 2, "of":
                {"map": {"keys": {"sequence": {}}, "values": {"list": {"of": {"boolean": {}}}}}}}}},
        ]}}}}},
    ])
}

fn job(columns: &Value) -> Job {
    let recipe = json!({"version": 1, "columns": columns});
    let job = json!({"version": 1, "rows": ROWS, "block": {"rows": 700},
        "source": {"generated": {"recipe": recipe, "seed": 42}}});
    Job::from_json(&job.to_string()).unwrap()
}

fn table(columns: &Value) -> Table {
    let recipe = serde_json::from_value(json!({"version": 1, "columns": columns})).unwrap();
    DataGenerator::new(42).table(&recipe).unwrap()
}

fn generated(columns: &Value) -> RecordBatch {
    table(columns).rows(0..ROWS).unwrap().to_record_batch().unwrap()
}

fn read(file: Vec<u8>) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

#[test]
fn a_reader_of_the_file_sees_what_was_generated() {
    let mut file = Vec::new();
    let stats = run(&job(&columns()), MemorySink::new(&mut file)).unwrap();
    assert_eq!((stats.file.rows, stats.file.row_groups), (ROWS, 5));
    let (read, made) = (read(file), generated(&columns()));
    for (read, made) in read.columns().iter().zip(made.columns()) {
        assert_eq!(read, made);
    }
    assert_eq!(read.num_columns(), made.num_columns());
}

#[test]
fn a_run_counts_what_is_missing_inside_others_where_it_is_missing() {
    let stats = run(&job(&columns()), MemorySink::new(&mut Vec::new())).unwrap();
    let counted = |path: &str| {
        let count = stats.counts.nulls.iter().find(|count| count.column == path);
        usize::try_from(count.unwrap_or_else(|| panic!("{path}")).cells).unwrap()
    };
    let batch = generated(&columns());
    let address = batch["address"].as_struct();
    let cities = (0..address.len())
        .filter(|&row| address.is_valid(row) && address.column(0).is_null(row))
        .count();
    let tags = batch["tags"].as_list::<i32>().iter().flatten();
    let labels = batch["labels"].as_map().iter().flatten();
    let deep = batch["deep"].as_list::<i32>().values().as_struct();
    let expected = [
        ("address", address.null_count()),
        ("address.city", cities),
        ("tags", batch["tags"].null_count()),
        ("tags.element", tags.map(|tags| tags.null_count()).sum()),
        ("labels", batch["labels"].null_count()),
        ("labels.value", labels.map(|entries| entries.column(1).null_count()).sum()),
        ("deep.element.where", deep.column(0).null_count()),
        ("deep.element.more", deep.column(2).null_count()),
    ];
    for (path, cells) in expected {
        assert!(cells > 0, "{path}");
        assert_eq!(counted(path), cells, "{path}");
    }
    assert_eq!(stats.counts.nulls.len(), expected.len() + 1, "and deep.element.where.city");
}

#[test]
fn any_rows_are_those_of_the_whole() {
    let table = table(&columns());
    let rows = |range| table.rows(range).unwrap().to_record_batch().unwrap();
    let whole = rows(0..200);
    for (from, to) in [(0, 1), (13, 14), (50, 190)] {
        let slice = whole.slice(from, to - from);
        assert_eq!(rows(from as u64..to as u64), slice);
    }
    let far = 1 << 60;
    assert_eq!(rows(far..far + 2).slice(1, 1), rows(far + 1..far + 2));
}

/// Within five standard deviations of a binomial.
fn is_share(count: usize, of: usize, share: f64) -> bool {
    let (count, of) = (count as f64, of as f64);
    (count - of * share).abs() < 5.0 * (of * share * (1.0 - share)).sqrt()
}

#[test]
fn nulls_and_lengths_have_their_shares() {
    let batch = generated(&columns());
    let tags = batch["tags"].as_list::<i32>();
    assert!(is_share(tags.null_count(), tags.len(), 0.1));
    assert!(is_share(tags.values().null_count(), tags.values().len(), 0.25));
    for length in 0..=4 {
        let count = tags.iter().flatten().filter(|tags| tags.len() == length).count();
        assert!(is_share(count, tags.len() - tags.null_count(), 0.2), "{length}: {count}");
    }
    let cities = batch["address"].as_struct().column(0);
    assert!(is_share(cities.null_count(), cities.len(), 0.1 + 0.9 * 0.2));
    assert_eq!(batch["deep"].null_count(), 0);
}

#[test]
fn keys_of_a_row_are_different_and_as_many_as_there_can_be() {
    let key = json!({"choice": {"values": ["a", "b", "c"]}});
    let map = json!({"map": {"keys": key, "values": {"sequence": {}}, "min": 2, "max": 9}});
    let batch = generated(&json!([{"name": "m", "generator": map}]));
    for entries in batch["m"].as_map().iter().flatten() {
        let keys: Vec<_> = entries.column(0).as_string::<i32>().iter().flatten().collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len(), "{keys:?}");
        assert!((2..=3).contains(&keys.len()), "{keys:?}");
    }
}

#[test]
fn elements_know_the_row_that_they_are_in() {
    let batch = generated(&columns());
    let ids = batch["id"].as_primitive::<Int64Type>().values().clone();
    let deep = batch["deep"].as_list::<i32>();
    for (id, elements) in ids.iter().zip(deep.iter().flatten()) {
        let elements = elements.as_struct();
        assert!(
            elements.column(1).as_string::<i32>().iter().all(|row| row == Some(&id.to_string()))
        );
        let label = elements.column(0).as_struct().column(2).as_string::<i32>();
        let prefix = format!("{id}: ");
        assert!(label.iter().flatten().all(|label| label.starts_with(&prefix)));
    }
    let address = batch["address"].as_struct();
    let (cities, labels) = (address.column(0).as_string::<i32>(), address.column(2));
    let pairs = cities.iter().zip(labels.as_string::<i32>()).zip(&ids);
    for ((city, label), id) in pairs {
        if let (Some(city), Some(label)) = (city, label) {
            assert_eq!(label, format!("{id}: {city}"));
        }
    }
}

#[test]
fn types_have_the_names_of_the_parquet_format() {
    let batch = generated(&columns());
    let DataType::List(element) = batch["tags"].data_type() else { panic!() };
    assert_eq!((element.name().as_str(), element.is_nullable()), ("element", true));
    let DataType::Map(entry, false) = batch["labels"].data_type() else { panic!() };
    let DataType::Struct(fields) = entry.data_type() else { panic!() };
    let names = [entry.name(), fields[0].name(), fields[1].name()];
    assert_eq!(names, ["key_value", "key", "value"]);
}

#[test]
fn the_preview_shows_them() {
    let shown = serde_json::to_value(preview(&job(&columns()), 20, None).unwrap()).unwrap();
    let row = shown["rows"].as_array().unwrap().iter().find(|row| row[1] != "").unwrap();
    let address = row[1].as_str().unwrap();
    assert!(address.contains("since: 202") && address.contains("label: "), "{address}");
}

#[test]
fn a_bad_parameter_is_named_by_its_whole_path() {
    let bad = json!({"boolean": {"share": 2}});
    let cases = [
        (json!({"struct": {"columns": []}}), "struct.columns"),
        (
            json!({"struct": {"columns": [{"name": "a", "generator": bad}]}}),
            "struct.columns[0].generator.boolean.share",
        ),
        (
            json!({"struct": {"columns": [{"name": "a", "generator": {"city": {}}, "nulls": 2}]}}),
            "struct.columns[0].nulls",
        ),
        (json!({"list": {"of": bad}}), "list.of.boolean.share"),
        (json!({"list": {"of": {"list": {"of": bad}}}}), "list.of.list.of.boolean.share"),
        (json!({"list": {"of": {"city": {}}, "max": 0}}), "list.max"),
        (json!({"list": {"of": {"city": {}}, "min": 4}}), "list.min"),
        (json!({"list": {"of": {"city": {}}, "nulls": -1}}), "list.nulls"),
        (json!({"map": {"keys": bad, "values": {"city": {}}}}), "map.keys.boolean.share"),
        (json!({"map": {"keys": {"city": {}}, "values": bad}}), "map.values.boolean.share"),
        (
            json!({"map": {"keys": {"list": {"of": {"city": {}}}}, "values": {"city": {}}}}),
            "map.keys",
        ),
    ];
    for (generator, path) in cases {
        let columns = json!([{"name": "id", "generator": {"sequence": {}}},
            {"name": "n", "generator": generator}]);
        let recipe = serde_json::from_value(json!({"version": 1, "columns": columns})).unwrap();
        let error = DataGenerator::new(1).table(&recipe).err().unwrap().to_string();
        let field = format!("source.generated.recipe.columns[1].generator.{path}:");
        assert!(error.starts_with(&field), "{error}");
    }
}
