//! Whatever a file holds, it gives a proposal that can be used or an error, and never a panic.

use std::sync::LazyLock;

use parquet_blocks::propose::{Format, Sample, propose};
use proptest::prelude::*;

use super::rows;

const FORMATS: [Format; 5] =
    [Format::Arrow, Format::Csv, Format::JsonSchema, Format::Parquet, Format::Sql];

/// A sample of each format, to be broken.
static SAMPLES: LazyLock<Vec<(Format, Vec<u8>)>> = LazyLock::new(|| {
    vec![
        (Format::Arrow, super::arrow::stream()),
        (Format::Csv, b"id,name,at,x\n1,\"a \"\"b\",2024-01-01T00:00:00Z,1.5\n2,c,,2\n".to_vec()),
        (Format::JsonSchema, super::json_schema::schema().to_string().into_bytes()),
        (Format::Parquet, super::parquet::small_file()),
        (Format::Sql, super::sql::DUMP.into()),
    ]
});

/// Words and symbols that mean something in one of the formats.
const PIECES: [&str; 40] = [
    "CREATE TABLE t (",
    "ALTER TABLE t ADD ",
    "a INT",
    " PRIMARY KEY",
    "CHECK (a > ",
    "ARRAY<",
    "STRUCT<a ",
    "DECIMAL(",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ",",
    ";",
    "'",
    "\"",
    "`",
    "$$",
    "/*",
    "--",
    "{",
    "}",
    "\"properties\":",
    "\"items\":",
    "\"$ref\":\"#\"",
    "\"type\":",
    "\"enum\":",
    "\"allOf\":",
    "1e999",
    "-1",
    "0.5",
    "99999999999999999999",
    "2024-02-30",
    "\n",
    "\t",
    "é",
    "%ff",
    "\u{0}",
];

fn look(format: Option<Format>, bytes: &[u8], more: u64) {
    let sample = Sample { name: "", bytes, size: bytes.len() as u64 + more };
    match propose(&sample, format) {
        Ok(proposal) => drop(rows(&proposal)),
        Err(error) => assert!(!error.remedy().is_empty(), "{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), more in 0_u64..2) {
        for format in FORMATS {
            look(Some(format), &bytes, more);
        }
        look(None, &bytes, more);
    }

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        let text = pieces.concat();
        for format in FORMATS {
            look(Some(format), text.as_bytes(), 0);
        }
    }

    #[test]
    fn samples_that_are_cut_or_changed(
        which in 0..FORMATS.len(),
        start in any::<prop::sample::Index>(),
        end in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        is_cut in any::<bool>(),
    ) {
        let (format, sample) = &SAMPLES[which];
        let mut bytes = sample.clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        // A Parquet file's footer is at its end: that stays.
        let range = match (is_cut, format) {
            (false, _) => 0..bytes.len(),
            (true, Format::Parquet) => start.index(bytes.len())..bytes.len(),
            (true, _) => 0..end.index(bytes.len()),
        };
        look(Some(*format), &bytes[range], u64::from(is_cut));
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for (format, open) in [
        (Format::Sql, "ARRAY<"),
        (Format::Sql, "("),
        (Format::Sql, "STRUCT(a "),
        (Format::JsonSchema, "{\"items\":"),
    ] {
        let text = format!("CREATE TABLE t (a {}", open.repeat(100_000));
        let text = if format == Format::Sql { text } else { open.repeat(100_000) };
        look(Some(format), text.as_bytes(), 0);
    }
}
