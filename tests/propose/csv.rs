use std::fmt::Write;

use parquet_blocks::propose::{Format, Sample, propose};
use serde_json::json;

use super::{generators, guess, nulls, proposed, refused, types};

/// Orders as a shop would export them: 400 rows.
fn orders() -> String {
    let mut csv = String::from(
        "\u{FEFF}order_id,Customer ID,email,status,total,ordered_at,ship_date,paid,sku,note,ratio,ref\r\n",
    );
    for row in 0..400_u32 {
        let status = ["new", "paid", "paid", "shipped", "shipped", "shipped", "returned"];
        let status = status[row as usize % 7];
        let ship =
            if row % 10 == 0 { String::new() } else { format!("2024-03-{:02}", row % 28 + 1) };
        let note = if row % 4 == 0 { r#""left, at the ""door""""# } else { "nothing to say" };
        write!(
            csv,
            "{},{},c{}@example.com,{status},{}.{:02},2024-03-01T{:02}:{:02}:00Z,{ship},{},{}-{:05},{note},{:e},{}\r\n",
            1_000 + row,
            row * 7_919 % 90 + 1,
            row % 90,
            row * 37 % 200 + 1,
            row % 100,
            row / 60,
            row % 60,
            row % 4 != 0,
            ["AB", "XY", "QZ"][row as usize % 3],
            row * 7_919 % 100_000,
            f64::from(row) / 7.0,
            ["u", "user", "admin"][row as usize % 3].to_owned() + &(row * 31 % 997).to_string(),
        )
        .unwrap();
    }
    csv
}

#[test]
fn columns_are_made_like_those_of_the_file() {
    let csv = orders();
    let proposal = proposed("orders.csv", csv.as_bytes());
    assert_eq!((proposal.format, proposal.rows), (Format::Csv, Some(400)));
    assert_eq!(
        types(&proposal),
        [
            "order_id Int64",
            "Customer ID Int64",
            "email Utf8",
            "status Utf8",
            "total Decimal128(9, 2)",
            r#"ordered_at Timestamp(ms, "UTC")"#,
            "ship_date Date32",
            "paid Boolean",
            "sku Utf8",
            "note Utf8",
            "ratio Float64",
            "ref Utf8",
        ]
    );
    let generators = generators(&proposal);
    let expected = [
        ("order_id", json!({"sequence": {"start": 1000, "step": 1, "type": "int64"}})),
        (
            "Customer ID",
            json!({"foreign_key": {"parents": 90, "start": 1, "step": 1, "skew": 0.0, "type": "int64"}}),
        ),
        (
            "status",
            json!({"choice": {"values": ["shipped", "paid", "new", "returned"],
                "weights": [171.0, 115.0, 58.0, 57.0]}}),
        ),
        (
            "total",
            json!({"decimal": {"precision": 9, "scale": 2, "low": 1.0, "high": 200.27, "skew": 1}}),
        ),
        ("ship_date", json!({"date": {"from": "2024-03-01", "to": "2024-03-28"}})),
        ("paid", json!({"boolean": {"share": 0.75}})),
        ("sku", json!({"pattern": {"pattern": "??-#####"}})),
        ("ref", json!({"regex": {"regex": "[a-z]{1,5}[0-9]{1,3}", "repeat": 8}})),
    ];
    for (column, json) in expected {
        if column == "status" {
            // How often each comes is counted below.
            assert_eq!(generators[column]["choice"]["values"], json["choice"]["values"]);
            continue;
        }
        assert_eq!(generators[column], json, "{column}");
    }
    let weights = generators["status"]["choice"]["weights"].as_array().unwrap();
    assert_eq!(weights.iter().filter_map(serde_json::Value::as_f64).sum::<f64>(), 400.0);
    let timestamp = &generators["ordered_at"]["timestamp"];
    assert_eq!((&timestamp["every"], &timestamp["jitter"]), (&json!(60.0), &json!(0.0)));
    assert_eq!(timestamp["from"], "2024-03-01T00:00:00Z");
    assert_eq!(guess(&proposal, "email").0, "email");
    assert_eq!(nulls(&proposal, "ship_date"), 0.1);
    assert_eq!(nulls(&proposal, "paid"), 0.0);
}

#[test]
fn the_beginning_of_a_long_file_is_enough() {
    let csv = orders();
    // Cut inside a row, and inside a letter of two bytes.
    let cut = [&csv.as_bytes()[..20_000], "é".as_bytes().split_at(1).0].concat();
    let sample = Sample { name: "orders.csv", bytes: &cut, size: csv.len() as u64 };
    let proposal = propose(&sample, None).unwrap();
    assert_eq!(types(&proposal).len(), 12);
    let rows = proposal.rows.unwrap();
    assert!(rows.abs_diff(400) < 20, "about 400 rows: {rows}");
}

#[test]
fn other_delimiters_decimals_and_headers_are_found() {
    let german = "Name;Betrag;Datum\nMüller;1.234,50;31.12.2023\nIm Hof;7,25;01.01.2024\n";
    let proposal = proposed("umsatz.csv", german.as_bytes());
    assert_eq!(types(&proposal), ["Name Utf8", "Betrag Decimal128(9, 2)", "Datum Date32"]);
    assert_eq!(guess(&proposal, "Name").0, "full_name");
    assert!(proposal.notes[0].contains("semicolons"), "{:?}", proposal.notes);

    let bare = "1\t2.5\tAA-1\n2\t3.5\tBB-2\n3\t4.5\tCC-3\n";
    let proposal = proposed("x.tsv", bare.as_bytes());
    assert_eq!(types(&proposal), ["column_1 Int64", "column_2 Decimal128(9, 1)", "column_3 Utf8"]);
    assert_eq!(proposal.rows, Some(3));

    let names = proposed("names.csv", b"first_name,city\n");
    assert_eq!((guess(&names, "first_name").0, guess(&names, "city").0), ("first_name", "place"));
}

#[test]
fn names_that_are_missing_or_come_twice_are_changed() {
    let proposal = proposed("a.csv", b",a,a\n1,2,3\n2,3,4\n");
    assert_eq!(types(&proposal), ["column_1 Int64", "a Int64", "a_2 Int64"]);
    assert_eq!(proposal.notes.len(), 3, "{:?}", proposal.notes);
}

#[test]
fn numbers_follow_the_law_of_the_sample() {
    // Sums of twelve are nearly normal; squares of a uniform number are small.
    let mut csv = String::from("height,wait,even\n");
    let mut state = 1_u64;
    let mut uniform = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
    };
    for _ in 0..2_000 {
        let sum: f64 = (0..12).map(|_| uniform()).sum();
        let wait = -30.0 * (1.0 - uniform()).ln();
        writeln!(csv, "{:.1},{wait:.2},{:.0}", 110.0 + 10.0 * sum, uniform() * 100.0).unwrap();
    }
    let proposal = proposed("laws.csv", csv.as_bytes());
    let names = ["height", "wait", "even"].map(|column| guess(&proposal, column).0);
    assert_eq!(names, ["normal", "exponential", "integer"]);
    let generators = generators(&proposal);
    let near = |value: &serde_json::Value, expected: f64, error: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() < error, "{value} is not {expected}");
    };
    // 5 standard errors of the mean of 2,000 values.
    near(&generators["height"]["normal"]["mean"], 170.0, 1.2);
    near(&generators["height"]["normal"]["deviation"], 10.0, 1.0);
    near(&generators["wait"]["exponential"]["mean"], 30.0, 3.4);
    assert_eq!(
        types(&proposal),
        ["height Decimal128(9, 1)", "wait Decimal128(9, 2)", "even Int64"]
    );
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let refused = |csv: &str| refused(Format::Csv, csv.as_bytes());
    assert_eq!(refused("a,b\n1,2\n3\n"), "line 3: there are 1 fields, but 2 in the first line");
    assert_eq!(refused(""), "line 1: there is no row");
    let broken = super::refused(Format::Csv, b"a,b\n1,\xFF\n");
    assert_eq!(broken, "line 2: field 2 is not UTF-8");
    let wide = vec!["a"; 2_001].join(",");
    assert!(refused(&wide).contains("2001 columns"));
}

#[test]
fn a_few_numbers_that_come_again_are_those_of_the_sample() {
    let row = |n: usize| {
        let (stars, size) =
            ([1, 2, 5, 5][n % 4], ["0.5", "1.25"][usize::from(n.is_multiple_of(8))]);
        format!("{stars},{size},{},{n},{}", n % 30, n / 100)
    };
    let head = "stars,size,paid,visit,parent_id".to_string();
    let lines: Vec<_> = std::iter::once(head).chain((0..400).map(row)).collect();
    let proposal = proposed("a.csv", lines.join("\n").as_bytes());
    let generators = generators(&proposal);
    let choice = |column: &str| &generators[column]["number_choice"];
    assert_eq!(choice("stars")["values"], json!([1.0, 2.0, 5.0]));
    assert_eq!(choice("stars")["weights"], json!([100.0, 100.0, 200.0]));
    assert_eq!(choice("size")["values"], json!([0.5, 1.25]));
    assert_eq!((&choice("size")["type"], &choice("size")["scale"]), (&json!("decimal"), &json!(2)));
    let others = ["paid", "visit", "parent_id"].map(|column| guess(&proposal, column).0);
    assert_eq!(others, ["integer", "sequence", "foreign_key"]);
}
