//! `docs/generators.md` is made from the recipe's JSON Schema and from values that the code makes.
//!
//! `cargo xtask golden` writes it anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "common/examples.rs"]
mod examples;
#[path = "common/written.rs"]
mod written;

use std::collections::BTreeMap;

use examples::{examples, name, source};
use parquet_blocks::job::Job;
use parquet_blocks::preview::preview;
use parquet_blocks::recipe::Recipe;
use schemars::schema_for;
use serde_json::{Value, json};

/// Values that are shown of each generator.
const SHOWN: u64 = 3;

struct Reference {
    schema: Value,
}

impl Reference {
    fn new() -> Self {
        Self { schema: schema_for!(Recipe).to_value() }
    }

    /// What a reference in the schema stands for.
    fn resolve(&self, path: &Value) -> &Value {
        self.schema.pointer(path.as_str().unwrap().trim_start_matches('#')).unwrap()
    }

    /// A section for each family, with its generators.
    fn text(&self) -> String {
        let mut families = BTreeMap::<_, Vec<_>>::new();
        for generator in self.schema["$defs"]["Generator"]["oneOf"].as_array().unwrap() {
            families.entry(generator["family"].as_str().unwrap()).or_default().push(generator);
        }
        let section = |(family, generators): (&&str, &Vec<&Value>)| {
            let entries: String = generators.iter().map(|one| self.entry(one)).collect();
            format!("## {family}\n\n{entries}")
        };
        let families: String = families.iter().map(section).collect();
        format!("{families}{}", self.around()).trim_end().to_string() + "\n"
    }

    /// What stands around generators in a recipe.
    fn around(&self) -> String {
        let parts = [
            ("A recipe", ""),
            ("A column", "ColumnSpec"),
            ("Flaws of a column: `dirt`", "Dirt"),
            ("A table of several: `tables[]`", "TableSpec"),
            ("How many rows a table has: `tables[].rows`", "RowsPer"),
        ];
        let entry = |(title, name): (&str, &str)| {
            let node = if name.is_empty() { &self.schema } else { &self.schema["$defs"][name] };
            format!("### {title}\n\n{}\n\n{}", line(&node["description"]), self.parameters(node))
        };
        let entries: String = parts.into_iter().map(entry).collect();
        format!("## Recipes, columns and tables\n\n{entries}")
    }

    fn entry(&self, generator: &Value) -> String {
        let name_of = generator["required"][0].as_str().unwrap();
        let definition = self.resolve(&generator["properties"][name_of]["$ref"]);
        let about = line(&definition["description"]);
        let example = examples().find(|example| name(example) == name_of).unwrap();
        format!("### {name_of}\n\n{about}\n\n{}{}", self.parameters(definition), shown(example))
    }

    /// A table of the parameters, if there are any.
    fn parameters(&self, definition: &Value) -> String {
        let Some(properties) = definition["properties"].as_object().filter(|all| !all.is_empty())
        else {
            return String::new();
        };
        let required = definition["required"].as_array().into_iter().flatten();
        let required: Vec<_> = required.collect();
        let row = |(name, node): (&String, &Value)| {
            let default = match &node["default"] {
                _ if required.contains(&&json!(name)) => "required".into(),
                Value::Null => "none".into(),
                default => format!("`{default}`"),
            };
            let about = line(&node["description"]);
            format!("| `{name}` | {} | {default} | {about} |\n", self.kind(node))
        };
        let rows: String = properties.iter().map(row).collect();
        format!("| parameter | what | default | |\n| --- | --- | --- | --- |\n{rows}\n")
    }

    /// What a parameter can be, in words.
    fn kind(&self, node: &Value) -> String {
        if let Some(path) = node.get("$ref") {
            let (_, name) = path.as_str().unwrap().rsplit_once('/').unwrap();
            return match name {
                "Generator" => "a generator".into(),
                "ColumnSpec" => "a column".into(),
                "TableSpec" => "a table".into(),
                "RowsPer" => "how many rows".into(),
                "Dirt" => "flaws".into(),
                _ => self.kind(self.resolve(path)),
            };
        }
        if let Some(options) = node.get("oneOf").or_else(|| node.get("anyOf")) {
            let options = options.as_array().unwrap().iter();
            let options = options.filter(|option| option["type"] != "null");
            return options.map(|option| self.kind(option)).collect::<Vec<_>>().join(", ");
        }
        if let Some(value) = node.get("const") {
            return format!("`{}`", value.as_str().unwrap());
        }
        let kind = match &node["type"] {
            Value::Array(kinds) => kinds[0].as_str().unwrap(),
            kind => kind.as_str().unwrap_or("any"),
        };
        match kind {
            "array" => format!("list: {}", self.kind(&node["items"])),
            "integer" => format!("whole number{}", range(node)),
            "number" => format!("number{}", range(node)),
            "string" => match node["format"].as_str() {
                Some("partial-time") => "time of day".into(),
                Some(format) => format.replace('-', " and "),
                None => "text".into(),
            },
            "boolean" => "`true` or `false`".into(),
            "object" => self.fields(node),
            other => other.into(),
        }
    }

    /// An object by the names of its fields.
    fn fields(&self, node: &Value) -> String {
        let fields = node["properties"].as_object().into_iter().flatten();
        let fields: Vec<_> =
            fields.map(|(name, node)| format!("`{name}`: {}", self.kind(node))).collect();
        format!("{{{}}}", fields.join(", "))
    }
}

/// The range of a number, as far as it is not only that of its type.
fn range(node: &Value) -> String {
    let whole = |bound: &Value| bound.to_string().trim_end_matches(".0").to_string();
    match (node.get("minimum"), node.get("maximum")) {
        (Some(least), Some(most)) => format!(" from {} to {}", whole(least), whole(most)),
        (Some(least), None) => format!(", {} or more", whole(least)),
        (None, Some(most)) => format!(", at most {}", whole(most)),
        (None, None) => String::new(),
    }
}

/// A description on one line of a table.
fn line(description: &Value) -> String {
    description.as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|")
}

/// An example and the first values that it makes.
fn shown(example: &str) -> String {
    let generated = source(&format!(r#""generator": {example}"#));
    let job = json!({"version": 1, "source": {"generated": generated}, "rows": SHOWN});
    let preview = preview(&Job::from_json(&job.to_string()).unwrap(), SHOWN, None).unwrap();
    let preview = serde_json::to_value(preview).unwrap();
    let column = preview["columns"].as_array().unwrap().len() - 1;
    let values =
        preview["rows"].as_array().unwrap().iter().map(|row| row[column].as_str().unwrap());
    let values: Vec<_> = values.collect();
    let data_type = preview["columns"][column]["type"].as_str().unwrap();
    format!(
        "```json\n{example}\n```\n\n```text\n{}\n```\n\nArrow type: {data_type}\n\n",
        values.join("\n")
    )
}

#[test]
fn the_reference_is_current() {
    written::check("docs/generators.md", &Reference::new().text());
}
