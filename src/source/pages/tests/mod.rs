//! The stages together, against APIs in memory.

mod fields;
mod trouble;
mod ways;

use serde_json::{Value, json};

use super::*;
use crate::source::{Answer, Next, PageRequest};

/// What an API in memory answers.
#[derive(Clone, Default)]
struct Reply {
    status: u16,
    link: Option<String>,
    retry_after: Option<String>,
    /// No answer at all.
    is_lost: bool,
    body: Vec<u8>,
}

fn ok(body: &Value) -> Reply {
    Reply { status: 200, body: body.to_string().into_bytes(), ..Reply::default() }
}

fn text(body: &str) -> Reply {
    Reply { status: 200, body: body.into(), ..Reply::default() }
}

fn status(status: u16) -> Reply {
    Reply { status, ..Reply::default() }
}

/// A job's pages: with numbers, three records on a page under `data`, and these other fields.
fn pages(other: &Value) -> Pages {
    let mut pages = json!({"url": "https://h/items?x=1", "records": "/data",
        "paging": {"page_number": {"parameter": "page"}}});
    let fields = pages.as_object_mut().unwrap();
    fields.extend(other.as_object().unwrap().clone());
    serde_json::from_value(pages).unwrap()
}

fn cursor(other: &Value) -> Pages {
    let mut fields = json!({"paging": {"cursor": {"parameter": "c", "pointer": "/next"}}});
    fields.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    pages(&fields)
}

fn link(other: &Value) -> Pages {
    let mut fields = json!({"paging": "link_header"});
    fields.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    pages(&fields)
}

/// Records with these numbers.
fn data(ids: std::ops::RangeInclusive<u64>) -> Value {
    json!({"data": ids.map(|id| json!({"id": id})).collect::<Vec<_>>()})
}

struct Run {
    requests: Vec<PageRequest>,
    blocks: Vec<RawBlock>,
    end: Result<()>,
}

impl Run {
    fn urls(&self) -> Vec<&str> {
        self.requests.iter().map(|request| request.url.as_str()).collect()
    }

    /// The end, as who runs it is told.
    fn told(&self) -> (String, String) {
        let error = self.end.as_ref().unwrap_err();
        (error.to_string(), error.remedy())
    }

    fn records(&self) -> u64 {
        self.end.as_ref().unwrap();
        self.blocks.iter().map(|block| block.about.records).sum()
    }
}

/// Reads an API in memory to its end, or an error: the replies to each request in turn.
fn run(pages: &Pages, mut api: impl FnMut(&PageRequest) -> Reply) -> Run {
    let mut reader = PagesReader::new(pages, BlockSize::Rows(4), 7).unwrap();
    let mut run = Run { requests: Vec::new(), blocks: Vec::new(), end: Ok(()) };
    while let Next::Page(request) = reader.next() {
        assert_eq!(reader.next(), Next::Page(request.clone()));
        let Reply { status, link, retry_after, is_lost, body } = api(&request);
        run.requests.push(request.clone());
        assert!(run.requests.len() < 1_000, "no end");
        let (link, retry_after) = (link.as_deref(), retry_after.as_deref());
        let answer = if is_lost {
            Answer::NoPage("connection refused")
        } else {
            Answer::Page { status, link, retry_after, body: &body }
        };
        if let Err(error) = reader.give(answer) {
            assert_eq!(reader.next(), Next::Page(request), "a failure is no end");
            run.end = Err(error);
            return run;
        }
        run.blocks.extend(std::iter::from_fn(|| reader.pop()));
    }
    run
}

/// As [`run`], with one reply after another; after the last one an empty page.
fn replies(pages: &Pages, replies: &[Reply]) -> Run {
    let mut all = replies.iter().cloned();
    run(pages, |_| all.next().unwrap_or_else(|| ok(&json!({"data": []}))))
}
