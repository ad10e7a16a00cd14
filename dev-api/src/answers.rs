//! What requests are answered.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, LINK, RETRY_AFTER};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use parquet_blocks::source::pages::Builtin;
use parquet_blocks::source::pages::builtin::Transactions;

use crate::faults::{Faults, Kind};
use crate::style::Style;
use crate::{Options, cors};

/// The API. Clones are the same.
#[derive(Clone)]
pub struct Api(Arc<Parts>);

struct Parts {
    options: Options,
    transactions: Transactions,
    faults: Faults,
}

/// A request that gets no answer: its connection is closed.
#[derive(Debug)]
pub struct Lost;

type Answer = Response<Bytes>;

impl Api {
    /// An API.
    ///
    /// # Errors
    /// When its records cannot be made.
    pub fn new(options: Options) -> Result<Self, String> {
        let Options { records, seed, .. } = options;
        let builtin = Builtin { records, seed, latency_ms: 0 };
        let transactions = Transactions::new(&builtin).map_err(|error| error.to_string())?;
        let faults = Faults::new(options.faults.clone());
        Ok(Self(Arc::new(Parts { options, transactions, faults })))
    }

    /// How long every answer takes.
    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.0.options.latency_ms)
    }

    /// Answers a request.
    ///
    /// # Errors
    /// [`Lost`] where that is the fault on purpose.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Result<Answer, Lost> {
        let mut answer = Response::new(Bytes::new());
        if request.method() == Method::OPTIONS {
            *answer.status_mut() = StatusCode::NO_CONTENT;
            cors::preflight(request.headers(), answer.headers_mut());
            return Ok(answer);
        }
        answer = match self.refusal(request) {
            Some((status, why)) => refuse(status, why),
            None => self.page(request)?,
        };
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        cors::allow(answer.headers_mut());
        Ok(answer)
    }

    fn refusal<B>(&self, request: &Request<B>) -> Option<(StatusCode, &'static str)> {
        if request.method() != Method::GET {
            return Some((StatusCode::METHOD_NOT_ALLOWED, "only GET is answered"));
        }
        let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = sent.and_then(|value| value.strip_prefix("Bearer "));
        let is_known = self.0.options.token.is_none() || token == self.0.options.token.as_deref();
        (!is_known).then_some((StatusCode::UNAUTHORIZED, "this token is not the one"))
    }

    fn page<B>(&self, request: &Request<B>) -> Result<Answer, Lost> {
        let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
        let Some(style) = Style::of(path) else {
            let paths = "try /transactions, /offset, /cursor, /url or /link";
            return Ok(refuse(StatusCode::NOT_FOUND, paths));
        };
        let range = match style.range(query, self.0.options.max_page_size) {
            Ok(range) => range,
            Err(why) => return Ok(refuse(StatusCode::BAD_REQUEST, &why)),
        };
        let page = range.start / (range.end - range.start).max(1) + 1;
        let fault = self.0.faults.of(page);
        match fault {
            Some(Kind::Lost) => return Err(Lost),
            Some(Kind::Status(status)) => return Ok(failure(status)),
            Some(Kind::Cut | Kind::WrongType) | None => {}
        }
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        let base = format!("http://{}{path}", host.unwrap_or("localhost"));
        Ok(self.records(style, range, page, &base).map_or_else(
            |why| refuse(StatusCode::INTERNAL_SERVER_ERROR, &why),
            |answer| spoil(answer, fault),
        ))
    }

    /// A page as its style has it.
    fn records(
        &self,
        style: Style,
        range: Range<u64>,
        page: u64,
        base: &str,
    ) -> Result<Answer, String> {
        let Options { records, endless, .. } = self.0.options;
        let size = range.end - range.start;
        let start = if endless { range.start % records.max(1) } else { range.start };
        let data = self.0.transactions.records(start..start.saturating_add(size));
        let data = data.map_err(|error| error.to_string())?;
        let end = start.saturating_add(size);
        let next = if endless {
            Some(end % records.max(1))
        } else {
            Some(end).filter(|end| *end < records)
        };
        let url = |cursor: u64| format!("{base}?page_size={size}&cursor={cursor}");
        let total = if endless { String::new() } else { format!("\"total\":{records},") };
        let mut answer = Response::new(Bytes::new());
        *answer.body_mut() = match (style, next) {
            (Style::Page, _) => {
                format!(r#"{{"page":{page},"page_size":{size},{total}"data":{data}}}"#)
            }
            (Style::Offset, _) => {
                let start = range.start;
                format!(r#"{{"offset":{start},"limit":{size},{total}"data":{data}}}"#)
            }
            (Style::Cursor, Some(next)) => format!(r#"{{"data":{data},"next_cursor":"{next}"}}"#),
            (Style::Cursor, None) => format!(r#"{{"data":{data},"next_cursor":null}}"#),
            (Style::Url, Some(next)) => format!(r#"{{"next":"{}","results":{data}}}"#, url(next)),
            (Style::Url, None) => format!(r#"{{"next":null,"results":{data}}}"#),
            (Style::Link, next) => {
                let links = next.map(|next| format!("<{}>; rel=\"next\", ", url(next)));
                let links = format!("{}<{}>; rel=\"first\"", links.unwrap_or_default(), url(0));
                let links = HeaderValue::try_from(links).map_err(|error| error.to_string())?;
                answer.headers_mut().insert(LINK, links);
                data
            }
        }
        .into();
        Ok(answer)
    }
}

fn refuse(status: StatusCode, why: &str) -> Answer {
    let mut answer = Response::new(serde_json::json!({"error": why}).to_string().into());
    *answer.status_mut() = status;
    answer
}

fn failure(status: u16) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = refuse(status, "a fault on purpose");
    if status == StatusCode::TOO_MANY_REQUESTS {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}

fn spoil(mut answer: Answer, fault: Option<Kind>) -> Answer {
    let body = answer.body_mut();
    match fault {
        Some(Kind::Cut) => body.truncate(body.len() / 2),
        Some(Kind::WrongType) => *body = with_wrong_type(&String::from_utf8_lossy(body)).into(),
        _ => {}
    }
    answer
}

/// The first amount becomes a text.
fn with_wrong_type(body: &str) -> String {
    const NAME: &str = "\"amount\":";
    let Some((before, amount)) = body.split_once(NAME) else { return body.into() };
    let after = amount.trim_start_matches(|letter: char| letter != ',' && letter != '}');
    format!("{before}{NAME}\"much\"{after}")
}
