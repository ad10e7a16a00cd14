//! What can be wrong with an answer, and whether to ask again.

use std::time::Duration;

use crate::error::{Error, grouped};

/// The longest wait that an API may ask for.
const MAX_WAIT: Duration = Duration::from_mins(10);

/// Something wrong with an answer.
#[derive(Debug)]
pub(super) struct Trouble {
    pub problem: String,
    remedy: String,
    /// Whether asking again can help, and after how long at least.
    pub again: Option<Duration>,
}

impl Trouble {
    /// It may pass.
    pub fn passing(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        let again = Some(Duration::ZERO);
        Self { problem: problem.into(), remedy: remedy.into(), again }
    }

    /// The same again gives the same.
    pub fn lasting(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { problem: problem.into(), remedy: remedy.into(), again: None }
    }

    pub fn on_page(self, page: u64) -> Error {
        Error::Pages { page, problem: self.problem, remedy: self.remedy }
    }
}

/// An answer that is no page, by its status.
pub(super) fn of_status(status: u16, retry_after: Option<&str>) -> Trouble {
    let problem = format!("the API answered with status {status}");
    match status {
        408 | 429 | 500 | 502..=504 | 506..=599 => busy(problem, retry_after),
        401 | 403 => Trouble::lasting(
            problem,
            "Enter the headers that the API asks for, such as Authorization: Bearer …",
        ),
        404 | 410 => Trouble::lasting(
            problem,
            "Check the URL. An API that answers so behind its last page needs `total`, or a cursor \
             or link that the last page has no more.",
        ),
        _ => Trouble::lasting(problem, "Check the URL and the parameters of the paging."),
    }
}

/// `Retry-After` in seconds is honoured; as a date it would need a clock that is right.
fn busy(problem: String, retry_after: Option<&str>) -> Trouble {
    let seconds = retry_after.and_then(|text| text.trim().parse().ok());
    let wait = Duration::from_secs(seconds.unwrap_or_default());
    if wait > MAX_WAIT {
        let problem = format!("{problem}, and asks to wait {} seconds", grouped(wait.as_secs()));
        return Trouble::lasting(problem, "Start again after that time.");
    }
    let remedy = "Try again later, or ask more slowly: set `requests_per_second`.";
    Trouble { again: Some(wait), ..Trouble::passing(problem, remedy) }
}

pub(super) fn no_answer(cause: &str) -> Trouble {
    Trouble::passing(
        format!("no answer ({cause})"),
        "Check that the URL is right and the API runs, and that it lets pages of other origins read \
         its answers (CORS: Access-Control-Allow-Origin, and Access-Control-Allow-Headers for \
         headers that you send). An https page cannot call http hosts other than localhost.",
    )
}

pub(super) fn unasked() -> Trouble {
    Trouble::lasting("this is no answer to what was asked for", "Report it with the job.")
}

pub(super) fn too_many(max_pages: u64) -> Trouble {
    Trouble::lasting(
        format!(
            "it is the last that max_pages ({}) allows, and not the end of the API",
            grouped(max_pages)
        ),
        "Raise `max_pages` if there are so many; else check the paging: it may have no end.",
    )
}

pub(super) fn same_again() -> Trouble {
    Trouble::lasting(
        "it is the same as the page before",
        "Check the name of the parameter that says which page: an API ignores what it does not know.",
    )
}

pub(super) fn endless() -> Trouble {
    Trouble::lasting(
        "it leads back to a page that was there before, so the pages have no end",
        "Check the parameter of the cursor: an API ignores what it does not know.",
    )
}

pub(super) fn no_total(pointer: &str) -> Trouble {
    Trouble::lasting(
        format!("it has no total at {pointer}"),
        "Give in `total` where the number of all records is, or leave it out.",
    )
}

pub(super) fn more_than_total(records: u64, total: u64) -> Trouble {
    Trouble::lasting(
        format!("there are {} records so far, more than the total of {total}", grouped(records)),
        "Give in `total` the place of the number of all records, not of those on the page; leave \
         it out if the API does not have it.",
    )
}

pub(super) fn less_than_total(records: u64, total: u64) -> Trouble {
    Trouble::lasting(
        format!(
            "the API ended after {} records, but its total is {}",
            grouped(records),
            grouped(total)
        ),
        "Start again: records may have been removed meanwhile. Leave `total` out if it is only \
         about right.",
    )
}

pub(super) fn no_cursor(pointer: &str) -> Trouble {
    Trouble::lasting(
        format!("it has nothing at {pointer}, where the cursor should be"),
        "Correct the pointer. If this really is the only page, set `max_pages` to 1.",
    )
}

pub(super) fn no_link() -> Trouble {
    Trouble::lasting(
        "it has no header Link, so nobody knows whether there are more pages",
        "A page in a browser only sees the header if the API answers with \
         Access-Control-Expose-Headers: Link. Use another paging, or give `total`. If this really \
         is the only page, set `max_pages` to 1.",
    )
}

pub(super) fn bad_cursor(pointer: &str, kind: &str) -> Trouble {
    Trouble::lasting(
        format!("the cursor at {pointer} is {kind}"),
        "Give the pointer of a text or number.",
    )
}

pub(super) fn bad_url(what: &str) -> Trouble {
    Trouble::lasting(
        format!("the URL of the next page {what}"),
        "Pages are only asked for where the job says, as headers that are sent may be secrets: \
         enter the URL as the API has it in its links.",
    )
}
