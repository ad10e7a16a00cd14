//! What a browser asks before it lets a page talk to a store on another origin.

mod rule;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use s3s::Body;

use crate::answers::error;

pub(crate) use rule::Rule;

const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// Marks an answer that no page may read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden;

/// What a request says of the page that it comes from.
#[derive(Debug)]
pub(crate) struct Page {
    origin: String,
    method: String,
    headers: Option<String>,
    private_network: bool,
}

impl Page {
    /// The page of a request with this method; a preflight names the method that it is for.
    pub(crate) fn of(method: &str, headers: &HeaderMap) -> Option<Self> {
        let text = |name: &HeaderName| Some(headers.get(name)?.to_str().ok()?.to_owned());
        Some(Self {
            origin: text(&ORIGIN)?,
            method: text(&ACCESS_CONTROL_REQUEST_METHOD).unwrap_or_else(|| method.to_owned()),
            headers: text(&ACCESS_CONTROL_REQUEST_HEADERS),
            private_network: headers.contains_key(REQUEST_PRIVATE_NETWORK),
        })
    }

    /// Lets the page read an answer, if a rule does.
    pub(crate) fn let_read(&self, rules: &[Rule], mut answer: Response<Body>) -> Response<Body> {
        let hidden = answer.extensions().get::<Hidden>().is_some();
        let rule = rules.iter().find(|rule| rule.allows(&self.origin, &self.method));
        if let Some(rule) = rule.filter(|_| !hidden) {
            add(&mut answer, rule.answer(&self.origin));
        }
        answer
    }

    /// The answer to a preflight.
    pub(crate) fn preflight(&self, rules: &[Rule]) -> Response<Body> {
        let wanted = self.headers.as_deref();
        let allows = |rule: &&Rule| {
            rule.allows(&self.origin, &self.method)
                && wanted.is_none_or(|wanted| rule.allows_headers(wanted))
        };
        let Some(rule) = rules.iter().find(allows) else { return forbidden(rules.is_empty()) };
        let mut headers = rule.answer(&self.origin);
        headers.push((ACCESS_CONTROL_ALLOW_METHODS, rule.methods.join(",")));
        headers.extend(wanted.map(|wanted| (ACCESS_CONTROL_ALLOW_HEADERS, wanted.to_owned())));
        headers.extend(rule.max_age.map(|age| (ACCESS_CONTROL_MAX_AGE, age.to_string())));
        if self.private_network {
            headers.push((ALLOW_PRIVATE_NETWORK, "true".to_owned()));
        }
        let mut answer = Response::new(Body::empty());
        add(&mut answer, headers);
        answer
    }
}

/// The answer to a preflight that no rule allows.
fn forbidden(no_rules: bool) -> Response<Body> {
    let message = if no_rules {
        "CORSResponse: CORS is not enabled for this bucket."
    } else {
        "CORSResponse: This CORS request is not allowed: no rule has this origin, method and headers."
    };
    error(StatusCode::FORBIDDEN, "AccessForbidden", message, &[])
}

/// Adds headers; a text that no header can have is left out.
fn add(answer: &mut Response<Body>, headers: Vec<(HeaderName, String)>) {
    for (name, text) in headers {
        if let Ok(value) = HeaderValue::from_str(&text) {
            answer.headers_mut().insert(name, value);
        }
    }
}
