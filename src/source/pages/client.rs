//! Which page is asked for, when, and how often.

use std::time::Duration;

use super::course::Course;
use super::page::Page;
use super::trouble::{self, Trouble};
use super::{Pages, check};
use crate::backoff::Backoff;
use crate::error::{Error, Result};
use crate::source::{Answer, PageRequest};

/// How long an API may take for a page.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Asks an API for its pages, one after another: it says what to ask for, and is given what came
/// back.
#[derive(Debug)]
pub struct PageClient {
    pages: Pages,
    course: Course,
    /// The page that is asked for; nothing at the end.
    request: Option<PageRequest>,
    backoff: Backoff,
}

impl PageClient {
    /// The first page is next. The seed decides how long retries wait.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every field that cannot be used.
    pub fn new(pages: &Pages, seed: u64) -> Result<Self> {
        Error::of(check::problems(pages))?;
        let (course, first) = Course::new(pages)?;
        let request = PageRequest {
            url: first.into(),
            wait_seconds: 0.0,
            timeout_seconds: TIMEOUT.as_secs_f64(),
            page: 1,
            tries: 0,
            cause: None,
        };
        let backoff = Backoff::new(seed);
        Ok(Self { pages: pages.clone(), course, request: Some(request), backoff })
    }

    /// The page to ask for, with `GET`; nothing when all were given.
    #[must_use]
    pub fn request(&self) -> Option<&PageRequest> {
        self.request.as_ref()
    }

    /// The page in an answer; nothing if it has to be asked for again. Who has taken its records
    /// says so by [`Self::turn`].
    ///
    /// # Errors
    /// [`Error::Pages`] for what no further try would change, and after the last one.
    pub fn answer<'a>(&mut self, answer: &Answer<'a>) -> Result<Option<Page<'a>>> {
        let number = self.request.as_ref().map_or(1, |request| request.page);
        let page = match *answer {
            _ if self.request.is_none() => Err(trouble::unasked()),
            Answer::Page { status: 200..=299, link, body, .. } => {
                Page::read(&self.pages, number, body, link)
            }
            Answer::Page { status, retry_after, .. } => {
                Err(trouble::of_status(status, retry_after))
            }
            Answer::NoPage(cause) => Err(trouble::no_answer(cause)),
            Answer::Bytes(_) | Answer::End => Err(trouble::unasked()),
        };
        match page {
            Ok(page) => Ok(Some(page)),
            Err(trouble) => self.again(trouble).map(|()| None),
        }
    }

    /// A first page that was asked for before.
    pub(super) fn first<'a>(&self, body: &'a [u8]) -> Result<Page<'a>> {
        Page::read(&self.pages, 1, body, None).map_err(|trouble| trouble.on_page(1))
    }

    /// The page had so many records: the next one is asked for, or none.
    ///
    /// # Errors
    /// [`Error::Pages`] when the pages have no end, or it comes too soon.
    pub fn turn(&mut self, page: &Page, records: u64) -> Result<()> {
        let next = self.course.after(&self.pages, page, records);
        let next = next.map_err(|trouble| trouble.on_page(page.number))?;
        self.request = next.map(|url| PageRequest {
            url: url.into(),
            wait_seconds: self.pages.interval(),
            timeout_seconds: TIMEOUT.as_secs_f64(),
            page: page.number + 1,
            tries: 0,
            cause: None,
        });
        Ok(())
    }

    /// Asks for the same page once more, if that can help.
    fn again(&mut self, mut trouble: Trouble) -> Result<()> {
        let Some(request) = &mut self.request else { return Err(trouble.on_page(1)) };
        let Some(at_least) = trouble.again else { return Err(trouble.on_page(request.page)) };
        if request.tries >= self.pages.retries {
            trouble.problem = format!("{} (tried {} times)", trouble.problem, request.tries + 1);
            return Err(trouble.on_page(request.page));
        }
        request.tries += 1;
        let wait = self.backoff.wait(request.tries).max(at_least).as_secs_f64();
        request.wait_seconds = wait.max(self.pages.interval());
        request.cause = Some(trouble.problem);
        Ok(())
    }
}
