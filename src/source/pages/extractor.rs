//! Pages to records.

use std::fmt::{self, Formatter};

use serde::Deserializer;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::page::Page;
use super::{OnError, Pages};
use crate::error::{Error, Result};

/// Takes the records out of pages, as the texts that they are: a number keeps all its digits.
#[derive(Clone, Debug)]
pub struct Extractor {
    /// Where the list of records is.
    pointer: String,
    /// Whether what is no record fails the run; else the decoder leaves it out and counts it.
    is_strict: bool,
}

impl Extractor {
    /// For the pages of a job.
    #[must_use]
    pub fn new(pages: &Pages) -> Self {
        Self { pointer: pages.records.clone(), is_strict: pages.on_error == OnError::Fail }
    }

    /// Hands over a page's records with their numbers from 1, and counts them.
    ///
    /// # Errors
    /// [`Error::Pages`] when there is no list of records, or what is no record in it; and what
    /// `take` says.
    pub fn extract<'a>(
        &self,
        page: &Page<'a>,
        mut take: impl FnMut(u64, &'a str) -> Result<()>,
    ) -> Result<u64> {
        let list = self.list(page)?;
        let (mut count, mut failure) = (0, None);
        let each = |record: &'a RawValue| {
            count += 1;
            let result =
                self.check(page, count, record.get()).and_then(|()| take(count, record.get()));
            result.map_err(|error| failure = Some(error))
        };
        let read = serde_json::Deserializer::from_str(list).deserialize_seq(Each(each));
        match (failure, read) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(no_list(page, error.to_string())),
            (None, Ok(())) => Ok(count),
        }
    }

    fn list<'a>(&self, page: &Page<'a>) -> Result<&'a str> {
        let list = page.at(&self.pointer);
        let at = match self.pointer.as_str() {
            "" => "the page".into(),
            pointer => format!("what it has at {pointer}"),
        };
        match list {
            Some(list) if list.starts_with('[') => Ok(list),
            Some(other) => Err(no_list(page, format!("{at} is {}, not a list", kind(other)))),
            None => Err(no_list(page, format!("it has nothing at {}", self.pointer))),
        }
    }

    fn check(&self, page: &Page, number: u64, record: &str) -> Result<()> {
        if !self.is_strict || record.starts_with('{') {
            return Ok(());
        }
        let problem = format!("record {number} is {}, not an object", kind(record));
        let remedy = "Every record must be an object with the columns as its fields. Choose Skip to \
            leave out what is not, and count it.";
        Err(Error::Pages { page: page.number, problem, remedy: remedy.into() })
    }
}

/// What is wrong with the list of a page's records.
fn no_list(page: &Page, problem: String) -> Error {
    let remedy = "Give in `records` where the list of records is, as a JSON pointer: /data for \
        {\"data\": […]}, or nothing for a page that is the list.";
    Error::Pages { page: page.number, problem, remedy: remedy.into() }
}

/// What a JSON value is, in words.
pub(super) fn kind(json: &str) -> &'static str {
    match json.bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// Gives each element of a list to a function, until it fails.
struct Each<F>(F);

impl<'de, F: FnMut(&'de RawValue) -> std::result::Result<(), ()>> Visitor<'de> for Each<F> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> std::result::Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            (self.0)(element).map_err(|()| A::Error::custom("stopped"))?;
        }
        Ok(())
    }
}
