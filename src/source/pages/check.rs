//! What can be wrong with the fields of a job's pages.

use url::Url;

use super::body::is_pointer;
use super::{Pages, Paging, address, builtin};
use crate::error::{Checked, Problem};
use crate::source::ndjson;

/// Where columns stand in a job.
pub(super) const COLUMNS: &str = "source.pages.columns";

const MAX_PAGES: u64 = 1_000_000;

const MAX_RETRIES: u32 = 20;

/// Faster than any API lets a page ask.
const MAX_RATE: f64 = 1_000.0;

/// All that is wrong with the fields.
pub(super) fn problems(pages: &Pages) -> Vec<Problem> {
    let url = address::parse(&pages.url);
    let taken = url.as_ref().map(|url| parameters(pages, url)).unwrap_or_default();
    let rate = pages.requests_per_second.map_or(Ok(()), rate);
    let builtin = match (&pages.builtin, pages.is_builtin()) {
        (Some(builtin), true) => builtin.problems(),
        (Some(_), false) => {
            let problem = format!("the URL is not {}", builtin::URL);
            vec![Problem::new(at("builtin"), problem, "Leave it out, or enter that URL.")]
        }
        (None, _) => Vec::new(),
    };
    let checks = [
        page_size(pages),
        pointer("records", &pages.records),
        pointer("total", pages.total.as_deref().unwrap_or_default()),
        cursor(&pages.paging),
        whole("max_pages", pages.max_pages, 1, MAX_PAGES),
        rate,
        whole("retries", pages.retries.into(), 0, MAX_RETRIES.into()),
    ];
    url.err()
        .into_iter()
        .chain(taken)
        .chain(checks.into_iter().filter_map(Checked::err))
        .chain(ndjson::problems(&pages.columns, COLUMNS))
        .chain(builtin)
        .collect()
}

fn at(field: &str) -> String {
    format!("source.pages.{field}")
}

/// Every parameter has a name of its own, also among those of the URL.
fn parameters(pages: &Pages, url: &Url) -> Vec<Problem> {
    let all = pages.paging.parameters();
    let problem = |(place, (field, name)): (usize, &(&str, &str))| {
        let problem = if name.is_empty() {
            "is empty".into()
        } else if url.query_pairs().any(|(known, _)| known == *name) {
            format!("the URL has the parameter {name:?} already")
        } else if all[..place].iter().any(|(_, other)| other == name) {
            format!("there are two parameters {name:?}")
        } else if pages.is_builtin() && *name != builtin::PARAMETERS[place.min(1)] {
            format!("the built-in API does not know the parameter {name:?}")
        } else {
            return None;
        };
        let remedy = "Enter the name that the API's documentation says.";
        Some(Problem::new(at(&format!("paging.{field}")), problem, remedy))
    };
    let mut problems: Vec<_> = all.iter().enumerate().filter_map(problem).collect();
    if pages.is_builtin() && !matches!(pages.paging, Paging::PageNumber(_)) {
        let problem = "the built-in API has page numbers only";
        problems.push(Problem::new(at("paging"), problem, "Choose page_number."));
    }
    problems
}

fn page_size(pages: &Pages) -> Checked {
    match (pages.page_size, pages.paging.size_parameter()) {
        (Some(0), _) => Err(Problem::new(at("page_size"), "0 is out of range", "Enter 1 or more.")),
        (Some(_), None) => {
            let problem = "the paging has no parameter for it";
            let remedy = "Give the parameter's name, or put the page size into the URL.";
            Err(Problem::new(at("page_size"), problem, remedy))
        }
        _ => Ok(()),
    }
}

fn pointer(field: &str, pointer: &str) -> Checked {
    if is_pointer(pointer) {
        return Ok(());
    }
    let problem = format!("{pointer:?} is no JSON pointer");
    Err(Problem::new(at(field), problem, "Begin every name with a slash, as in /data/items."))
}

fn cursor(paging: &Paging) -> Checked {
    const FIELD: &str = "paging.cursor.pointer";
    match paging.pointer() {
        Some("") => {
            Err(Problem::new(at(FIELD), "is empty", "Enter a JSON pointer such as /next_cursor."))
        }
        Some(text) => pointer(FIELD, text),
        None => Ok(()),
    }
}

/// A whole number from `least` to `most`.
pub(super) fn whole(field: &str, value: u64, least: u64, most: u64) -> Checked {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let remedy = format!("Enter a number from {least} to {most}.");
    Err(Problem::new(at(field), format!("{value} is out of range"), remedy))
}

fn rate(value: f64) -> Checked {
    if value > 0.0 && value <= MAX_RATE {
        return Ok(());
    }
    let remedy = format!("Enter a number above 0 and at most {MAX_RATE}, or leave it out.");
    Err(Problem::new(at("requests_per_second"), format!("{value} is out of range"), remedy))
}
