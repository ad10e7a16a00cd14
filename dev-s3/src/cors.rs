//! What a browser asks before it lets a page talk to a store on another origin.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use s3s::Body;

use crate::answers::error;

/// Headers that a page may read besides the few that CORS always shows.
const EXPOSED: [&str; 13] = [
    "content-length",
    "date",
    "location",
    "retry-after",
    "x-amz-bucket-region",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-type",
    "x-amz-request-id",
    "x-amz-version-id",
];

const ALLOWED: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "HEAD"];

/// How many seconds a browser may remember the answer to a preflight.
const REMEMBERED: i32 = 600;

const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

const VARIES: &str = "origin, access-control-request-method, access-control-request-headers";

/// Marks an answer that no page may read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden;

/// Who may do what, and read which headers of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) exposed: Vec<String>,
    pub(crate) max_age: Option<i32>,
}

impl Rule {
    /// Every origin may do everything, and read every header that matters; `ETag` unless hidden.
    pub(crate) fn open(hide_etag: bool) -> Self {
        let etag = (!hide_etag).then_some("etag");
        let owned = |text: &str| text.to_owned();
        Self {
            origins: vec![owned("*")],
            methods: ALLOWED.map(owned).into(),
            headers: vec![owned("*")],
            exposed: EXPOSED.into_iter().chain(etag).map(owned).collect(),
            max_age: Some(REMEMBERED),
        }
    }

    fn allows(&self, origin: &str, method: &str) -> bool {
        self.methods.iter().any(|allowed| allowed == method)
            && self.origins.iter().any(|pattern| matches(pattern, origin))
    }

    fn allows_headers(&self, wanted: &str) -> bool {
        wanted
            .split(',')
            .map(|name| name.trim().to_lowercase())
            .all(|name| self.headers.iter().any(|pattern| matches(&pattern.to_lowercase(), &name)))
    }

    /// The headers that every answer has.
    fn answer(&self, origin: &str) -> Vec<(HeaderName, String)> {
        let any = self.origins.iter().any(|pattern| pattern == "*");
        let origin = if any { "*" } else { origin };
        vec![
            (ACCESS_CONTROL_ALLOW_ORIGIN, origin.to_owned()),
            (ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.join(",")),
            (VARY, VARIES.to_owned()),
        ]
    }
}

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
    pub(crate) fn let_read(&self, rules: &[Rule], answer: &mut Response<Body>) {
        let hidden = answer.extensions().get::<Hidden>().is_some();
        let rule = rules.iter().find(|rule| rule.allows(&self.origin, &self.method));
        if let Some(rule) = rule.filter(|_| !hidden) {
            add(answer, rule.answer(&self.origin));
        }
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

/// A pattern has at most one `*`, for anything.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
        None => pattern == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_anything() {
        assert!(matches("*", "") && matches("https://*.example", "https://a.b.example"));
        assert!(!matches("https://*.example", "https://.exampl") && !matches("ab*ba", "aba"));
        assert!(matches("http://a", "http://a") && !matches("http://a", "http://a:80"));
    }
}
