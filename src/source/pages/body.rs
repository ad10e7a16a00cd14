//! The JSON of a page: read once to see that it is whole, and then only where something is looked
//! for. What lies between stays text, so that nothing is as deep or as large in memory as a page
//! wants it to be.

use std::borrow::Cow;
use std::fmt::{self, Formatter};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::value::RawValue;

/// Why a body is no page.
#[derive(Debug, PartialEq, Eq)]
pub enum NoJson {
    /// It ends too soon: the connection may have been cut.
    Cut(String),
    /// It is something else.
    Other(String),
}

/// A page's JSON, which is whole.
#[derive(Debug)]
pub struct Body<'a> {
    text: &'a str,
    /// What the pointers that are looked for begin with.
    members: Vec<(String, Option<&'a RawValue>)>,
}

impl<'a> Body<'a> {
    /// Reads a body in which some JSON pointers will be looked for.
    ///
    /// # Errors
    /// [`NoJson`] for what is no JSON.
    pub fn read(bytes: &'a [u8], pointers: &[&str]) -> Result<Self, NoJson> {
        let text = str::from_utf8(bytes).map_err(|error| {
            let place = error.valid_up_to() + 1;
            match error.error_len() {
                None => {
                    NoJson::Cut(format!("the body ends in the middle of byte {place}'s letter"))
                }
                Some(_) => NoJson::Other(format!("byte {place} of the body is not UTF-8")),
            }
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_ascii();
        if text.is_empty() {
            return Err(NoJson::Cut("the body is empty".into()));
        }
        let names: Vec<_> = pointers.iter().filter_map(|pointer| first(pointer)).collect();
        let found = members(text, &names.iter().map(|(name, _)| &**name).collect::<Vec<_>>());
        let found = found.map_err(|error| no_json(&error))?;
        let members = names.into_iter().map(|(name, _)| name.into_owned()).zip(found).collect();
        Ok(Self { text, members })
    }

    /// The value at one of these pointers, as the text that it is.
    pub fn at(&self, pointer: &str) -> Option<&'a str> {
        let Some((name, mut rest)) = first(pointer) else { return Some(self.text) };
        let mut value = self.members.iter().find(|(member, _)| *member == name)?.1?;
        while let Some((name, next)) = first(rest) {
            value = members(value.get(), &[&name]).ok()?.pop()??;
            rest = next;
        }
        Some(value.get())
    }
}

/// Whether a text is a JSON pointer (RFC 6901).
pub fn is_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/')) && { escapes }
        .all(|rest| rest.starts_with(['0', '1']))
}

/// The first name of a JSON pointer, and the rest; nothing for the empty pointer.
fn first(pointer: &str) -> Option<(Cow<'_, str>, &str)> {
    let names = pointer.strip_prefix('/')?;
    let (name, rest) = names.split_at(names.find('/').unwrap_or(names.len()));
    if !name.contains('~') {
        return Some((name.into(), rest));
    }
    Some((name.replace("~1", "/").replace("~0", "~").into(), rest))
}

fn no_json(error: &serde_json::Error) -> NoJson {
    match error.classify() {
        Category::Eof => NoJson::Cut(format!("the JSON is cut off: {error}")),
        _ => NoJson::Other(format!("the body is not JSON: {error}")),
    }
}

/// The members of an object, or elements of a list, that have these names or places. Any other
/// value has none.
fn members<'a>(json: &'a str, names: &[&str]) -> serde_json::Result<Vec<Option<&'a RawValue>>> {
    if names.is_empty() || !json.starts_with(['{', '[']) {
        serde_json::from_str::<&RawValue>(json)?;
        return Ok(vec![None; names.len()]);
    }
    let mut json = serde_json::Deserializer::from_str(json);
    let members = json.deserialize_any(Members(names))?;
    json.end()?;
    Ok(members)
}

struct Members<'n>(&'n [&'n str]);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = vec![None; self.0.len()];
        while let Some(place) = map.next_key_seed(Name(self.0))? {
            match place {
                Some(place) => found[place] = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut found = vec![None; self.0.len()];
        let places: Vec<_> = self.0.iter().map(|name| name.parse::<usize>().ok()).collect();
        for element in 0.. {
            match places.iter().position(|place| *place == Some(element)) {
                Some(place) => match list.next_element()? {
                    Some(value) => found[place] = Some(value),
                    None => break,
                },
                None if list.next_element::<IgnoredAny>()?.is_none() => break,
                None => {}
            }
        }
        Ok(found)
    }
}

/// The place of a member's name among some names.
struct Name<'n>(&'n [&'n str]);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let name = Cow::<str>::deserialize(json)?;
        Ok(self.0.iter().position(|known| *known == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(json: &str, pointer: &str) -> Option<String> {
        Body::read(json.as_bytes(), &[pointer]).unwrap().at(pointer).map(Into::into)
    }

    #[test]
    fn values_are_found_by_their_pointers() {
        let json =
            "\u{feff} {\"a\": [1, {\"b/c\": 1.50}], \"~\": null, \"a\": [2, {\"b/c\": 7e0}]}\n";
        let table = [
            ("/a/1/b~1c", Some("7e0")),
            ("/a/0", Some("2")),
            ("/a/00x", None),
            ("/a/2", None),
            ("/a/0/x", None),
            ("/~0", Some("null")),
            ("/b", None),
            ("/", None),
            ("", Some(&json[4..json.len() - 1])),
        ];
        for (pointer, expected) in table {
            assert_eq!(at(json, pointer).as_deref(), expected, "{pointer}");
        }
        assert_eq!(at("[{\"pages\": 2}, [1]]", "/1").as_deref(), Some("[1]"));
        assert_eq!(at("7", "/a"), None);
        assert_eq!(at("7", "").as_deref(), Some("7"));
    }

    #[test]
    fn several_pointers_may_begin_alike() {
        let json = br#"{"meta": {"total": 2, "next": "x"}, "data": []}"#;
        let pointers = ["/meta/total", "/meta/next", "/data", ""];
        let body = Body::read(json, &pointers).unwrap();
        let found = pointers.map(|pointer| body.at(pointer).unwrap());
        assert_eq!(found, ["2", "\"x\"", "[]", str::from_utf8(json).unwrap()]);
    }

    #[test]
    fn what_is_cut_is_told_from_what_is_something_else() {
        let table: [(&[u8], bool, &str); 9] = [
            (b"", true, "the body is empty"),
            (b" \n", true, "the body is empty"),
            (
                b"{\"a\": [1",
                true,
                "the JSON is cut off: EOF while parsing a list at line 1 column 8",
            ),
            (b"{\"a\": \"\xc3", true, "the body ends in the middle of byte 8's letter"),
            (b"{\"a\": \"\xc3\"}", false, "byte 8 of the body is not UTF-8"),
            (b"<html>", false, "the body is not JSON: expected value at line 1 column 1"),
            (b"{\"a\": 1} x", false, "the body is not JSON: trailing characters"),
            (b"{\"a\": 01}", false, "the body is not JSON: invalid number"),
            (b"[1,]", false, "the body is not JSON: "),
        ];
        for (bytes, is_cut, told) in table {
            for pointers in [&["/a"][..], &[""]] {
                match Body::read(bytes, pointers).unwrap_err() {
                    NoJson::Cut(text) => assert!(is_cut && text.starts_with(told), "{text}"),
                    NoJson::Other(text) => assert!(!is_cut && text.starts_with(told), "{text}"),
                }
            }
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(at(&format!("{{\"a\": {deep}}}"), "/a/0/0").unwrap().len(), 2_000_000 - 4);
        let cut = Body::read(&deep.as_bytes()[..1_000_000], &["/x"]).unwrap_err();
        assert!(matches!(cut, NoJson::Cut(_)), "{cut:?}");
    }

    #[test]
    fn pointers() {
        assert!(["", "/", "/a~0/b~1", "/ä/0"].into_iter().all(is_pointer));
        assert!(!["a", "$.a", "/a~", "/a~2", "#/a"].into_iter().any(is_pointer));
    }
}
