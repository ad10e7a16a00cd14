//! `docs/locales.md` says which words are really localised.
//!
//! `cargo xtask golden` writes its table anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/columns.rs"]
mod columns;
#[path = "common/written.rs"]
mod written;

use std::fmt::Write as _;

use columns::texts;
use parquet_blocks::generate::Locale;
use parquet_blocks::generate::localised::{Coverage, localised};

fn name(locale: Locale) -> String {
    serde_json::to_value(locale).unwrap().as_str().unwrap().into()
}

/// A row for each generator, a column for each locale.
fn table() -> String {
    let cells = localised();
    let first = cells[0].0;
    let locales: Vec<_> = cells.iter().take_while(|cell| cell.0 == first).collect();
    let names: Vec<_> =
        locales.iter().map(|(_, locale, _)| format!("`{}`", name(*locale))).collect();
    let mut table = format!("| | {} |\n|{}\n", names.join(" | "), " --- |".repeat(names.len() + 1));
    for row in cells.chunks(locales.len()) {
        let row_cells: Vec<_> = row
            .iter()
            .map(|(_, _, coverage)| match coverage {
                Coverage::Own => "own",
                Coverage::Partly => "partly",
                Coverage::English => "–",
            })
            .collect();
        writeln!(table, "| {} | {} |", row[0].0, row_cells.join(" | ")).unwrap();
    }
    table
}

#[test]
fn the_table_is_current() {
    written::check("locales.md", &table());
}

/// The generator's JSON for a row of the table, such as `phone, cell`.
fn generator(row: &str, locale: Locale) -> String {
    let (generator, option) = row.split_once(", ").unwrap_or((row, ""));
    let option = match option {
        "title" | "suffix" => format!(r#", "{option}": 1"#),
        "cell" => r#", "cell": true"#.into(),
        _ => String::new(),
    };
    format!(r#"{{"{generator}": {{"locale": "{}"{option}}}}}"#, name(locale))
}

/// The table is made from lists; this is about the values themselves.
#[test]
fn values_differ_from_the_english_ones_where_the_table_says_so() {
    for (row, locale, coverage) in localised() {
        let own = texts(&generator(row, locale), 200);
        let english = texts(&generator(row, Locale::En), 200);
        let same = own == english;
        match coverage {
            Coverage::Own | Coverage::Partly => assert!(!same, "{row} {locale:?}"),
            // Names in another script become `user` and a number; a name's own words come with
            // its suffix and title.
            Coverage::English => {
                let apart = ["username", "email", "full_name, title", "full_name, suffix"];
                assert!(same || apart.contains(&row), "{row} {locale:?}");
            }
        }
    }
}

#[test]
fn some_of_what_the_crate_has_and_lacks() {
    let all = localised();
    let coverage = |row: &str, locale| {
        all.iter().find(|cell| cell.0 == row && cell.1 == locale).map(|cell| cell.2).unwrap()
    };
    assert_eq!(coverage("first_name", Locale::DeDe), Coverage::Own);
    assert_eq!(coverage("job_title", Locale::DeDe), Coverage::English);
    assert_eq!(coverage("phone", Locale::DeDe), Coverage::English);
    assert_eq!(coverage("company", Locale::FrFr), Coverage::Partly);
    assert_eq!(coverage("word, words, sentence, paragraph", Locale::ZhCn), Coverage::Own);
    assert_eq!(coverage("email", Locale::ArSa), Coverage::English);
}
