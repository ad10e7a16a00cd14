//! Texts made of other columns.

use std::sync::Arc;

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::{BadParameter, Column, Context, Parameters};
use crate::batch::{ByteValues, Values};
use crate::display::Texts;
use crate::error::Result;

/// A text with the values of other columns, such as `{first}.{last}@example.com`; Utf8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The text: `{name}` becomes the value of column `name`, `{name|lower}` that in small
    /// letters, `{name|upper}` in capitals, `{name|slug}` in small letters and digits with a
    /// hyphen for anything else. `{{` and `}}` are braces.
    pub template: String,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The value of a column of this name.
    Value(String, Vec<Filter>),
}

/// What is done to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Lower,
    Upper,
    Slug,
}

impl Parameters for Template {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let piece = |piece| match piece {
            Piece::Text(text) => Ok(Part::Text(text.into_bytes())),
            Piece::Value(name, filters) => {
                context.sibling("template", &name).map(|column| Part::Value(column, filters))
            }
        };
        let parts = pieces(&self.template)?
            .into_iter()
            .map(piece)
            .collect::<std::result::Result<_, _>>()?;
        Ok(Arc::new(Filled { parts }))
    }
}

/// Takes a template apart.
fn pieces(template: &str) -> std::result::Result<Vec<Piece>, BadParameter> {
    let (mut pieces, mut text, mut rest) = (Vec::new(), String::new(), template);
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            text.push_str(brace);
            rest = after;
            continue;
        }
        let inside = if brace == "{" { after.split_once('}') } else { None };
        let (value, after) = inside.ok_or_else(|| bad_brace(&rest[at..]))?;
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(value_piece(value)?);
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn value_piece(value: &str) -> std::result::Result<Piece, BadParameter> {
    let (name, filters) = value.split_once('|').unwrap_or((value, ""));
    let filters = filters.split('|').filter(|name| !name.is_empty()).map(filter);
    Ok(Piece::Value(name.into(), filters.collect::<std::result::Result<_, _>>()?))
}

fn filter(name: &str) -> std::result::Result<Filter, BadParameter> {
    match name {
        "lower" => Ok(Filter::Lower),
        "upper" => Ok(Filter::Upper),
        "slug" => Ok(Filter::Slug),
        other => {
            let problem = format!("there is no filter {other:?}");
            Err(BadParameter::new("template", problem, "Use lower, upper or slug."))
        }
    }
}

fn bad_brace(at: &str) -> BadParameter {
    let problem = format!("the brace at {at:?} has no partner");
    BadParameter::new("template", problem, "Write {name} for a column, {{ and }} for braces.")
}

/// A template whose columns are found.
struct Filled {
    parts: Vec<Part<Arc<dyn Column>>>,
}

/// A part of a text: always the same, or a value.
enum Part<T> {
    Text(Vec<u8>),
    Value(T, Vec<Filter>),
}

impl Column for Filled {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let part = |part: &Part<Arc<dyn Column>>| match part {
            Part::Text(text) => Ok(Part::Text(text.clone())),
            Part::Value(column, filters) => {
                let texts = Texts::of(column.generate(rows)?, &column.data_type())?;
                Ok(Part::Value(texts, filters.clone()))
            }
        };
        let parts = self.parts.iter().map(part).collect::<Result<Vec<_>>>()?;
        let mut values = ByteValues::with_capacity(rows.len(), 16 * parts.len());
        let mut spare = String::new();
        for index in 0..rows.len() {
            values.push_with(|text| {
                for part in &parts {
                    part.push_to(text, index, &mut spare);
                }
            });
        }
        Ok(Values::Bytes(values.checked()?))
    }
}

impl Part<Texts> {
    /// Appends the part of a row. `spare` is memory for filters.
    #[inline]
    fn push_to(&self, text: &mut Vec<u8>, index: usize, spare: &mut String) {
        match self {
            Self::Text(same) => text.extend_from_slice(same),
            Self::Value(texts, filters) => {
                let start = text.len();
                text.extend_from_slice(texts.get(index));
                for filter in filters {
                    filter.apply(text, start, spare);
                }
            }
        }
    }
}

impl Filter {
    /// Changes a text from `start` to its end.
    fn apply(self, text: &mut Vec<u8>, start: usize, spare: &mut String) {
        match self {
            Self::Lower if text[start..].is_ascii() => text[start..].make_ascii_lowercase(),
            Self::Upper if text[start..].is_ascii() => text[start..].make_ascii_uppercase(),
            Self::Lower => push_lower(take(text, start, spare), text),
            Self::Upper => {
                take(text, start, spare)
                    .chars()
                    .for_each(|letter| push_all(letter.to_uppercase(), text));
            }
            Self::Slug => push_slug(take(text, start, spare), text),
        }
    }
}

/// Moves what a text has from `start` on to other memory.
fn take<'a>(text: &mut Vec<u8>, start: usize, to: &'a mut String) -> &'a str {
    to.clear();
    to.push_str(&String::from_utf8_lossy(&text[start..]));
    text.truncate(start);
    to
}

fn push_all(letters: impl Iterator<Item = char>, text: &mut Vec<u8>) {
    letters.for_each(|letter| {
        text.extend_from_slice(letter.encode_utf8(&mut [0; char::MAX_LEN_UTF8]).as_bytes());
    });
}

fn push_lower(word: &str, text: &mut Vec<u8>) {
    // The only letter whose small form depends on those around it.
    if word.contains('Σ') {
        text.extend_from_slice(word.to_lowercase().as_bytes());
    } else {
        word.chars().for_each(|letter| push_all(letter.to_lowercase(), text));
    }
}

/// `O'Hara & Sons` becomes `o-hara-sons`; letters beyond ASCII stay.
fn push_slug(words: &str, text: &mut Vec<u8>) {
    let words = words.split(|letter: char| !letter.is_alphanumeric());
    for (place, word) in words.filter(|word| !word.is_empty()).enumerate() {
        if place > 0 {
            text.push(b'-');
        }
        push_lower(word, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::DataGenerator;
    use serde_json::{Value, json};

    /// The texts of a template beside some columns.
    fn texts(template: &str) -> Vec<String> {
        let choice = |text: &str| json!({"choice": {"values": [text]}});
        let recipe = json!({"version": 1, "columns": [
            {"name": "t", "generator": {"template": {"template": template}}},
            {"name": "id", "generator": {"sequence": {"start": -1}}},
            {"name": "name", "generator": choice("O'Hara  & Söhne")},
            {"name": "greek", "generator": choice("ὈΔΥΣΣΕΎΣ")},
            {"name": "day", "generator": {"date": {"from": "2024-02-29", "to": "2024-02-29"}}},
            {"name": "at", "generator": {"timestamp":
                {"from": "2024-02-29T00:00:00Z", "to": "2024-02-29T00:00:00.001Z"}}},
            {"name": "price", "generator": {"decimal": {"low": 1.5, "high": 1.5}}},
            {"name": "gone", "nulls": 1, "generator": choice("x")},
        ]});
        let recipe = serde_json::from_value(recipe).unwrap();
        let batch = DataGenerator::new(1).table(&recipe).unwrap().rows(0..2).unwrap();
        let Values::Bytes(texts) = &batch.columns()[0].values else { panic!() };
        texts.iter().map(|text| String::from_utf8(text.to_vec()).unwrap()).collect()
    }

    #[test]
    fn values_stand_in_the_text_as_in_the_preview() {
        let cases = [
            ("", ["", ""]),
            ("no column", ["no column"; 2]),
            ("{id}", ["-1", "0"]),
            ("{{{id}}}", ["{-1}", "{0}"]),
            ("a{{b}}c", ["a{b}c"; 2]),
            ("<{day}|{at}|{price}>", ["<2024-02-29|2024-02-29T00:00:00Z|1.50>"; 2]),
            ("{name}", ["O'Hara  & Söhne"; 2]),
            ("{name|lower}", ["o'hara  & söhne"; 2]),
            ("{name|upper}", ["O'HARA  & SÖHNE"; 2]),
            ("{name|slug|upper}", ["O-HARA-SÖHNE"; 2]),
            ("{name|slug}/{greek|slug}/{greek|upper}", ["o-hara-söhne/ὀδυσσεύς/ὈΔΥΣΣΕΎΣ"; 2]),
            ("{gone}", ["x"; 2]),
        ];
        for (template, expected) in cases {
            assert_eq!(texts(template), expected, "{template}");
        }
    }

    fn problem(columns: &Value) -> String {
        let recipe = serde_json::from_value(json!({"version": 1, "columns": columns})).unwrap();
        DataGenerator::new(1).table(&recipe).err().unwrap().to_string()
    }

    #[test]
    fn bad_templates_are_refused_with_what_is_wrong() {
        let cases = [
            ("{nme}", "there is no column \"nme\""),
            ("{", "the brace at \"{\" has no partner"),
            ("a } b", "the brace at \"} b\" has no partner"),
            ("{id|loud}", "there is no filter \"loud\""),
            ("{t}", "t is made from this column"),
        ];
        for (template, expected) in cases {
            let message = problem(&json!([
                {"name": "id", "generator": {"sequence": {}}},
                {"name": "t", "generator": {"template": {"template": template}}},
            ]));
            let field = "source.generated.recipe.columns[1].generator.template.template";
            assert_eq!(message, format!("{field}: {expected}"));
        }
    }
}
