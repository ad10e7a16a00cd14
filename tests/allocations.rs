//! Memory is asked for by the column and not by the cell: as often for many rows as for few.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/examples.rs"]
mod examples;

use allocation_counter::measure;
use examples::{examples, table};

const FEW: u64 = 2_000;
const MANY: u64 = 16 * FEW;

/// How much oftener memory may be asked for: buffers that grow double four times on the way from
/// few rows to many.
const GROWTH: u64 = 200;

/// What else a generator can be told, and flaws.
const MORE: [&str; 8] = [
    r#""generator": {"template": {"template": "{name|upper|slug} {born} {at|lower} {customer}"}}"#,
    r#""generator": {"choice": {"values": ["Zoë", "Ωmega"]}}, "dirt": {"malformed": 0.5}"#,
    r#""generator": {"ipv6": {"scope": "any"}}, "dirt": {"malformed": 0.5}"#,
    r#""generator": {"decimal": {"precision": 38}}, "dirt": {"outliers": 0.5}"#,
    r#""generator": {"timestamp": {}}, "dirt": {"late": 0.5}"#,
    r#""generator": {"last_name": {"locale": "fr_fr"}}, "nulls": 0.5"#,
    r#""generator": {"json_text": {"fields": [{"name": "d", "generator": {"decimal": {"precision": 38}}}]}}"#,
    r#""generator": {"uuid": {}}, "unique": true"#,
];

#[test]
fn no_cell_asks_for_memory() {
    let columns = examples().map(|generator| format!(r#""generator": {generator}"#));
    let mut bad = Vec::new();
    for column in columns.chain(MORE.map(String::from)) {
        let table = table(&column);
        let asked = |rows| measure(|| drop(table.rows(0..rows).unwrap())).count_total;
        let (few, many) = (asked(FEW), asked(MANY));
        if many > few + GROWTH {
            bad.push(format!("{column}: {few} and {many}"));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
