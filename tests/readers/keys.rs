//! Keys by `DuckDB`: what is unique, and what belongs to a row of another file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::numbered::generators;
use crate::{folder, judged, make};

/// The rows of a query of a file, which is the view `rows`.
fn query(python: &OsString, file: &Path, sql: &str) -> Value {
    judged(python, "query.py", &[file.as_os_str(), sql.as_ref()])
}

fn file(folder: &Path, name: &str, rows: u64, columns: &[Value]) -> PathBuf {
    let source = json!({"recipe": {"version": 1, "columns": columns}, "seed": 42});
    make(folder, &source, (rows, rows.div_ceil(3)), name, &json!({}))
}

#[test]
fn duckdb_finds_no_value_twice_in_any_unique_column() {
    const ROWS: u64 = 100_000;
    let Some((folder, python)) = folder("unique") else { return };
    let column = |(place, generator): (usize, Value)| json!({"name": format!("c{place}"), "generator": generator, "unique": true});
    let columns: Vec<_> = generators().into_iter().enumerate().map(column).collect();
    let file = file(&folder, "unique.parquet", ROWS, &columns);
    let found = query(&python, &file, "select unnest([count(distinct columns(*))]) from rows");
    assert_eq!(found, json!([vec![ROWS; columns.len()]]));
}

#[test]
fn duckdb_finds_the_parent_of_every_foreign_key() {
    const PARENTS: u64 = 500;
    let Some((folder, python)) = folder("foreign_keys") else { return };
    let numbers: [(_, i64, i64); 3] =
        [("rising", 1, 1), ("falling", 7, -3), ("wide", 1 << 40, 1 << 33)];
    for (name, start, step) in numbers {
        let id = json!({"name": "id", "generator": {"sequence": {"start": start, "step": step}}});
        let parents = file(&folder, &format!("{name}-parents.parquet"), PARENTS, &[id]);
        let key = json!({"parents": PARENTS, "start": start, "step": step, "skew": 0.5});
        let key = json!({"name": "key", "generator": {"foreign_key": key}, "nulls": 0.1});
        let children = file(&folder, &format!("{name}-children.parquet"), 20_000, &[key]);
        let parents = parents.display();
        let sql = format!(
            "select count(distinct id), count(*) filter (id is null and key is not null),
             count(*) filter (key is null) between 1500 and 2500
             from rows left join read_parquet('{parents}') on id = key"
        );
        assert_eq!(query(&python, &children, &sql), json!([[PARENTS, 0, true]]), "{name}");
    }
}
