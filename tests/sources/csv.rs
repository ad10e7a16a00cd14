//! CSV files: types, bad values, records that do not fit.

use parquet_blocks::job::BlockSize;
use parquet_blocks::source::{ColumnType, Csv, OnError, Opening, Source, SourceSpec};

use super::{read, refused, rows};

fn columns(csv: &Csv, bytes: &[u8]) -> Vec<String> {
    let SourceSpec::Csv(csv) = csv.open(&Opening::whole(bytes)).unwrap().spec else { panic!() };
    csv.columns.iter().map(|column| format!("{} {}", column.name, column.data_type)).collect()
}

pub fn typed(columns: &[(&str, &str)], on_error: OnError) -> Csv {
    let column = |(name, data_type): &(&str, &str)| ColumnType {
        name: (*name).into(),
        data_type: (*data_type).into(),
    };
    Csv { columns: columns.iter().map(column).collect(), on_error, ..Csv::default() }
}

#[test]
fn times_are_those_of_the_zones_clocks() {
    let csv = typed(&[("at", "Timestamp(ms, \"Europe/Berlin\")")], OnError::Fail);
    let text = b"at\n2024-03-31T01:59:59.999\n2024-03-31T03:00:00\n2024-10-27T02:30:00\n\
        2024-10-27T02:30:00+01:00\n2024-07-01\n";
    let read = read(&csv, text, BlockSize::Rows(9)).unwrap();
    assert_eq!(read.batches[0].schema().field(0).data_type().to_string(), csv.columns[0].data_type);
    assert_eq!(
        rows(&read.batches).concat(),
        [
            "2024-03-31T00:59:59.999Z",
            "2024-03-31T01:00:00Z",
            "2024-10-27T00:30:00Z",
            "2024-10-27T01:30:00Z",
            "2024-06-30T22:00:00Z",
        ]
    );
}

#[test]
fn columns_are_told_from_the_first_rows() {
    let bytes = b"id;price;day;at;ok;code;id;\n1;1.5;2024-02-29;2024-02-29T10:00:00Z;true;007;x;\n";
    assert_eq!(
        columns(&Csv::default(), bytes),
        [
            "id Int64",
            "price Float64",
            "day Date32",
            "at Timestamp(µs, \"UTC\")",
            "ok Boolean",
            "code Utf8",
            "id_7 Utf8",
            "column_8 Utf8"
        ]
    );
    let opened = Csv::default().open(&Opening::whole(bytes)).unwrap();
    assert_eq!(
        opened.notes,
        [
            "Fields are separated by semicolons.",
            "Column 7 is named \"id\" in the file: it is id_7 here.",
            "Column 8 is named \"\" in the file: it is column_8 here.",
            "column_8 has no value in the first rows: it is taken for text."
        ]
    );
    assert_eq!((opened.sample.num_rows(), opened.sample_bytes), (1, 50));
    assert_eq!(opened.total_bytes, Some(50));
    let headless = Csv { header: Some(false), ..Csv::default() };
    assert_eq!(columns(&headless, b"1,x\n2,y\n"), ["column_1 Int64", "column_2 Utf8"]);
}

#[test]
fn bad_values_are_errors_with_their_places() {
    let csv = typed(&[("id", "Int64"), ("amount", "Decimal128(9, 2)")], OnError::Fail);
    let bytes = b"id,amount\r\n1,2.50\r\n\r\n2,\"3.00\"\r\n\"3\",abc\r\n4,x\r\n";
    assert_eq!(refused(&csv, bytes), "line 5, column amount: \"abc\" is no Decimal128(9, 2)");
    let bytes = b"id,amount\n1,2.50\n2,\"\n\n1.005\"\n";
    assert_eq!(
        refused(&csv, bytes),
        "line 3, column amount: \"\\n\\n1.005\" is no Decimal128(9, 2)"
    );
    let bytes = b"id,amount\n1,2.50\nx,1,1\n";
    assert_eq!(refused(&csv, bytes), "line 3: there are 3 fields, but 2 columns");
    assert_eq!(refused(&csv, b"id,amount\n1,2\n7\n"), "line 3: there is 1 field, but 2 columns");
    assert_eq!(
        refused(&csv, b"id,amount\n1,2\n3,\"4\n"),
        "line 3: a quote that opens in this record is not closed"
    );
    assert_eq!(
        refused(&csv, b"id,amount\n1,2\n3,\xE9\n"),
        "line 3: byte 0xE9 is not of a text in UTF-8"
    );
}

#[test]
fn bad_values_are_skipped_or_null_and_told_of() {
    let columns = [("id", "Int64"), ("amount", "Float64")];
    let bytes = b"id,amount\n1,2.5\nx,y\n3\n4,\n5,1e999\n6,\"7\n";
    let told = |read: &super::Read| -> Vec<String> {
        let line = |reject: &parquet_blocks::source::Reject| {
            assert!(!reject.record.is_empty());
            format!("{} {:?} {:?}", reject.place, reject.column, reject.value)
        };
        read.rejects.iter().map(line).collect()
    };
    let skipped = read(&typed(&columns, OnError::Skip), bytes, BlockSize::Rows(10)).unwrap();
    assert_eq!(rows(&skipped.batches), [["1", "2.5"], ["4", "∅"]]);
    let places = [
        "line 7 None None",
        "line 3 Some(\"id\") Some(\"x\")",
        "line 3 Some(\"amount\") Some(\"y\")",
        "line 4 None None",
        "line 6 Some(\"amount\") Some(\"1e999\")",
    ];
    assert_eq!(told(&skipped), places);
    assert!(skipped.rejects.iter().all(|reject| reject.is_skipped));
    let nulls = read(&typed(&columns, OnError::Null), bytes, BlockSize::Rows(10)).unwrap();
    assert_eq!(rows(&nulls.batches), [["1", "2.5"], ["∅", "∅"], ["4", "∅"], ["5", "∅"]]);
    assert_eq!(told(&nulls), places);
    let are_skipped: Vec<_> = nulls.rejects.iter().map(|reject| reject.is_skipped).collect();
    assert_eq!(are_skipped, [true, false, false, true, false]);
    assert_eq!(nulls.rejects[1].record, "x,y");
}

#[test]
fn every_type_that_can_be_chosen_takes_exact_values_alone() {
    let table: [(&str, &[&str], &[&str]); 16] = [
        ("Int8", &["-128", " 7 ", "+1"], &["128", "1.0", "x", "1e2"]),
        ("UInt64", &["18446744073709551615"], &["-1", "18446744073709551616"]),
        ("Float32", &["1.5", "-1e-3"], &["1e39", "1,5"]),
        ("Float64", &["1.5", "inf", "1e308"], &["1e309", "--1"]),
        ("Boolean", &["true", "FALSE", "1", "0"], &["yes", "t", "2"]),
        ("Date32", &["2024-02-29"], &["2023-02-29", "2024-02-29T10:00:00", "29.02.2024"]),
        ("Time32(ms)", &["10:30", "23:59:59.999"], &["5", "10:30:00.0001", "23:59:60", "25:00"]),
        ("Time64(µs)", &["10:30:00.000001"], &["x", "10:30:00.0000001"]),
        ("Timestamp(ms)", &["2024-02-29 10:00:00.5"], &["2024-02-29T10:00:00Z", "12"]),
        ("Timestamp(s)", &["2024-02-29", "2024-02-29T10:00:00.000"], &["2024-02-29T10:00:00.5"]),
        ("Timestamp(µs, \"UTC\")", &["2024-02-29T10:00:00+02:00"], &["2024-02-29T10:00:60Z"]),
        (
            "Timestamp(ms, \"Europe/Berlin\")",
            &["2024-03-31T01:59:59.5", "2024-03-31T02:30:00Z", "2024-10-27 02:30:00"],
            &["2024-03-31T02:30:00", "2024-03-31 02:00:00.000"],
        ),
        ("Timestamp(s, \"-03:30\")", &["2024-02-29"], &["2024-02-30"]),
        ("Decimal128(5, 2)", &["123.45", "1.50000", "1e2"], &["1.005", "1234", "1e-3", "abc"]),
        ("Decimal128(5, 0)", &["12300", "1.2e1", "0"], &["1.5", "0.1"]),
        ("Utf8", &["x", " y "], &[]),
    ];
    for (data_type, good, bad) in table {
        let csv = typed(&[("a", data_type), ("b", "Utf8")], OnError::Null);
        let text = |values: &[&str]| {
            let lines: Vec<_> = values.iter().map(|value| format!("\"{value}\",b\n")).collect();
            format!("a,b\n{}", lines.concat())
        };
        let taken = read(&csv, text(good).as_bytes(), BlockSize::Rows(3)).unwrap();
        assert_eq!(taken.rejects, [], "{data_type}");
        assert!(taken.batches.iter().all(|batch| batch.column(0).null_count() == 0));
        let refused = read(&csv, text(bad).as_bytes(), BlockSize::Rows(3)).unwrap();
        let values: Vec<_> =
            refused.rejects.iter().map(|reject| reject.value.as_deref().unwrap()).collect();
        assert_eq!(values, bad, "{data_type}");
    }
}

#[test]
fn null_words_are_null_in_every_column_and_proposed() {
    let bytes = b"id,name\n1,NA\nNA,x\n,\n";
    let opened = Csv::default().open(&Opening::whole(bytes)).unwrap();
    assert_eq!(
        opened.notes[1],
        "id is text for [\"NA\"] alone, else it would be Int64: enter them as null words if they \
         stand for no value."
    );
    let csv = Csv { null_words: vec!["NA".into()], ..Csv::default() };
    let read = read(&csv, bytes, BlockSize::Rows(3)).unwrap();
    assert_eq!(columns(&csv, bytes), ["id Int64", "name Utf8"]);
    assert_eq!(rows(&read.batches), [["1", "∅"], ["∅", "x"], ["∅", ""]]);
}

#[test]
fn fields_of_the_job_that_cannot_be_used_are_named() {
    let fields = |csv: &Csv| -> Vec<String> {
        csv.problems().into_iter().map(|problem| problem.field).collect()
    };
    let csv = Csv { delimiter: Some('é'), quote: Some('\n'), ..Csv::default() };
    assert_eq!(fields(&csv), ["source.csv.delimiter", "source.csv.quote"]);
    let csv = Csv { delimiter: Some('"'), ..Csv::default() };
    assert_eq!(fields(&csv), ["source.csv.delimiter"]);
    let csv = typed(&[("a", "Int64"), ("a", "List(Int64)"), ("b", "Int65")], OnError::Fail);
    assert_eq!(
        fields(&csv),
        ["source.csv.columns.1.name", "source.csv.columns.2.type", "source.csv.columns.1.type"]
    );
    let csv = typed(&[("a", &"List(".repeat(100_000))], OnError::Fail);
    assert_eq!(fields(&csv), ["source.csv.columns.0.type"]);
    let csv = typed(&[("a", "Int64")], OnError::Fail);
    assert_eq!(refused(&csv, b"a,b\n"), "source.csv.columns: there are 1, but the file has 2");
    assert!(Csv::default().decoder().is_err());
}
