//! JSON Schemas of objects, or of lists of objects: each property is a column.

mod single;
mod tree;
mod view;

use super::facts::{Facts, SOME_NULLS};
use super::proposal::{Table, proposal};
use super::{Format, MAX_COLUMNS, MAX_DEPTH, Proposal, Sample, detect};
use crate::error::{Error, Result};
use arrow::datatypes::DataType;
use tree::Tree;
use view::View;

/// A recipe for a JSON Schema.
pub(super) fn propose(sample: &Sample) -> Result<Proposal> {
    let text = detect::text(sample)?;
    let root: Tree = serde_json::from_str(text).map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        let said = error.to_string();
        let cause = said.rsplit_once(" at line ").map_or(&said[..], |(cause, _)| cause);
        Error::sample(at, format!("this is not JSON: {cause}"), "Correct the text at that place.")
    })?;
    let mut reader = Reader { root: &root, open: Vec::new(), columns: 0, notes: Vec::new() };
    let rows = reader.rows()?;
    reader.open.extend(rows.parts());
    let columns = reader.properties(&rows, 0)?;
    proposal(Format::JsonSchema, vec![Table::only(columns)], reader.notes)
}

/// Reads a document, and counts what it has read.
struct Reader<'a> {
    root: &'a Tree,
    /// The schemas around the one that is being read.
    open: Vec<&'a Tree>,
    columns: usize,
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    /// The object that a row is: of the document itself, or of the elements of its list.
    fn rows(&self) -> Result<View<'a>> {
        let mut view = View::new(self.root, self.root);
        for _ in 0..MAX_DEPTH {
            match view.get("items") {
                _ if view.properties().next().is_some() => return Ok(view),
                Some(items) => view = View::new(self.root, items),
                None => break,
            }
        }
        let problem = "this JSON is no schema of an object: it has no properties";
        let remedy = "Give a JSON Schema with properties, or with items that have them.";
        Err(Error::sample("line 1", problem, remedy))
    }

    fn properties(&mut self, view: &View<'a>, depth: usize) -> Result<Vec<Facts>> {
        let required = view.required();
        let mut columns: Vec<Facts> = Vec::new();
        for (name, schema) in view.properties() {
            if columns.iter().any(|known| known.name == *name) {
                continue;
            }
            let mut facts = self.facts(name, schema, depth)?;
            if !required.contains(&name.as_str()) && facts.nulls == 0.0 {
                facts.nulls = SOME_NULLS;
                facts.from.push_str(", not required");
            }
            columns.push(facts);
        }
        Ok(columns)
    }

    fn facts(&mut self, name: &str, schema: &'a Tree, depth: usize) -> Result<Facts> {
        self.columns += 1;
        if self.columns > MAX_COLUMNS {
            let problem = format!("there are more than {MAX_COLUMNS} columns");
            return Err(Error::sample(
                "the schema",
                problem,
                "Leave out those that do not matter.",
            ));
        }
        let view = View::new(self.root, schema);
        let is_open = |part: &Tree| self.open.iter().any(|open| std::ptr::eq(*open, part));
        let before = self.open.len();
        let mut facts = match view.kind() {
            _ if view.is_broken() => Facts::unknown(name, view.reference()),
            _ if view.parts().any(is_open) => Facts::unknown(name, "a schema inside itself"),
            _ if depth > MAX_DEPTH => Facts::unknown(name, "what is inside so many others"),
            kind => {
                self.open.extend(view.parts());
                match kind {
                    "object" => self.object(name, &view, depth)?,
                    "array" => self.array(name, &view, depth)?,
                    kind => single::facts(name, kind, &view, &mut self.notes),
                }
            }
        };
        self.open.truncate(before);
        if view.is_nullable() {
            facts.nulls = SOME_NULLS;
            facts.from.push_str(" or null");
        }
        Ok(facts)
    }

    fn object(&mut self, name: &str, view: &View<'a>, depth: usize) -> Result<Facts> {
        let fields = self.properties(view, depth + 1)?;
        if !fields.is_empty() {
            return Ok(Facts::structure(name, "object", fields));
        }
        match view.get("additionalProperties").filter(|schema| schema.object().is_some()) {
            None => Ok(Facts::unknown(name, "an object without properties")),
            Some(schema) => {
                let keys = Facts::new("key", DataType::Utf8, "names of properties");
                let values = self.facts("value", schema, depth + 1)?;
                Ok(Facts::map(name, "object of any properties", keys, values))
            }
        }
    }

    fn array(&mut self, name: &str, view: &View<'a>, depth: usize) -> Result<Facts> {
        let items = view.get("items").or_else(|| view.get("prefixItems"));
        let first = |items: &'a Tree| items.list().map_or(Some(items), |items| items.first());
        let Some(items) = items.and_then(first) else {
            return Ok(Facts::unknown(name, "an array without items"));
        };
        let of = self.facts("element", items, depth + 1)?;
        let (min, max) = (view.count("minItems"), view.count("maxItems"));
        let lengths = (min.is_some() || max.is_some()).then(|| {
            let least = min.unwrap_or(0);
            (least, max.unwrap_or(least.saturating_add(3)))
        });
        Ok(Facts { lengths, ..Facts::list(name, "array", of) })
    }
}
