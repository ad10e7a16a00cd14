//! NDJSON files: nested columns, bad values, lines that are no objects.

use arrow::array::RecordBatch;
use parquet_blocks::job::BlockSize;
use parquet_blocks::source::ndjson::{Decoder, infer};
use parquet_blocks::source::{
    About, BlockDecoder, ColumnType, Ndjson, OnError, Opening, Place, RawBlock, Source, SourceSpec,
};

use super::{read, refused, rows};

fn columns(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let opened = Ndjson::default().open(&Opening::whole(bytes)).unwrap();
    let SourceSpec::Ndjson(ndjson) = opened.spec else { panic!() };
    let line = |column: &ColumnType| format!("{} {}", column.name, column.data_type);
    (ndjson.columns.iter().map(line).collect(), opened.notes)
}

fn typed(columns: &[(&str, &str)], on_error: OnError) -> Ndjson {
    Ndjson { columns: super::csv::typed(columns, on_error).columns, on_error, ..Ndjson::default() }
}

#[test]
fn columns_are_told_in_the_order_of_the_fields() {
    let bytes = r#"{"z":1,"a":null,"m":{"b":[1,2.5],"é":true},"text":"x","l":[{"k":1},{"j":null}]}
{"big":18446744073709551616,"e":{},"z":2,"a":7,"none":null,"m":null,"empty":[]}
"#;
    let (columns, notes) = columns(bytes.as_bytes());
    assert_eq!(
        columns,
        [
            "z Int64",
            "a Int64",
            "m Struct(\"b\": List(Float64), \"é\": Boolean)",
            "text Utf8",
            "l List(Struct(\"k\": Int64, \"j\": Utf8))",
            "big Float64",
            "e Utf8",
            "none Utf8",
            "empty List(Utf8)"
        ]
    );
    assert_eq!(notes.len(), 5, "{notes:?}");
    assert!(notes[0].starts_with("l.element.j has no value"), "{notes:?}");
    assert!(notes[1].starts_with("big has numbers beyond 64 bits"), "{notes:?}");
}

#[test]
fn objects_and_lists_inside_are_values() {
    let bytes = br#"{"id":1,"at":{"x":1.5,"tags":["a","b"]},"l":[[1],[],null]}

{"id":null,"at":null,"l":[]}
{"at":{"tags":null},"l":null}
{"id":9007199254740993,"at":{}}"#;
    let read = read(&Ndjson::default(), bytes, BlockSize::Rows(3)).unwrap();
    assert_eq!(
        rows(&read.batches),
        [
            ["1", "{x: 1.5, tags: [a, b]}", "[[1], [], ∅]"],
            ["∅", "∅", "[]"],
            ["∅", "{x: ∅, tags: ∅}", "∅"],
            ["9007199254740993", "{x: ∅, tags: ∅}", "∅"],
        ]
    );
    assert_eq!(read.blocks[1].about.places, [Place { record: 0, page: None, number: 5 }]);
}

#[test]
fn nothing_wrong_is_taken() {
    let table = [
        ("{\"a\":1.5}", "line 2, column a: \"1.5\" is no Int64"),
        ("{\"a\":1e3}", "line 2, column a: \"1e3\" is no Int64"),
        ("{\"a\":9223372036854775808}", "line 2, column a: \"9223372036854775808\" is no Int64"),
        ("{\"a\":true}", "line 2, column a: \"true\" is no Int64"),
        ("{\"a\":\"\"}", "line 2, column a: \"\" is no Int64"),
        ("{\"a\":{\"b\":1}}", "line 2, column a: an object is no Int64"),
        ("{\"a\":[1]}", "line 2, column a: a list is no Int64"),
        ("{\"c\":1}", "line 2, column c: there is no such column"),
        ("{\"s\":{\"y\":1}}", "line 2, column s.y: there is no such column"),
        ("{\"s\":5}", "line 2, column s: a number is no Struct(\"x\": List(Boolean))"),
        ("{\"s\":{\"x\":[true,\"no\"]}}", "line 2, column s.x.element: \"no\" is no Boolean"),
        ("{\"s\":{\"x\":[{\"z\":1}]}}", "line 2, column s.x.element: an object is no Boolean"),
        ("{\"a\":1,\"a\":2}", "line 2: this is no JSON at column 10: there are two fields \"a\""),
        ("{\"a\":1-2}", "line 2: this is no JSON at column 7: expected `,` or `}`"),
        ("{\"a\":1,}", "line 2: this is no JSON at column 8: trailing comma"),
        ("{\"a\":1}{\"a\":2}", "line 2: this is no JSON at column 8: trailing characters"),
        (
            "{\"u\":\"\\ud800\"}",
            "line 2: this is no JSON at column 13: unexpected end of hex escape",
        ),
        ("{\"a\":\n1}", "line 2: the JSON object does not end on its line"),
        ("[{\"a\":1}]", "line 2: there is a list, and not a JSON object"),
        ("7", "line 2: there is something else, and not a JSON object"),
    ];
    let columns =
        [("a", "Int64"), ("s", "Struct(\"x\": List(Boolean))"), ("t", "Utf8"), ("u", "Utf8")];
    for (line, expected) in table {
        let bytes = format!("{{\"a\":1,\"t\":5}}\n{line}\n{{}}\n");
        assert_eq!(refused(&typed(&columns, OnError::Fail), bytes.as_bytes()), expected, "{line}");
        let skipped = read(&typed(&columns, OnError::Skip), bytes.as_bytes(), BlockSize::Rows(9));
        let skipped = skipped.unwrap();
        assert_eq!(rows(&skipped.batches), [["1", "∅", "5", "∅"], ["∅", "∅", "∅", "∅"]], "{line}");
        assert!(!skipped.rejects.is_empty() && skipped.rejects.iter().all(|r| r.is_skipped));
        let nulls = read(&typed(&columns, OnError::Null), bytes.as_bytes(), BlockSize::Rows(9));
        let nulls = nulls.unwrap();
        let kept = nulls.batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        let left_out = nulls.rejects.iter().filter(|reject| reject.is_skipped).count();
        assert_eq!(kept + left_out, 3 + usize::from(line.contains('\n')), "{line}");
        assert_eq!(nulls.rejects.len(), skipped.rejects.len());
    }
}

#[test]
fn texts_of_other_types_are_read_as_in_other_files() {
    let columns = [
        ("d", "Decimal128(9, 2)"),
        ("t", "Timestamp(ms, \"UTC\")"),
        ("l", "List(Date32)"),
        ("n", "Utf8"),
    ];
    let bytes = br#"{"d":"12.50","t":"2024-02-29T10:00:00Z","l":["2024-02-29",null],"n":1.50}
{"d":7,"t":null,"l":null,"n":false}"#;
    let read = read(&typed(&columns, OnError::Fail), bytes, BlockSize::Rows(9)).unwrap();
    let batch = &read.batches[0];
    let named: Vec<_> = batch.schema().fields().iter().map(|f| f.data_type().to_string()).collect();
    assert_eq!(named[1], "Timestamp(ms, \"UTC\")");
    let batch = batch.project(&[0, 2, 3]).unwrap();
    assert_eq!(rows(&[batch]), [["12.50", "[2024-02-29, ∅]", "1.50"], ["7.00", "∅", "false"]]);
}

#[test]
fn records_of_pages_are_told_by_their_pages() {
    let place = |record, page, number| Place { record, page: Some(page), number };
    let block = RawBlock {
        bytes: b"{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":\"x\"}\n".to_vec(),
        about: About {
            records: 4,
            places: vec![place(0, 1, 9), place(2, 2, 1)],
            ..About::default()
        },
    };
    let columns = infer(&RawBlock { bytes: block.bytes[..24].to_vec(), ..block.clone() }).unwrap();
    let decoder = Decoder::new(&columns.columns, "source.pages.columns", OnError::Fail).unwrap();
    let error = decoder.decode(&block).unwrap_err();
    assert_eq!(error.to_string(), "page 2, record 2, column a: \"x\" is no Int64");
    let nulls = Decoder::new(&columns.columns, "source.pages.columns", OnError::Null).unwrap();
    let decoded = nulls.decode(&block).unwrap();
    assert_eq!(rows(&decoded.batches), [["1"], ["2"], ["3"], ["∅"]]);
    assert_eq!(decoded.rejects[0].place, "page 2, record 2");
    assert_eq!(decoded.rejects[0].record, "{\"a\":\"x\"}");
}

#[test]
fn fields_of_the_job_that_cannot_be_used_are_named() {
    for data_type in ["Struct()", "List(List(Null))", "Struct(\"a\": Int64, \"a\": Int64)"] {
        let problems = typed(&[("a", data_type)], OnError::Fail).problems();
        assert_eq!(problems[0].field, "source.ndjson.columns.0.type", "{data_type}");
    }
    assert_eq!(
        refused(&Ndjson::default(), b"\n \n"),
        "line 1: no line ends in the part that was read, or there is none"
    );
    assert!(
        refused(&Ndjson::default(), br#"{"a":{"\"":1}}"#).starts_with("column a: a field inside")
    );
    assert_eq!(
        refused(&Ndjson::default(), b"{}\n[]\n"),
        "the first records: there is no JSON object with fields"
    );
}
