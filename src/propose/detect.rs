//! Which format a sample has.

use serde::{Deserialize, Serialize};

use super::Sample;
use crate::error::{Error, Result};

/// What a recipe can be proposed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The schema of an Arrow IPC stream or file.
    Arrow,
    /// Rows of text, separated by commas, semicolons, tabs or bars.
    Csv,
    /// A JSON Schema of an object, or of a list of objects.
    JsonSchema,
    /// The footer of a Parquet file.
    Parquet,
    /// `CREATE TABLE` statements.
    Sql,
}

/// Endings of files' names.
const ENDINGS: [(&str, Format); 13] = [
    ("arrow", Format::Arrow),
    ("arrows", Format::Arrow),
    ("feather", Format::Arrow),
    ("ipc", Format::Arrow),
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("tab", Format::Csv),
    ("json", Format::JsonSchema),
    ("jsonschema", Format::JsonSchema),
    ("parquet", Format::Parquet),
    ("pq", Format::Parquet),
    ("sql", Format::Sql),
    ("ddl", Format::Sql),
];

/// First bytes of what is often taken for one of the formats.
const OTHERS: [(&[u8], &str, &str); 6] = [
    (&[0x1F, 0x8B], "a gzip file", "Unpack it first."),
    (&[0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", "Unpack it first."),
    (b"PK\x03\x04", "a zip or spreadsheet file", "Unpack it, or save the sheet as CSV."),
    (b"FEA1", "a Feather file of version 1", "Write it as Feather version 2 (Arrow IPC)."),
    (&[0xFF, 0xFE], "UTF-16", "Save it as UTF-8."),
    (&[0xFE, 0xFF], "UTF-16", "Save it as UTF-8."),
];

/// The format by the bytes where these say it, else by the file's name, else by the first words.
pub(super) fn detect(sample: &Sample) -> Result<Format> {
    let bytes = sample.bytes;
    if bytes.starts_with(b"PAR1") || bytes.ends_with(b"PAR1") || bytes.ends_with(b"PARE") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"ARROW1") || bytes.starts_with(&[0xFF; 4]) {
        return Ok(Format::Arrow);
    }
    if let Some((_, what, remedy)) = OTHERS.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(Error::sample("byte 1", format!("this is {what}"), *remedy));
    }
    match by_name(sample.name) {
        Some(format) => Ok(format),
        None => by_words(bytes),
    }
}

fn by_name(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|&(_, format)| format)
}

fn by_words(bytes: &[u8]) -> Result<Format> {
    if bytes.contains(&0) {
        let remedy = "Give a CSV, Parquet, JSON Schema, SQL or Arrow file.";
        return Err(Error::sample("byte 1", "the format is not known", remedy));
    }
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    if text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).starts_with(['{', '[']) {
        return Ok(Format::JsonSchema);
    }
    let mut words = text.split_ascii_whitespace();
    let creates = words.any(|word| word == "create");
    Ok(if creates && words.any(|word| word == "table") { Format::Sql } else { Format::Csv })
}

/// A sample as text, without a byte order mark.
///
/// # Errors
/// [`Error::Sample`] for a schema that is larger than what is read of a file, or that is not UTF-8.
pub(super) fn text<'a>(sample: &Sample<'a>) -> Result<&'a str> {
    if sample.is_cut() {
        let problem = format!("the schema has {} bytes", sample.size);
        let remedy = format!("Give a schema of at most {} bytes.", super::MAX_BYTES);
        return Err(Error::sample("the file", problem, remedy));
    }
    let text = std::str::from_utf8(sample.bytes).map_err(|error| {
        let before = &sample.bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        Error::sample(format!("line {line}"), "the text is not UTF-8", "Save it as UTF-8.")
    })?;
    Ok(text.trim_start_matches('\u{FEFF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(name: &str, bytes: &[u8]) -> Option<Format> {
        detect(&Sample::whole(name, bytes)).ok()
    }

    #[test]
    fn bytes_win_over_names_and_names_over_words() {
        let table: [(&str, &[u8], Format); 11] = [
            ("a.csv", b"....PAR1", Format::Parquet),
            ("a.parquet", b"ARROW1\0\0", Format::Arrow),
            ("", &[0xFF, 0xFF, 0xFF, 0xFF, 0], Format::Arrow),
            ("a.CSV", b"{\"a\": 1}", Format::Csv),
            ("dir.sql/a.tsv", b"", Format::Csv),
            ("a.json", b"", Format::JsonSchema),
            ("a.txt", b"\n {\"type\": \"object\"}", Format::JsonSchema),
            ("a.txt", b"-- x\nCREATE TEMP TABLE t (a int)", Format::Sql),
            ("", b"create\ttable t (a int)", Format::Sql),
            ("", b"a,b\n1,2\n", Format::Csv),
            ("notes", b"table,create\n1,2\n", Format::Csv),
        ];
        for (name, bytes, format) in table {
            assert_eq!(detected(name, bytes), Some(format), "{name} {bytes:?}");
        }
    }

    #[test]
    fn what_is_something_else_is_told() {
        let table: [(&[u8], &str); 4] = [
            (&[0x1F, 0x8B, 8], "gzip"),
            (b"PK\x03\x04...", "spreadsheet"),
            (&[0xFF, 0xFE, b'a', 0], "UTF-16"),
            (&[1, 0, 2], "not known"),
        ];
        for (bytes, word) in table {
            let error = detect(&Sample::whole("a.csv.bin", bytes)).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
            assert!(!error.remedy().is_empty());
        }
    }
}
