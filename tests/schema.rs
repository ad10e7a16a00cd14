//! `www/recipe.schema.json` and `www/writer.schema.json` say what the types say: the page's editor is
//! made from them.
//!
//! `cargo xtask golden` writes them anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;

use parquet_blocks::generate::DataGenerator;
use parquet_blocks::recipe::{Preset, Recipe};
use parquet_blocks::writer::WriterOptions;
use schemars::{Schema, schema_for};
use serde_json::Value;

/// Compares a file with a schema, or writes it.
fn check(name: &str, schema: &Schema) {
    let path = format!("{}/www/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(path, text).unwrap();
    }
    let written = fs::read_to_string(path).unwrap();
    assert!(written == text, "{name} is not current: run `cargo xtask golden`");
}

#[test]
fn the_files_are_current() {
    check("recipe.schema.json", &schema_for!(Recipe));
    check("writer.schema.json", &schema_for!(WriterOptions));
}

/// What the page's HTML says by hand.
#[test]
fn the_form_has_every_preset_and_every_option_of_the_writer() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/index.html");
    let html = fs::read_to_string(path).unwrap();
    for preset in Preset::ALL {
        let option = format!("<option value={}", serde_json::to_string(&preset).unwrap());
        assert!(html.contains(&option), "{option}");
    }
    let schema = schema_for!(WriterOptions);
    let options = schema.get("properties").unwrap().as_object().unwrap().keys();
    // The editor has the columns; the form's options are those of Parquet.
    let elsewhere = ["format", "columns", "csv", "gzip", "widen_numbers"];
    for option in options.filter(|option| !elsewhere.contains(&option.as_str())) {
        assert!(html.contains(&format!(r#"data-path="writer.{option}""#)), "{option}");
    }
}

#[test]
fn the_readme_shows_recipes() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let section = readme.split("\n## Recipes\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let recipes = section.split("```json").skip(1).map(|json| json.split("```").next().unwrap());
    let recipes: Vec<_> = recipes.map(|json| Recipe::from_json(json).unwrap()).collect();
    for recipe in &recipes {
        for table in recipe.tables() {
            let table = DataGenerator::new(1).table_of(recipe, table.name()).unwrap();
            table.rows(0..10).unwrap();
        }
    }
    assert_eq!(recipes.len(), 2);
}

/// The generators of each family.
fn families() -> BTreeMap<String, Vec<String>> {
    let schema = schema_for!(Recipe);
    let generators = schema.pointer("/$defs/Generator/oneOf").unwrap().as_array().unwrap();
    let mut families = BTreeMap::<_, Vec<_>>::new();
    for generator in generators {
        let family = generator["family"].as_str().unwrap().to_string();
        families.entry(family).or_default().push(generator["required"][0].to_string());
    }
    families
}

#[test]
fn every_generator_has_a_family() {
    let families = families();
    assert_eq!(families.get("Other"), None, "give their modules a family in registry.rs");
    assert!(families["Text"].contains(&r#""template""#.to_string()));
    assert!(families.values().all(|generators| generators.len() > 1), "{families:?}");
}

/// Nodes of a schema that describe a parameter and do not say what it is for.
fn undescribed(schema: &Value) -> Vec<String> {
    let definitions = schema["$defs"].as_object().unwrap().iter();
    let parameters = definitions.flat_map(|(name, definition)| {
        let properties = definition["properties"].as_object().into_iter().flatten();
        properties.map(move |(parameter, node)| (format!("{name}.{parameter}"), node))
    });
    parameters.filter(|(_, node)| node["description"].is_null()).map(|(name, _)| name).collect()
}

#[test]
fn every_parameter_says_what_it_is_for() {
    for schema in [schema_for!(Recipe), schema_for!(WriterOptions)] {
        assert_eq!(undescribed(schema.as_value()), [""; 0]);
    }
}
