//! Local times by Python's and `DuckDB`'s own rules of time zones.

use serde_json::{Value, json};

use crate::{folder, judged, make};

/// With changes by an hour and by half of one, in either half of the year, and without any.
const ZONES: [&str; 7] = [
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Johannesburg",
    "UTC",
];

/// For each zone instants of fifty years, those of business hours, and those that rise through the
/// nights in which clocks are changed, with their local times as texts.
fn columns() -> Vec<Value> {
    let rises = json!({"every": 600, "jitter": 1, "hours_to": "06:30:00", "business_days": false});
    let kinds = [
        ("any", json!({"from": "1980-01-01T00:00:00Z"})),
        ("business", json!({"business_hours": true, "unit": "us"})),
        ("nights", rises),
    ];
    let columns = ZONES.iter().flat_map(|zone| {
        kinds.iter().flat_map(move |(kind, parameters)| {
            let mut parameters = parameters.clone();
            parameters["zone"] = json!(zone);
            let at = format!("{kind} {zone}");
            let text = json!({"of": &at, "zone": zone});
            [
                json!({"name": format!("{at} text"), "generator": {"local_time": text}}),
                json!({"name": at, "generator": {"timestamp": parameters}}),
            ]
        })
    });
    columns.collect()
}

#[test]
fn python_and_duckdb_find_the_same_local_times() {
    let Some((folder, python)) = folder("zones") else { return };
    let source = json!({"recipe": {"version": 1, "columns": columns()}, "seed": 42});
    let file = make(&folder, &source, (20_000, 7_000), "zones.parquet", &json!({}));
    assert_eq!(judged(&python, "zones.py", &[file]), json!([]));
}
