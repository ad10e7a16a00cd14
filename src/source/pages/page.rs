//! A page that is whole.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Pages;
use super::body::{Body, NoJson};
use super::trouble::Trouble;
use crate::limits::MAX_PAGE_BYTES;

/// A page of an API.
#[derive(Debug)]
pub struct Page<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// How many records all pages have, if it says so.
    pub total: Option<u64>,
    /// The header `Link`.
    pub(super) link: Option<&'a str>,
    /// Stands for the body: another one has another.
    pub(super) hash: u64,
    body: Body<'a>,
}

impl<'a> Page<'a> {
    pub(super) fn read(
        pages: &Pages,
        number: u64,
        bytes: &'a [u8],
        link: Option<&'a str>,
    ) -> Result<Self, Trouble> {
        if bytes.len() > MAX_PAGE_BYTES {
            let problem = format!("it has {} bytes, more than {MAX_PAGE_BYTES}", bytes.len());
            return Err(Trouble::lasting(problem, "Ask for smaller pages."));
        }
        let pointers = [Some(&*pages.records), pages.total.as_deref(), pages.paging.pointer()];
        let pointers: Vec<_> = pointers.into_iter().flatten().collect();
        let body = Body::read(bytes, &pointers).map_err(no_json)?;
        let total = pages.total.as_deref().map(|pointer| total(&body, pointer)).transpose()?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Ok(Self { number, total: total.flatten(), link, hash: hasher.finish(), body })
    }

    /// The JSON that it has at a pointer of the job.
    pub(super) fn at(&self, pointer: &str) -> Option<&'a str> {
        self.body.at(pointer)
    }
}

fn no_json(error: NoJson) -> Trouble {
    let remedy = "Check that the URL is of an API that answers with JSON.";
    match error {
        NoJson::Cut(problem) => Trouble::passing(problem, remedy),
        NoJson::Other(problem) => Trouble::lasting(problem, remedy),
    }
}

/// The number of all records; a page may leave it out.
fn total(body: &Body, pointer: &str) -> Result<Option<u64>, Trouble> {
    let Some(json) = body.at(pointer).filter(|json| *json != "null") else { return Ok(None) };
    json.trim_matches('"').parse().map(Some).map_err(|_| {
        let problem = format!("the total at {pointer} is not a whole number");
        let remedy = "Give in `total` where the number of all records is, or leave it out.";
        Trouble::lasting(problem, remedy)
    })
}
