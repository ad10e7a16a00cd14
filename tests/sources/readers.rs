//! The values of the cases, as pyarrow and `DuckDB` read them: where these two agree, so does this.
//! `cargo xtask test` sets `PYTHON`; without it, nothing is looked at.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::cases::{CASES, found};

type Rows = Vec<Vec<Option<String>>>;

/// What a text says, where there is more than one way to write a value.
fn plain(value: &str) -> String {
    let number = |text: &str| text.parse::<f64>().ok().map(|number| number.to_string());
    let time = value.strip_suffix('Z').unwrap_or(value);
    let is_time = time.len() > 19 && time.as_bytes()[10] == b'T' && time.contains('.');
    let time = if is_time { time.trim_end_matches('0').trim_end_matches('.') } else { time };
    if value.parse::<i64>().is_ok() { value.into() } else { number(time).unwrap_or(time.into()) }
}

fn plain_rows(rows: &Rows) -> Rows {
    rows.iter().map(|row| row.iter().map(|value| value.as_deref().map(plain)).collect()).collect()
}

#[test]
fn values_are_those_that_pyarrow_and_duckdb_agree_on() {
    let Ok(python) = std::env::var("PYTHON") else {
        println!("PYTHON is not set: nothing is looked at");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("csv_cases");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes, _) in CASES {
        std::fs::write(folder.join(format!("{name}.csv")), bytes).unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/csv_cases.py");
    let output = Command::new(python).arg(script).arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: BTreeMap<String, BTreeMap<String, Option<Rows>>> =
        serde_json::from_slice(&output.stdout).unwrap();
    let mut agreed = Vec::new();
    for (name, bytes, _) in CASES {
        let readers = &theirs[*name];
        let (pyarrow, duckdb) = (&readers["pyarrow"], &readers["duckdb"]);
        let (Some(pyarrow), Some(duckdb)) = (pyarrow, duckdb) else { continue };
        if plain_rows(pyarrow) != plain_rows(duckdb) {
            continue;
        }
        let ours = found(bytes)
            .into_iter()
            .map(|row| row.into_iter().map(|value| (value != "∅").then_some(value)).collect());
        let is_same = plain_rows(&ours.collect()) == plain_rows(duckdb);
        assert!(is_same, "{name}: {duckdb:?}, and here {:?}", found(bytes));
        agreed.push(*name);
    }
    assert!(agreed.len() * 2 > CASES.len(), "they agree on {agreed:?} alone");
    println!("pyarrow and DuckDB agree on {} of {}: {agreed:?}", agreed.len(), CASES.len());
}
