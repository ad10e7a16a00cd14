//! Unique columns: no value comes twice, at any number of rows that is not refused.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/numbered.rs"]
mod numbered;

use std::collections::{HashMap, HashSet};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat;
use arrow::datatypes::Int64Type;
use arrow::util::display::array_value_to_string;
use numbered::generators;
use parquet_blocks::batch::Values;
use parquet_blocks::generate::{DataGenerator, Locale, Table};
use parquet_blocks::job::Job;
use parquet_blocks::plan::plan;
use serde_json::{Value, json};

fn recipe(columns: &[Value], duplicates: f64) -> Value {
    json!({"version": 1, "columns": columns, "duplicates": duplicates})
}

fn table_of(recipe: Value) -> Table {
    DataGenerator::new(42).table(&serde_json::from_value(recipe).unwrap()).unwrap()
}

fn unique(name: &str, generator: &Value) -> Value {
    json!({"name": name, "generator": generator, "unique": true})
}

fn table(columns: &[Value]) -> Table {
    table_of(recipe(columns, 0.0))
}

fn rows(table: &Table, rows: u64) -> RecordBatch {
    table.rows(0..rows).unwrap().to_record_batch().unwrap()
}

fn texts(column: &ArrayRef) -> Vec<String> {
    (0..column.len()).map(|row| array_value_to_string(column, row).unwrap()).collect()
}

/// How many different values there are.
fn distinct(values: &Values) -> usize {
    fn count<T: Ord>(mut values: Vec<T>) -> usize {
        values.sort_unstable();
        values.dedup();
        values.len()
    }
    match values {
        Values::Int32(values) => count(values.clone()),
        Values::Int64(values) => count(values.clone()),
        Values::Bytes(values) => count(values.iter().collect()),
        Values::Fixed { width, bytes } => count(bytes.chunks(*width).collect()),
        Values::Picks { keys, .. } => count(keys.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_value_comes_twice() {
    for generator in generators() {
        let table = table(&[unique("c", &generator)]);
        table.check_rows(300_000).unwrap();
        let batch = table.rows(0..300_000).unwrap();
        assert_eq!(distinct(&batch.columns()[0].values), 300_000, "{generator}");
    }
}

#[test]
fn no_value_comes_twice_in_a_million_rows_far_from_the_first() {
    for generator in [
        json!({"pattern": {"pattern": "######"}}),
        json!({"email": {}}),
        json!({"timestamp": {}}),
        json!({"iban": {}}),
    ] {
        let table = table(&[unique("c", &generator)]);
        let start = if generator.get("pattern").is_some() { 0 } else { 200_000_000 };
        let batch = table.rows(start..start + 1_000_000).unwrap();
        assert_eq!(distinct(&batch.columns()[0].values), 1_000_000, "{generator}");
    }
}

#[test]
fn without_it_values_do_come_twice() {
    let column = json!({"name": "c", "generator": {"pattern": {"pattern": "######"}}});
    let values = table(&[column]).rows(0..100_000).unwrap();
    assert!(distinct(&values.columns()[0].values) < 99_000);
}

/// Small ranges, and all that is in them.
#[test]
fn all_of_a_range_is_used() {
    let cases: [(Value, Vec<String>); 7] = [
        (
            json!({"choice": {"values": ["b", "a", "b", "c"]}}),
            ["a", "b", "c"].map(Into::into).into(),
        ),
        (
            json!({"pattern": {"pattern": "#-^"}}),
            (0..90).map(|n| format!("{}-{}", n / 9, n % 9 + 1)).collect(),
        ),
        (
            json!({"date": {"from": "2024-02-01", "to": "2024-02-29"}}),
            (1..30).map(|day| format!("2024-02-{day:02}")).collect(),
        ),
        (
            json!({"date": {"from": "2024-02-03", "to": "2024-02-11", "business_days": true}}),
            (5..10).map(|day| format!("2024-02-{day:02}")).collect(),
        ),
        (json!({"decimal": {"low": -1, "high": 1, "scale": 1}}), (-10..=10).map(tenths).collect()),
        (
            json!({"timestamp": {"from": "2024-01-01T00:00:01Z", "to": "2024-01-01T00:00:01.050Z",
                "zone": ""}}),
            (0..50).map(milliseconds).collect(),
        ),
        (
            json!({"regex": {"regex": "x[a-c]{2}"}}),
            "abc".chars().flat_map(|a| "abc".chars().map(move |b| format!("x{a}{b}"))).collect(),
        ),
    ];
    for (generator, mut expected) in cases {
        let column = unique("c", &generator);
        let count = expected.len() as u64;
        let mut found = texts(rows(&table(std::slice::from_ref(&column)), count).column(0));
        assert!(count < 5 || !found.is_sorted(), "in no order");
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        assert!(table(std::slice::from_ref(&column)).check_rows(count).is_ok());
        assert!(table(&[column]).check_rows(count + 1).is_err());
    }
}

fn tenths(n: i32) -> String {
    format!("{}{}.{}", if n < 0 { "-" } else { "" }, n.abs() / 10, n.abs() % 10)
}

fn milliseconds(n: u32) -> String {
    let fraction = if n == 0 { String::new() } else { format!(".{n:03}") };
    format!("2024-01-01T00:00:01{fraction}")
}

#[test]
fn rows_are_the_same_however_they_are_asked_for() {
    for generator in generators() {
        let table = table(&[unique("c", &generator)]);
        let whole = rows(&table, 4_000).column(0).clone();
        let blocks: Vec<_> = (0..4_000)
            .step_by(37)
            .map(|start| {
                table.rows(start..(start + 37).min(4_000)).unwrap().to_record_batch().unwrap()
            })
            .collect();
        let blocks: Vec<_> = blocks.iter().map(|batch| batch.column(0).as_ref()).collect();
        assert_eq!(*concat(&blocks).unwrap(), *whole, "{generator}");
    }
}

#[test]
fn phones_of_every_locale_are_unique() {
    for locale in Locale::ALL {
        for cell in [true, false] {
            let generator = json!({"phone": {"locale": locale, "cell": cell}});
            let table = table(&[unique("c", &generator)]);
            table.check_rows(50_000).unwrap();
            let batch = table.rows(0..50_000).unwrap();
            assert_eq!(distinct(&batch.columns()[0].values), 50_000, "{generator}");
        }
    }
}

#[test]
fn mailboxes_keep_the_name_of_the_person() {
    let batch = rows(
        &table(&[
            unique("email", &json!({"email": {}})),
            unique("user", &json!({"username": {}})),
            json!({"name": "first", "generator": {"first_name": {}}}),
            json!({"name": "last", "generator": {"last_name": {}}}),
        ]),
        2_000,
    );
    let [emails, users, firsts, lasts] =
        ["email", "user", "first", "last"].map(|c| texts(&batch[c]));
    let plain = |name: &str| name.to_lowercase().replace('\'', "");
    for row in 0..2_000 {
        let (first, last) = (plain(&firsts[row]), plain(&lasts[row]));
        assert!(emails[row].starts_with(&format!("{first}.{last}")), "{} {first}", emails[row]);
        assert!(users[row].starts_with(&first[..1]) && users[row].contains(&last));
    }
}

/// Nulls, duplicates and dirt leave what is unique as it is.
#[test]
fn values_are_those_of_the_originals() {
    let mut column = unique("c", &json!({"pattern": {"pattern": "####"}}));
    column["nulls"] = json!(0.2);
    let with_nulls = rows(&table(std::slice::from_ref(&column)), 10_000);
    let values = with_nulls.column(0);
    let present: Vec<_> = texts(values).into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(present.len(), 10_000 - values.null_count());
    assert_eq!(present.iter().collect::<HashSet<_>>().len(), present.len());

    let id = json!({"name": "id", "generator": {"sequence": {}}});
    let column = unique("c", &json!({"pattern": {"pattern": "####"}}));
    let batch = rows(&table_of(recipe(&[id, column.clone()], 0.3)), 10_000);
    let ids = batch["id"].as_primitive::<Int64Type>().values();
    let originals: HashMap<_, _> = ids.iter().zip(texts(&batch["c"])).collect();
    assert!(originals.len() < 8_000, "some rows repeat others");
    let values: HashSet<_> = originals.values().collect();
    assert_eq!(values.len(), originals.len(), "no two originals have the same");

    let mut dirty = column.clone();
    dirty["dirt"] = json!({"malformed": 0.01});
    let (clean, dirty) = (rows(&table(&[column]), 9_999), rows(&table(&[dirty]), 9_999));
    let pairs = texts(clean.column(0)).into_iter().zip(texts(dirty.column(0)));
    assert!(pairs.filter(|(one, other)| one != other).count() < 150);
}

#[test]
fn keys_have_values_of_their_own() {
    let per = |key: &str, generator: Value| {
        let mut column = unique("value", &generator);
        column["per"] = json!(key);
        column
    };
    let round = json!({"name": "round", "generator": {"child_key": {"min": 20, "max": 20}}});
    let device = json!({"name": "device", "generator": {"child_number": {"of": "round"}}});
    let parent = json!({"name": "parent", "generator": {"foreign_key": {"parents": 50}}});
    let tables = [
        (
            "device",
            20,
            vec![round.clone(), device, per("device", json!({"date": {"to": "2020-01-20"}}))],
        ),
        ("round", 50, vec![round, per("round", json!({"pattern": {"pattern": "##"}}))]),
        ("parent", 50, vec![parent, per("parent", json!({"pattern": {"pattern": "?#"}}))]),
    ];
    for (key, keys, columns) in tables {
        let table = table(&columns);
        table.check_rows(1_000).unwrap();
        let batch = rows(&table, 1_000);
        let pairs: HashSet<_> =
            texts(&batch[key]).into_iter().zip(texts(&batch["value"])).collect();
        let values: HashSet<_> = pairs.iter().map(|pair| &pair.1).collect();
        assert_eq!((pairs.len(), values.len()), (keys, keys), "{key}");
    }
}

#[test]
fn fields_of_structs_can_be_unique() {
    let fields = json!([unique("code", &json!({"pattern": {"pattern": "##"}}))]);
    let column = json!({"name": "of", "generator": {"struct": {"columns": fields}}});
    let table = table(&[column]);
    let codes = texts(rows(&table, 100).column(0).as_struct().column(0));
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 100);
    let error = table.check_rows(101).unwrap_err().to_string();
    let expected = "source.generated.recipe.columns[0].generator.struct.columns[0].unique: \
        code has different values for 100 rows, not for 101";
    assert_eq!(error, expected);
}

/// What a plan says of a recipe.
fn refused(recipe: &Value, job: &Value) -> String {
    let mut whole = json!({"version": 1, "source": {"generated": {"recipe": recipe, "seed": 42}}});
    whole.as_object_mut().unwrap().extend(job.as_object().unwrap().clone());
    let error = plan(&Job::from_json(&whole.to_string()).unwrap()).unwrap_err();
    format!("{error}. {}", error.remedy())
}

#[test]
fn ranges_that_are_too_small_are_refused_by_the_plan() {
    let code = unique("code", &json!({"pattern": {"pattern": "??"}}));
    let id = json!({"name": "id", "generator": {"sequence": {}}});
    let columns = [id, code];
    let path = "source.generated.recipe.columns[1].unique";
    let text = refused(&recipe(&columns, 0.0), &json!({"rows": 677}));
    let expected = format!(
        "{path}: code has different values for 676 rows, not for 677. Enter fewer rows, \
         give the column a wider range of values, or leave out unique."
    );
    assert_eq!(text, expected);
    let text = refused(&recipe(&columns, 0.0), &json!({"target_size_mb": 1}));
    assert!(text.starts_with(&format!("{path}: code has different values for 676 rows, not for ")));
    let key = json!({"name": "key", "generator": {"foreign_key": {"parents": 27}}});
    let letter = json!({"name": "letter", "generator": {"pattern": {"pattern": "?"}}, "per": "key",
        "unique": true});
    let text = refused(&recipe(&[key, letter], 0.0), &json!({"rows": 5}));
    let expected = "source.generated.recipe.columns[1].unique: letter has different values for 26 \
        keys, not for 27. Give the column a wider range of values, or leave out unique.";
    assert_eq!(text, expected);
}

#[test]
fn rows_of_a_table_count_those_of_its_parents_do_not() {
    let code = |pattern: &str| unique("code", &json!({"pattern": {"pattern": pattern}}));
    let order = json!({"name": "order", "generator": {"parent": {"column": "code"}}});
    let mut only = order.clone();
    only["unique"] = json!(true);
    let tables = json!({"version": 1, "tables": [
        {"name": "orders", "columns": [code("##")]},
        {"name": "lines", "rows": {"per": "orders", "min": 3, "max": 3},
            "columns": [code("###"), order]},
        {"name": "invoices", "rows": {"per": "orders", "min": 0, "max": 1}, "columns": [only]}]});
    let table = |name: &str| {
        let recipe = serde_json::from_value(tables.clone()).unwrap();
        DataGenerator::new(42).table_of(&recipe, Some(name)).unwrap()
    };
    let lines = table("lines");
    lines.check_rows(300).unwrap();
    let codes = texts(rows(&table("orders"), 100).column(0));
    let orders = texts(&rows(&lines, 300)["order"]);
    assert!(orders.iter().zip(0..).all(|(order, row)| *order == codes[row / 3]));
    let error = lines.check_rows(1_001).unwrap_err().to_string();
    assert!(error.starts_with("source.generated.recipe.tables[1].columns[0].unique: code has"));
    let invoices = table("invoices");
    assert_eq!(distinct(&invoices.rows(0..50).unwrap().columns()[0].values), 50);
    assert!(invoices.check_rows(50).is_ok() && invoices.check_rows(51).is_err());
}

#[test]
fn what_cannot_be_unique_is_refused_by_name() {
    let cases = [
        (json!({"full_name": {}}), "unique: full_name may make a value twice"),
        (json!({"boolean": {}}), "unique: boolean may make a value twice"),
        (json!({"child_key": {}}), "unique: child_key may make a value twice"),
        (json!({"list": {"of": {"uuid": {}}}}), "unique: list may make a value twice"),
        (json!({"decimal": {"skew": 2}}), "generator.decimal.skew: 2 makes some values"),
        (json!({"foreign_key": {"skew": 1}}), "generator.foreign_key.skew: 1 draws some parents"),
        (json!({"choice": {"values": ["a"], "weights": [1]}}), "generator.choice.weights: each"),
        (json!({"regex": {"regex": "a*a"}}), "generator.regex.regex: the same text"),
    ];
    for (generator, expected) in cases {
        let text = refused(&recipe(&[unique("c", &generator)], 0.0), &json!({"rows": 1}));
        let expected = format!("source.generated.recipe.columns[0].{expected}");
        let remedy = &text[text.find(". ").unwrap()..];
        assert!(remedy.contains("unique") || remedy.contains("Leave it out"), "{remedy}");
        assert!(text.starts_with(&expected), "{text}");
    }
    let leaf = json!({"struct": {"columns": [unique("id", &json!({"uuid": {}}))]}});
    let deep = json!({"struct": {"columns": [{"name": "in", "generator": leaf}]}});
    for of in [leaf, deep] {
        let column = json!({"name": "c", "generator": {"list": {"of": of}}});
        let text = refused(&recipe(&[column], 0.0), &json!({"rows": 1}));
        assert!(text.contains("columns[0].unique: id is inside a list or map"), "{text}");
    }
}
