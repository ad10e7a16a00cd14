//! Files as people have them, with the values that they should have.

use parquet_blocks::job::BlockSize;
use parquet_blocks::source::Csv;

use super::{read, rows};

/// A file: its name, its bytes, and its rows after the columns' names; `∅` is null.
pub type Case = (&'static str, &'static [u8], &'static [&'static [&'static str]]);

/// After the folders of the public csv-test-data, and what else files have been seen with.
pub const CASES: &[Case] = &[
    (
        "simple_lf",
        b"one,two,three\n1,2,3\n4,5,6\n",
        &[&["one", "two", "three"], &["1", "2", "3"], &["4", "5", "6"]],
    ),
    ("simple_crlf", b"a,b\r\n1,2\r\n3,4\r\n", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
    ("no_newline_at_the_end", b"a,b\n1,x\n2,y", &[&["a", "b"], &["1", "x"], &["2", "y"]]),
    (
        "all_quoted",
        b"\"a\",\"b\"\n\"x\",\"1\"\n\"y\",\"2\"\n",
        &[&["a", "b"], &["x", "1"], &["y", "2"]],
    ),
    (
        "quotes_doubled",
        b"a,b\n1,\"x \"\"y\"\" z\"\n2,\"\"\"\"\n",
        &[&["a", "b"], &["1", "x \"y\" z"], &["2", "\""]],
    ),
    (
        "comma_in_quotes",
        b"first,last,address\nJohn,Doe,\"120 any st., Anytown\"\n",
        &[&["first", "last", "address"], &["John", "Doe", "120 any st., Anytown"]],
    ),
    (
        "newlines_in_quotes",
        b"a,b\n1,\"line 1\nline 2\"\n2,\"x\n\ny\"\n",
        &[&["a", "b"], &["1", "line 1\nline 2"], &["2", "x\n\ny"]],
    ),
    (
        "crlf_in_quotes",
        b"a,b\r\n1,\"line 1\r\nline 2\"\r\n",
        &[&["a", "b"], &["1", "line 1\r\nline 2"]],
    ),
    ("newline_in_header", b"a,\"b\nc\"\n1,2\n", &[&["a", "b\nc"], &["1", "2"]]),
    ("header_only", b"a,b,c\n", &[&["a", "b", "c"]]),
    ("header_without_newline", b"a,b,c", &[&["a", "b", "c"]]),
    (
        "empty_numbers",
        b"a,b,c\n1,,3\n,5,\n",
        &[&["a", "b", "c"], &["1", "∅", "3"], &["∅", "5", "∅"]],
    ),
    ("empty_texts", b"a,b\nx,\n\"\",y\n", &[&["a", "b"], &["x", ""], &["", "y"]]),
    ("bom", b"\xEF\xBB\xBFid,name\n1,x\n", &[&["id", "name"], &["1", "x"]]),
    ("bom_before_quote", b"\xEF\xBB\xBF\"id\",name\n1,x\n", &[&["id", "name"], &["1", "x"]]),
    (
        "utf8",
        "id,名前\n1,ʤ é 日本語\n2,🦀\n".as_bytes(),
        &[&["id", "名前"], &["1", "ʤ é 日本語"], &["2", "🦀"]],
    ),
    ("one_column_blank_lines", b"a\n1\n\n2\n\n\n3\n", &[&["a"], &["1"], &["2"], &["3"]]),
    ("blank_lines_first_and_last", b"\n\na,b\n1,2\n\n", &[&["a", "b"], &["1", "2"]]),
    (
        "quotes_in_the_middle",
        b"a,b\n1,x\"y\n2,5\"\n",
        &[&["a", "b"], &["1", "x\"y"], &["2", "5\""]],
    ),
    (
        "json_in_quotes",
        b"k,v\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"c\"\": [1, 2.5]}\"\n",
        &[&["k", "v"], &["1", "{\"type\": \"Point\", \"c\": [1, 2.5]}"]],
    ),
    ("returns_alone", b"a,b\r1,x\r2,y\r", &[&["a", "b"], &["1", "x"], &["2", "y"]]),
    ("tabs", b"a\tb\n1\tx, y\n2\tz\n", &[&["a", "b"], &["1", "x, y"], &["2", "z"]]),
    ("semicolons", b"a;b\n1;x, y\n2;z\n", &[&["a", "b"], &["1", "x, y"], &["2", "z"]]),
    ("bars", b"a|b\n1|x\n2|y\n", &[&["a", "b"], &["1", "x"], &["2", "y"]]),
    ("spaces_in_texts", b"a,b\n1, x \n2,  \n", &[&["a", "b"], &["1", " x "], &["2", "  "]]),
    ("spaces_around_numbers", b"a,b\n 1,x\n2 ,y\n", &[&["a", "b"], &["1", "x"], &["2", "y"]]),
    (
        "whole_numbers",
        b"a,b\n9223372036854775807,-9223372036854775808\n0,+1\n",
        &[&["a", "b"], &["9223372036854775807", "-9223372036854775808"], &["0", "1"]],
    ),
    (
        "numbers_beyond_64_bits",
        b"a\n9223372036854775808\n1\n",
        &[&["a"], &["9.223372036854776e18"], &["1.0"]],
    ),
    (
        "fractions",
        b"a,b\n1.5,1e3\n-0.25,2.5E-3\n",
        &[&["a", "b"], &["1.5", "1000.0"], &["-0.25", "0.0025"]],
    ),
    ("whole_and_fractions", b"a\n1\n2.5\n", &[&["a"], &["1.0"], &["2.5"]]),
    (
        "booleans",
        b"a,b\ntrue,True\nfalse,False\n",
        &[&["a", "b"], &["true", "true"], &["false", "false"]],
    ),
    ("dates", b"d\n2024-02-29\n1969-12-31\n", &[&["d"], &["2024-02-29"], &["1969-12-31"]]),
    ("no_dates", b"d\n2024-02-30\n2024-02-29\n", &[&["d"], &["2024-02-30"], &["2024-02-29"]]),
    (
        "timestamps",
        b"t\n2024-02-29 10:00:00\n2024-02-29T10:00:01\n",
        &[&["t"], &["2024-02-29T10:00:00"], &["2024-02-29T10:00:01"]],
    ),
    (
        "fractions_of_seconds",
        b"t\n2024-02-29 10:00:00.123\n2024-02-29 10:00:00.123456\n",
        &[&["t"], &["2024-02-29T10:00:00.123"], &["2024-02-29T10:00:00.123456"]],
    ),
    (
        "offsets",
        b"t\n2024-02-29T10:00:00Z\n2024-02-29T10:00:00+02:00\n",
        &[&["t"], &["2024-02-29T10:00:00Z"], &["2024-02-29T08:00:00Z"]],
    ),
    ("texts_and_numbers", b"a\n1\nx\n2.50\n", &[&["a"], &["1"], &["x"], &["2.50"]]),
    ("codes", b"zip\n01234\n56789\n", &[&["zip"], &["01234"], &["56789"]]),
    ("long_field", LONG, &[&["a", "b"], &["1", LONG_TEXT]]),
];

const LONG_TEXT: &str = match std::str::from_utf8(&[b'x'; 100_000]) {
    Ok(text) => text,
    Err(_) => "",
};

const LONG: &[u8] = &{
    let mut bytes = [b'x'; 100_000 + 6];
    let head = b"a,b\n1,";
    let mut place = 0;
    while place < head.len() {
        bytes[place] = head[place];
        place += 1;
    }
    bytes
};

/// The names and rows of a file.
pub fn found(bytes: &[u8]) -> Vec<Vec<String>> {
    let read = read(&Csv::default(), bytes, BlockSize::Rows(2)).unwrap();
    let schema = read.opened.sample.schema();
    let names = schema.fields().iter().map(|field| field.name().clone()).collect();
    [vec![names], rows(&read.batches)].concat()
}

#[test]
fn files_have_the_values_that_they_should_have() {
    for (name, bytes, expected) in CASES {
        assert_eq!(found(bytes), *expected, "{name}");
    }
}
