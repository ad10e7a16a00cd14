//! Tables of SQL that belong together: values that come once, and rows of other tables' rows.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use arrow::util::display::array_value_to_string;
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::propose::Proposal;
use serde_json::json;

use super::{generators, proposed, rows, written};

/// Whether each column of the only table is asked for different values, and whether it has them.
fn uniques(proposal: &Proposal) -> Vec<(String, bool)> {
    let recipe = written(proposal);
    let table = DataGenerator::new(42).table(&recipe).unwrap();
    let batch = table.rows(0..2_000).unwrap().to_record_batch().unwrap();
    let columns = recipe.columns.iter().zip(batch.columns());
    let unique = columns.filter(|(spec, array)| {
        let texts = (0..array.len()).filter(|&row| array.is_valid(row));
        let texts: Vec<_> = texts.map(|row| array_value_to_string(array, row).unwrap()).collect();
        let different: BTreeSet<_> = texts.iter().collect();
        assert!(!spec.unique || different.len() == texts.len(), "{}", spec.name);
        different.len() == texts.len()
    });
    unique.map(|(spec, _)| (spec.name.clone(), spec.unique)).collect()
}

#[test]
fn what_a_schema_says_is_unique_is() {
    let sql = "CREATE TABLE users (id BIGINT PRIMARY KEY, email VARCHAR(80) UNIQUE NOT NULL, \
        sku VARCHAR(16), login VARCHAR(20), badge INT UNIQUE, active BOOLEAN UNIQUE, \
        colour CHAR(9), created_at TIMESTAMP, paid_at TIMESTAMP UNIQUE, CONSTRAINT by_sku UNIQUE (sku), UNIQUE (active, colour)); \
        CREATE UNIQUE INDEX by_login ON public.users USING btree (login); \
        CREATE UNIQUE INDEX by_colour ON users (colour) WHERE active";
    let proposal = proposed("", sql.as_bytes());
    let unique = [("id", false), ("email", true), ("sku", true), ("login", true), ("badge", false)];
    // Instants are different anyway, and one that is asked to be does not follow from another.
    let instants = [("created_at", false), ("paid_at", true)];
    let unique = unique.into_iter().chain(instants);
    assert_eq!(
        uniques(&proposal),
        unique.map(|(name, asked)| (name.to_string(), asked)).collect::<Vec<_>>()
    );
    assert_eq!(
        proposal.notes,
        ["active: is unique, and boolean has too few values: some come again."]
    );
}

#[test]
fn texts_that_are_all_different_in_a_sample_stay_so() {
    let row = |n| format!("user{n}@example.com,AB-{:04},some words {}", n * 7, n % 9);
    let rows = (0..300).map(row);
    let lines: Vec<_> = std::iter::once("email,code,note".to_string()).chain(rows).collect();
    let proposal = proposed("a.csv", lines.join("\n").as_bytes());
    assert_eq!(uniques(&proposal), [("email".into(), true), ("code".into(), true)]);
}

#[test]
fn rows_whose_key_is_another_tables_and_a_number_belong_to_it() {
    // Dumps have tables in the order of the alphabet, and keys after them.
    let sql = "CREATE TABLE lines (order_id bigint NOT NULL, line_no int NOT NULL, sku text); \
        CREATE TABLE orders (id bigint NOT NULL, total numeric(9, 2)); \
        CREATE TABLE pairs (order_id bigint REFERENCES orders, other_id bigint REFERENCES orders, \
            PRIMARY KEY (order_id, other_id)); \
        ALTER TABLE ONLY orders ADD CONSTRAINT o PRIMARY KEY (id); \
        ALTER TABLE ONLY lines ADD CONSTRAINT l PRIMARY KEY (order_id, line_no); \
        ALTER TABLE ONLY lines ADD CONSTRAINT f FOREIGN KEY (order_id) REFERENCES orders (id)";
    let proposal = proposed("", sql.as_bytes());
    let names: Vec<_> = proposal.recipe.tables.iter().map(|table| &table.name[..]).collect();
    assert_eq!(names, ["orders", "pairs", "lines"]);
    let generators = generators(&proposal);
    assert_eq!(generators["lines.order_id"], json!({"parent": {"column": "id"}}));
    assert_eq!(generators["lines.line_no"], json!({"child_number": {"of": "order_id"}}));
    assert!(generators["pairs.other_id"].get("reference").is_some());
    let lines = &rows(&proposal)[2];
    let [orders, numbers] = [0, 1].map(|column| lines.column(column).as_primitive::<Int64Type>());
    let keys: BTreeSet<_> = orders.values().iter().zip(numbers.values()).collect();
    assert_eq!(keys.len(), 100, "no key comes twice");
    assert!(orders.values().is_sorted() && numbers.values().iter().all(|n| (1..=5).contains(n)));
    assert_eq!(proposal.notes, ["lines.line_no: is Int64 here, not Int32."]);
}
