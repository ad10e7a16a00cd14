//! Whether a line is a JSON object with the fields of the columns: Arrow's reader is lenient, and
//! would take the last of two fields, or two numbers for one.

use std::cell::RefCell;
use std::fmt;

use arrow::datatypes::{DataType, Fields};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// What is wrong with a line.
pub(super) enum Wrong {
    /// It cannot be read.
    Record(String),
    /// A field, by its path, has no column.
    Unknown(String),
    /// A field, by its path, has a value of another kind.
    Kind(String, String),
}

/// What is wrong with a line; nothing, if it is an object with fields of the columns' kinds.
pub(super) fn check(line: &str, columns: &DataType) -> Vec<Wrong> {
    if !line.starts_with('{') {
        return vec![Wrong::Record(no_object(line))];
    }
    let wrong = RefCell::new(Vec::new());
    let value = Value { expected: Some(columns), path: Path::default(), wrong: &wrong };
    let mut json = serde_json::Deserializer::from_str(line);
    let read = value.deserialize(&mut json).and_then(|()| json.end());
    match read {
        Ok(()) => wrong.into_inner(),
        Err(error) => vec![Wrong::Record(syntax(&error))],
    }
}

fn no_object(line: &str) -> String {
    let found = match line.as_bytes() {
        [b'[', ..] => "a list",
        [b'"', ..] => "a text",
        _ => "something else",
    };
    format!("there is {found}, and not a JSON object")
}

fn syntax(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the JSON object does not end on its line".into();
    }
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or_default();
    if cause.contains("out of range") {
        return format!("the number up to column {} is too large", error.column());
    }
    format!("this is no JSON at column {}: {cause}", error.column())
}

/// Where a value is in a record.
#[derive(Clone, Copy, Default)]
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    name: &'a str,
}

impl Path<'_> {
    fn text(&self) -> String {
        match self.parent {
            Some(parent) if parent.parent.is_some() => format!("{}.{}", parent.text(), self.name),
            _ => self.name.into(),
        }
    }
}

/// A value, and what it should be; nothing, inside of what is not read.
#[derive(Clone, Copy)]
struct Value<'a> {
    expected: Option<&'a DataType>,
    path: Path<'a>,
    wrong: &'a RefCell<Vec<Wrong>>,
}

impl Value<'_> {
    /// A value that is no object and no list.
    fn scalar(self, kind: &str) {
        if let Some(DataType::Struct(_) | DataType::List(_)) = self.expected {
            self.is_no(kind);
        }
    }

    fn is_no(self, kind: &str) {
        if let Some(expected) = self.expected {
            let problem = format!("{kind} is no {expected}");
            self.wrong.borrow_mut().push(Wrong::Kind(self.path.text(), problem));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.scalar("a boolean");
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.scalar("a number");
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.scalar("a number");
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.scalar("a number");
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.scalar("a text");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let expected = if let Some(DataType::List(field)) = self.expected {
            Some(field.data_type())
        } else {
            self.is_no("a list");
            None
        };
        let path = Path { parent: Some(&self.path), name: "element" };
        while list.next_element_seed(Value { expected, path, ..self })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Some(DataType::Struct(fields)) = self.expected {
            return self.fields(fields, map);
        }
        let path = Path { parent: Some(&self.path), name: "" };
        let mut is_empty = true;
        while map.next_key_seed(Name { fields: &Fields::empty(), from: 0 })?.is_some() {
            is_empty = false;
            map.next_value_seed(Value { expected: None, path, ..self })?;
        }
        // An object without fields says nothing: it is null.
        if !is_empty {
            self.is_no("an object");
        }
        Ok(())
    }
}

impl Value<'_> {
    /// The fields of an object.
    fn fields<'de, A: MapAccess<'de>>(self, fields: &Fields, mut map: A) -> Result<(), A::Error> {
        let mut seen = vec![false; fields.len()];
        let mut from = 0;
        while let Some(found) = map.next_key_seed(Name { fields, from })? {
            let (name, expected) = match &found {
                Ok(place) => (fields[*place].name(), Some(fields[*place].data_type())),
                Err(name) => (name, None),
            };
            let path = Path { parent: Some(&self.path), name };
            match found {
                Ok(place) if std::mem::replace(&mut seen[place], true) => {
                    let problem = format!("there are two fields {:?}", path.text());
                    return Err(serde::de::Error::custom(problem));
                }
                Ok(place) => from = place + 1,
                Err(_) => self.wrong.borrow_mut().push(Wrong::Unknown(path.text())),
            }
            map.next_value_seed(Value { expected, path, ..self })?;
        }
        Ok(())
    }
}

/// A field's place, which is looked for from where it is likely; or else its name.
struct Name<'a> {
    fields: &'a Fields,
    from: usize,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Result<usize, String>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let mut places = (self.from..self.fields.len()).chain(0..self.from);
        Ok(places.find(|place| self.fields[*place].name() == name).ok_or_else(|| name.into()))
    }
}
