//! The columns that JSON objects have in common.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, StringArray};
use arrow::datatypes::{DataType, Field, TimeUnit};
use chrono::{DateTime, NaiveDate};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::lines::lines;
use crate::error::{Error, Result};
use crate::limits::MAX_COLUMNS;
use crate::source::typed::typed;
use crate::source::{ColumnType, RawBlock};

/// Columns, and what the user should know of them.
#[derive(Clone, Debug, Default)]
pub struct Inferred {
    /// The columns, in the order in which fields come first.
    pub columns: Vec<ColumnType>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Tells the columns from a block's records, which are JSON objects on a line each. Lines that are
/// no objects are passed over: the decoder says what is wrong with them.
///
/// # Errors
/// [`Error::Source`] when there are no fields, too many, or one with a name that no type can have.
pub fn infer(block: &RawBlock) -> Result<Inferred> {
    let (mut all, mut has_objects) = (Object::default(), false);
    for line in lines(&block.bytes) {
        if let Ok(Kind::Object(object)) = serde_json::from_slice(&block.bytes[line]) {
            all.merge(object);
            has_objects = true;
        }
        if all.fields() > MAX_COLUMNS {
            let problem = format!("there are more than {MAX_COLUMNS} different fields");
            let remedy = "Write names that are data as values: a list of objects instead.";
            return Err(Error::source("the first records", problem, remedy));
        }
    }
    if all.fields.is_empty() {
        let first = block.bytes.trim_ascii_start().first();
        return Err(none(first.filter(|_| !has_objects)));
    }
    let mut inferred = Inferred::default();
    for (name, kind) in all.fields {
        let data_type = kind.data_type(&name, &mut inferred.notes);
        let written = data_type.to_string();
        if written.parse().ok() != Some(data_type) {
            let problem = "a field inside has a name with quotes, backslashes or signs that \
                cannot be seen, which no type has in writing";
            let place = format!("column {name}");
            return Err(Error::source(place, problem, "Give the field another name."));
        }
        inferred.columns.push(ColumnType { name, data_type: written });
    }
    Ok(inferred)
}

/// There are no fields, and what there may be instead of objects, by its first byte.
fn none(first: Option<&u8>) -> Error {
    let (problem, remedy) = match first {
        Some(b'[') => (
            "there is a JSON list, and no object on each line",
            "Write each record on a line of its own, as `jq -c '.[]'` does of a list.",
        ),
        Some(b'{') => (
            "there is no JSON object with fields that begins and ends on one line",
            "Write each record on a line of its own, as `jq -c .` does.",
        ),
        _ => {
            ("there is no JSON object with fields", "Give a file with a JSON object on each line.")
        }
    };
    Error::source("the first records", problem, remedy)
}

/// What values have in common.
#[derive(Debug)]
enum Kind {
    /// There was none, or null.
    Nothing,
    Boolean,
    Whole,
    /// A number with a fraction.
    Real,
    /// A whole number that is larger than those of 64 bits.
    Large,
    Text,
    /// A text that is a date.
    Date,
    /// A text that is a moment with its offset from UTC.
    Moment,
    List(Box<Kind>),
    Object(Object),
    /// Values of different kinds.
    Mixed,
}

/// Fields in the order in which they came first.
#[derive(Debug, Default)]
struct Object {
    fields: Vec<(String, Kind)>,
    places: HashMap<String, usize>,
}

impl Object {
    fn merge(&mut self, other: Self) {
        for (name, kind) in other.fields {
            self.add(name, kind);
        }
    }

    fn add(&mut self, name: String, kind: Kind) {
        if let Some(place) = self.places.get(&name) {
            self.fields[*place].1.merge(kind);
        } else {
            self.places.insert(name.clone(), self.fields.len());
            self.fields.push((name, kind));
        }
    }

    /// How many fields there are, with those inside others.
    fn fields(&self) -> usize {
        self.fields.iter().map(|(_, kind)| 1 + kind.fields()).sum()
    }
}

impl Kind {
    fn merge(&mut self, other: Self) {
        let this = std::mem::replace(self, Self::Nothing);
        *self = match (this, other) {
            (Self::Nothing, kind) | (kind, Self::Nothing) => kind,
            (Self::Boolean, Self::Boolean) => Self::Boolean,
            (Self::Whole, Self::Whole) => Self::Whole,
            (Self::Whole | Self::Real, Self::Whole | Self::Real) => Self::Real,
            (Self::Large, Self::Whole | Self::Real | Self::Large)
            | (Self::Whole | Self::Real, Self::Large) => Self::Large,
            (Self::Date, Self::Date) => Self::Date,
            (Self::Moment, Self::Moment) => Self::Moment,
            (this, other) if this.is_text() && other.is_text() => Self::Text,
            (Self::List(mut this), Self::List(other)) => {
                this.merge(*other);
                Self::List(this)
            }
            (Self::Object(mut this), Self::Object(other)) => {
                this.merge(other);
                Self::Object(this)
            }
            _ => Self::Mixed,
        };
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Date | Self::Moment)
    }

    fn fields(&self) -> usize {
        match self {
            Self::List(kind) => kind.fields(),
            Self::Object(object) => object.fields(),
            _ => 0,
        }
    }

    fn data_type(&self, path: &str, notes: &mut Vec<String>) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Whole => DataType::Int64,
            Self::Real => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Large => {
                notes.push(format!(
                    "{path} has numbers beyond 64 bits, of which whole ones lose digits as \
                     Float64: choose Utf8 or Decimal128(38, 0) to keep them."
                ));
                DataType::Float64
            }
            Self::List(kind) => {
                let inside = kind.data_type(&format!("{path}.element"), notes);
                DataType::List(Arc::new(Field::new_list_field(inside, true)))
            }
            Self::Object(object) if !object.fields.is_empty() => {
                let field = |(name, kind): &(String, Self)| {
                    Field::new(name, kind.data_type(&format!("{path}.{name}"), notes), true)
                };
                DataType::Struct(object.fields.iter().map(field).collect())
            }
            Self::Nothing | Self::Object(_) => {
                notes.push(format!(
                    "{path} has no value in the first records: it is taken for text."
                ));
                DataType::Utf8
            }
            Self::Mixed => {
                notes.push(format!("{path} has values of different kinds: it is taken for text."));
                DataType::Utf8
            }
        }
    }
}

/// JSON has no dates: they are texts in the form of RFC 3339, and other texts are no dates.
fn kind_of(text: &str) -> Kind {
    let is_typed = |data_type: &DataType| {
        let texts = StringArray::from(vec![text]);
        typed(&texts, data_type).is_ok_and(|array| array.null_count() == 0)
    };
    let moment = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    if NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() && is_typed(&DataType::Date32) {
        Kind::Date
    } else if DateTime::parse_from_rfc3339(text).is_ok() && is_typed(&moment) {
        Kind::Moment
    } else {
        Kind::Text
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(KindVisitor)
    }
}

struct KindVisitor;

impl<'de> Visitor<'de> for KindVisitor {
    type Value = Kind;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> std::result::Result<Kind, E> {
        Ok(Kind::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<Kind, E> {
        Ok(Kind::Boolean)
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<Kind, E> {
        Ok(Kind::Whole)
    }

    fn visit_u64<E>(self, number: u64) -> std::result::Result<Kind, E> {
        Ok(if i64::try_from(number).is_ok() { Kind::Whole } else { Kind::Large })
    }

    fn visit_f64<E>(self, number: f64) -> std::result::Result<Kind, E> {
        // Whole numbers that no u64 holds come as floats, too.
        Ok(if number.abs() >= 9e18 { Kind::Large } else { Kind::Real })
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Kind, E> {
        Ok(kind_of(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Kind, A::Error> {
        let mut all = Kind::Nothing;
        while let Some(kind) = list.next_element()? {
            all.merge(kind);
        }
        Ok(Kind::List(Box::new(all)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Kind, A::Error> {
        let mut object = Object::default();
        while let Some((name, kind)) = map.next_entry()? {
            object.add(name, kind);
        }
        Ok(Kind::Object(object))
    }
}
