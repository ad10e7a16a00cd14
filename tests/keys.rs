//! Rows belong to parents, and what is made per parent is the same in all of its rows.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use parquet_blocks::generate::{DataGenerator, Table};
use serde_json::{Value, json};

const ROWS: u64 = 50_000;

fn table(columns: &Value) -> Table {
    let recipe = serde_json::from_value(json!({"version": 1, "columns": columns})).unwrap();
    DataGenerator::new(42).table(&recipe).unwrap()
}

fn rows(columns: &Value) -> RecordBatch {
    table(columns).rows(0..ROWS).unwrap().to_record_batch().unwrap()
}

fn numbers(batch: &RecordBatch, name: &str) -> Vec<i64> {
    batch[name].as_primitive::<Int64Type>().values().to_vec()
}

fn texts(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    batch[name].as_string::<i32>().iter().map(|text| text.map(str::to_string)).collect()
}

#[test]
fn every_parent_has_as_many_rows_as_it_may() {
    for (min, max) in [(1, 5), (0, 3), (4, 4), (1, 1)] {
        let batch = rows(&json!([
            {"name": "order", "generator": {"child_key":
                {"min": min, "max": max, "start": 100, "step": 10}}},
            {"name": "line", "generator": {"child_number": {"of": "order"}}},
        ]));
        let (orders, lines) = (numbers(&batch, "order"), numbers(&batch, "line"));
        assert!(orders.is_sorted());
        let mut counts = BTreeMap::new();
        for (&order, &line) in orders.iter().zip(&lines) {
            assert_eq!((order - 100) % 10, 0);
            let count = counts.entry((order - 100) / 10).or_insert(0);
            *count += 1;
            assert_eq!(line, *count, "lines count from 1");
        }
        let last = *counts.last_key_value().unwrap().0;
        let mut of_size = BTreeMap::new();
        for parent in 0..last {
            let count = counts.get(&parent).copied().unwrap_or(0);
            assert!((min..=max).contains(&count), "{count} rows");
            *of_size.entry(count).or_insert(0) += 1;
        }
        // Every size is as likely: five standard deviations of a binomial, in which two
        // neighbours count for one as each decides the other.
        let (parents, share) = (last as f64, 1.0 / (max - min + 1) as f64);
        for (size, count) in of_size {
            let spread = 5.0 * (2.0 * parents * share * (1.0 - share)).sqrt() + 1.0;
            assert!((f64::from(count) - parents * share).abs() < spread, "{size}: {count}");
        }
    }
}

#[test]
fn what_is_per_session_is_the_same_in_its_rows() {
    let columns = json!([
        {"name": "session", "generator": {"child_key": {"max": 20}}},
        {"name": "agent", "generator": {"pattern": {"pattern": "########"}}, "per": "session", "nulls": 0.3},
        {"name": "user", "generator": {"foreign_key": {"parents": 50}}, "per": "session"},
        {"name": "name", "generator": {"full_name": {}}, "per": "user"},
        {"name": "hello", "generator": {"template": {"template": "Hello {name}"}}, "per": "user"},
        {"name": "page", "generator": {"pattern": {"pattern": "########"}}},
    ]);
    let batch = rows(&columns);
    let same = |key: &str, value: &str| {
        let keys = numbers(&batch, key);
        let values = texts(&batch, value);
        let mut seen = BTreeMap::new();
        let all = keys
            .iter()
            .zip(&values)
            .all(|(key, value)| seen.entry(*key).or_insert(value) == &value);
        (all, seen.len())
    };
    let sessions = same("session", "agent").1;
    assert_eq!(same("session", "agent"), (true, sessions));
    assert_eq!(same("user", "name"), (true, 50));
    assert_eq!(same("user", "hello"), (true, 50));
    assert!(!same("session", "page").0);
    let greetings = texts(&batch, "hello").into_iter().flatten();
    let names = texts(&batch, "name").into_iter().flatten();
    assert!(names.zip(greetings).all(|(name, hello)| hello == format!("Hello {name}")));
    let agents = &batch["agent"];
    assert!(agents.null_count() > 0 && agents.null_count() < agents.len());
    // Any rows at all: those of the whole.
    let some = table(&columns).rows(777..1_999).unwrap().to_record_batch().unwrap();
    assert_eq!(some, batch.slice(777, 1_222));
}

/// The chance of parent `n` by the distribution function of the density x^-skew.
fn chance(n: u32, parents: u32, skew: f64) -> f64 {
    let below = |x: f64| {
        if (skew - 1.0).abs() < 1e-6 { x.ln() } else { x.powf(1.0 - skew) - 1.0 }
    };
    let (n, end) = (f64::from(n), f64::from(parents) + 1.0);
    (below(n + 1.0) - below(n)) / below(end)
}

#[test]
fn foreign_keys_are_drawn_as_often_as_their_skew_says() {
    const PARENTS: u32 = 20;
    for skew in [0.0, 0.5, 1.0, 1.5] {
        let key =
            json!({"foreign_key": {"parents": PARENTS, "start": 7, "step": -3, "skew": skew}});
        let mut counts = [0.0; PARENTS as usize];
        for value in numbers(&rows(&json!([{"name": "k", "generator": key}])), "k") {
            assert_eq!((7 - value) % 3, 0);
            counts[usize::try_from((7 - value) / 3).unwrap()] += 1.0;
        }
        check_skew(&counts, skew);
    }
}

/// Whether so many rows for each of 20 parents are as likely as a skew says, by chi-square.
fn check_skew(counts: &[f64; 20], skew: f64) {
    let square = |(n, count): (u32, &f64)| {
        let expected = ROWS as f64 * chance(n, 20, skew);
        (count - expected).powi(2) / expected
    };
    let chi_square: f64 = (1..).zip(counts).map(square).sum();
    // 19 degrees of freedom, 1 in 1,000.
    assert!(chi_square < 43.8, "skew {skew}: {chi_square}");
}

#[test]
fn rows_are_referred_to_as_often_as_the_skew_says() {
    for skew in [0.0, 0.5, 1.0, 1.5] {
        let key = json!({"reference": {"table": "devices", "column": "id", "skew": skew}});
        let recipe = json!({"version": 1, "tables": [
            {"name": "readings", "columns": [{"name": "k", "generator": key}]},
            {"name": "devices", "row_count": 20, "columns": [
                {"name": "id", "generator": {"sequence": {"start": 0}}}]}]});
        let table = DataGenerator::new(42).table(&serde_json::from_value(recipe).unwrap()).unwrap();
        let mut counts = [0.0; 20];
        let batch = table.rows(0..ROWS).unwrap().to_record_batch().unwrap();
        for value in numbers(&batch, "k") {
            counts[usize::try_from(value).unwrap()] += 1.0;
        }
        check_skew(&counts, skew);
    }
}

#[test]
fn bad_keys_are_refused_by_name() {
    let city = json!({"city": {}});
    let cases = [
        (json!({"generator": {"child_key": {"max": 0}}}), "generator.child_key.max"),
        (json!({"generator": {"child_key": {"min": 6}}}), "generator.child_key.min"),
        (json!({"generator": {"child_number": {"of": "c"}}}), "generator.child_number.of"),
        (json!({"generator": {"child_number": {"of": "x"}}}), "generator.child_number.of"),
        (json!({"generator": {"foreign_key": {"parents": 0}}}), "generator.foreign_key.parents"),
        (json!({"generator": {"foreign_key": {"skew": -1}}}), "generator.foreign_key.skew"),
        (json!({"generator": city, "per": "c"}), "per"),
        (json!({"generator": city, "per": "x"}), "per"),
        (json!({"generator": city, "per": "a"}), "per"),
        (
            json!({"generator": {"template": {"template": "{c}"}}, "per": "k"}),
            "generator.template.template",
        ),
    ];
    for (mut column, path) in cases {
        column["name"] = json!("a");
        let columns = json!([
            {"name": "c", "generator": city}, {"name": "k", "generator": {"child_key": {}}}, column]);
        let recipe = serde_json::from_value(json!({"version": 1, "columns": columns})).unwrap();
        let error = DataGenerator::new(1).table(&recipe).err().unwrap().to_string();
        let field = format!("source.generated.recipe.columns[2].{path}:");
        assert!(error.starts_with(&field), "{error}");
    }
}

#[test]
fn series_by_key_are_the_same_however_their_rows_are_asked_for() {
    let columns = json!([
        {"name": "session", "generator": {"child_key": {"max": 9}}},
        {"name": "device", "generator": {"child_number": {"of": "session"}}},
        {"name": "customer", "generator": {"foreign_key": {"parents": 7}}},
        {"name": "at", "generator": {"event_time": {"of": "session"}}},
        {"name": "a", "generator": {"random_walk": {"key": "session"}}, "nulls": 0.1},
        {"name": "b", "generator": {"random_walk": {"key": "device", "spread": 3, "low": -9, "high": 9}}},
        {"name": "c", "generator": {"random_walk": {"key": "customer", "type": "decimal"}}},
        {"name": "d", "generator": {"seasonal": {"of": "at", "key": "customer", "noise": 1}}},
        {"name": "e", "generator": {"seasonal": {"key": "session", "trend": 1}}},
    ]);
    let batch = rows(&columns);
    for (start, end) in [(0, 1), (1, 4_096), (777, 1_999), (49_999, 50_000)] {
        let some = table(&columns).rows(start..end).unwrap().to_record_batch().unwrap();
        let (start, end) = (usize::try_from(start).unwrap(), usize::try_from(end).unwrap());
        assert_eq!(some, batch.slice(start, end - start));
    }
}
