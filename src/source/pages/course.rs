//! From one page to the next, up to the end.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use url::Url;

use super::extractor::kind;
use super::page::Page;
use super::paging::{Cursor, Paging};
use super::trouble::{self, Trouble};
use super::{Pages, address, link};
use crate::error::Checked;

/// Records that are asked for on a page, unless the job says how many.
const PAGE_SIZE: u64 = 1_000;

/// The way through an API's pages.
#[derive(Debug)]
pub(super) struct Course {
    /// The job's URL.
    base: Url,
    /// The URL of the page that is asked for.
    here: Url,
    /// Records of all pages so far.
    records: u64,
    /// Records that all pages have, as the last page which knew it said.
    total: Option<u64>,
    /// The page before.
    last: Option<u64>,
    /// URLs that pages named.
    seen: HashSet<u64>,
}

impl Course {
    /// The way, and the first page on it.
    pub(super) fn new(pages: &Pages) -> Checked<(Self, Url)> {
        let base = address::parse(&pages.url)?;
        let here = counted(pages, &base, 0, 0);
        let seen = HashSet::from([hash(&here)]);
        let (records, total, last) = (0, None, None);
        Ok((Self { base, here: here.clone(), records, total, last, seen }, here))
    }

    /// The page after one that had so many records; nothing at the end.
    pub(super) fn after(
        &mut self,
        pages: &Pages,
        page: &Page,
        records: u64,
    ) -> Result<Option<Url>, Trouble> {
        self.records += records;
        self.total = page.total.or(self.total);
        if let (Some(pointer), None) = (&pages.total, self.total) {
            return Err(trouble::no_total(pointer));
        }
        if let Some(total) = self.total.filter(|total| self.records > *total) {
            return Err(trouble::more_than_total(self.records, total));
        }
        let next = match &pages.paging {
            Paging::PageNumber(_) | Paging::Offset(_) => self.by_count(pages, page, records)?,
            Paging::Cursor(cursor) => self.by_cursor(pages, page, cursor)?,
            Paging::LinkHeader => self.by_link(pages, page)?,
        };
        match (&next, self.total) {
            (None, Some(total)) if self.records < total => {
                return Err(trouble::less_than_total(self.records, total));
            }
            (Some(_), _) if page.number >= pages.max_pages => {
                return Err(trouble::too_many(pages.max_pages));
            }
            (Some(url), _) => self.here = url.clone(),
            _ => {}
        }
        Ok(next)
    }

    /// A page may be shorter than it was asked to be, as APIs have limits of their own: only an
    /// empty one is the end, where no total says it.
    fn by_count(
        &mut self,
        pages: &Pages,
        page: &Page,
        records: u64,
    ) -> Result<Option<Url>, Trouble> {
        if records == 0 {
            return Ok(None);
        }
        if self.last.replace(page.hash) == Some(page.hash) {
            return Err(trouble::same_again());
        }
        let is_end = self.total == Some(self.records);
        Ok((!is_end).then(|| counted(pages, &self.base, page.number, self.records)))
    }

    fn by_cursor(
        &mut self,
        pages: &Pages,
        page: &Page,
        by: &Cursor,
    ) -> Result<Option<Url>, Trouble> {
        let Some(json) = page.at(&by.pointer) else {
            return self.no_word(pages, page, || trouble::no_cursor(&by.pointer));
        };
        let cursor = match json {
            "null" | "false" | "\"\"" => return Ok(None),
            json if json.starts_with('"') => serde_json::from_str::<String>(json).ok(),
            json if kind(json) == "a number" => Some(json.to_owned()),
            _ => None,
        };
        let bad = || trouble::bad_cursor(&by.pointer, kind(json));
        let cursor = cursor.ok_or_else(bad)?;
        let is_url = cursor.starts_with("http://") || cursor.starts_with("https://");
        match &by.parameter {
            Some(parameter) if !is_url => {
                self.named(address::with(&self.base, &[(parameter, &cursor)])).map(Some)
            }
            _ => self.follow(&cursor).map(Some),
        }
    }

    fn by_link(&mut self, pages: &Pages, page: &Page) -> Result<Option<Url>, Trouble> {
        let Some(header) = page.link else { return self.no_word(pages, page, trouble::no_link) };
        link::next(header).map(|url| self.follow(url)).transpose()
    }

    /// A page does not say at all whether there are more. That is the end after others which did;
    /// on the first page it may as well be a name that is not right.
    fn no_word(
        &self,
        pages: &Pages,
        page: &Page,
        trouble: impl FnOnce() -> Trouble,
    ) -> Result<Option<Url>, Trouble> {
        if page.number > 1 || pages.max_pages == 1 || self.total.is_some() {
            return Ok(None);
        }
        Err(trouble())
    }

    fn follow(&mut self, reference: &str) -> Result<Url, Trouble> {
        self.named(address::follow(&self.here, reference).map_err(|what| trouble::bad_url(&what))?)
    }

    /// A URL that a page names: each is asked for once.
    fn named(&mut self, url: Url) -> Result<Url, Trouble> {
        if self.seen.insert(hash(&url)) { Ok(url) } else { Err(trouble::endless()) }
    }
}

/// The page after so many pages and records, where they say which it is.
fn counted(pages: &Pages, base: &Url, before: u64, records: u64) -> Url {
    let place = pages.paging.counted(before, records).map(|(name, at)| (name, at.to_string()));
    let size = pages.page_size.unwrap_or(PAGE_SIZE).to_string();
    let size = pages.paging.size_parameter().map(|name| (name, size));
    let all: Vec<_> = place.into_iter().chain(size).collect();
    address::with(base, &all.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>())
}

fn hash(url: &Url) -> u64 {
    let mut hasher = DefaultHasher::new();
    url.as_str().hash(&mut hasher);
    hasher.finish()
}
