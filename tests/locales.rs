//! `docs/locales.md` and the README say which words are really localised.
//!
//! `cargo xtask golden` writes their tables anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/columns.rs"]
mod columns;
#[path = "common/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use columns::texts;
use parquet_blocks::generate::Locale;
use parquet_blocks::generate::localised::{Coverage, localised};
use parquet_blocks::recipe::Recipe;
use schemars::schema_for;

/// Generators of English words, or of English names, that have no locale.
const ENGLISH: &str =
    "colour_name currency directory_path file_name file_path month_name place weekday";

/// Generators without a locale whose values are numbers, codes, what standards and programs write,
/// or what a recipe says.
const WITHOUT_WORDS: &str = "
    age barcode bic binary boolean child_key child_number choice credit_card date date_offset
    decimal duration event_time exponential file_extension float foreign_key geo_point hex_colour
    http_method http_status iban integer ipv4 ipv6 isbn json_text latitude licence_plate list
    local_time log_normal longitude lookup mac_address map mime_type normal number_choice parent password pattern poisson
    random_walk reference regex rgb_colour seasonal sequence struct template time_of_day timestamp user_agent
    uuid year zipf";

/// The schema's generators: those that have a locale, or those that have none.
fn generators(with_locale: bool) -> BTreeSet<String> {
    let schema = schema_for!(Recipe).to_value();
    let all = schema.pointer("/$defs/Generator/oneOf").unwrap().as_array().unwrap();
    let name = |one: &serde_json::Value| one["required"][0].as_str().unwrap().to_string();
    let has_locale = |one: &&serde_json::Value| {
        let path = one["properties"][name(one)]["$ref"].as_str().unwrap();
        let parameters = schema.pointer(path.trim_start_matches('#')).unwrap();
        parameters["properties"].get("locale").is_some() == with_locale
    };
    all.iter().filter(has_locale).map(name).collect()
}

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

/// What has no locale and English words.
fn english() -> String {
    let names: Vec<_> = ENGLISH.split(' ').map(|name| format!("`{name}`")).collect();
    format!("English in every locale, and without a `locale`: {}.\n", names.join(", "))
}

/// A row of the table in words: the generators that it is of, or one and its option.
fn spelled(row: &str) -> String {
    let all = generators(true);
    match row.split_once(", ") {
        Some((name, option)) if !all.contains(option.split(", ").next().unwrap()) => {
            format!("`{name}` with `{option}`")
        }
        _ => format!("`{}`", row.replace(", ", "`, `")),
    }
}

/// The locales that have as much of a row themselves.
fn locales(row: &[(&str, Locale, Coverage)], asked: Coverage) -> String {
    let has = row.iter().filter(|cell| cell.2 == asked);
    let names: Vec<_> = has.map(|cell| format!("`{}`", name(cell.1))).collect();
    if names.len() == row.len() { "all".into() } else { names.join(", ") }
}

/// The same by locales: one row for the generators of which they have as much.
fn summary() -> String {
    let cells = localised();
    let mut rows = Vec::<(Vec<String>, [String; 2])>::new();
    for row in cells.chunk_by(|one, next| one.0 == next.0) {
        let found = [Coverage::Own, Coverage::Partly].map(|coverage| locales(row, coverage));
        let spelled = spelled(row[0].0);
        match rows.iter_mut().find(|(_, locales)| *locales == found) {
            Some((names, _)) => names.push(spelled),
            None => rows.push((vec![spelled], found)),
        }
    }
    let mut table =
        "| generators | own words in | partly own in |\n| --- | --- | --- |\n".to_string();
    for (names, [own, partly]) in rows {
        writeln!(table, "| {} | {own} | {partly} |", names.join(", ")).unwrap();
    }
    table
}

#[test]
fn the_tables_are_current() {
    written::check("docs/locales.md", &format!("{}\n{}", table(), english()));
    written::check("README.md", &format!("{}\n{}", summary(), english()));
}

#[test]
fn the_table_has_every_generator_with_a_locale() {
    let all = generators(true);
    let rows: BTreeSet<_> = localised().iter().map(|cell| cell.0).collect();
    let names = rows.iter().flat_map(|row| row.split(", ")).map(String::from);
    assert_eq!(names.filter(|name| all.contains(name)).collect::<BTreeSet<_>>(), all);
}

#[test]
fn every_generator_without_a_locale_is_said_to_have_english_words_or_none() {
    let said = ENGLISH.split(' ').chain(WITHOUT_WORDS.split_whitespace());
    assert_eq!(said.map(String::from).collect::<BTreeSet<_>>(), generators(false));
}

/// The generator's JSON for a row of the table, such as `phone, cell`.
fn generator(row: &str, locale: Locale) -> String {
    let (generator, option) = row.split_once(", ").unwrap_or((row, ""));
    let option = match option {
        "title" | "suffix" => format!(r#", "{option}": 1"#),
        "cell" | "short" => format!(r#", "{option}": true"#),
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
    assert_eq!(coverage("street", Locale::JaJp), Coverage::Partly);
    assert_eq!(coverage("city", Locale::FrFr), Coverage::Own);
    assert_eq!(coverage("city", Locale::PtBr), Coverage::Partly);
    assert_eq!(coverage("postcode", Locale::DeDe), Coverage::Own);
    assert_eq!(coverage("state", Locale::FrFr), Coverage::English);
    assert_eq!(coverage("word, words, sentence, paragraph", Locale::ZhCn), Coverage::Own);
    assert_eq!(coverage("email", Locale::ArSa), Coverage::English);
}
