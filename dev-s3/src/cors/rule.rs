//! Rules: who may do what, and read which headers.

use http::HeaderName;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, VARY};
use serde::{Deserialize, Serialize};

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

const VARIES: &str = "origin, access-control-request-method, access-control-request-headers";

/// Who may do what, and read which headers of the answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) id: Option<String>,
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) exposed: Vec<String>,
    pub(crate) max_age: Option<i32>,
}

impl Rule {
    /// Every origin may do everything, and read every header that matters.
    pub(crate) fn open() -> Self {
        let owned = |text: &str| text.to_owned();
        Self {
            id: None,
            origins: vec![owned("*")],
            methods: ALLOWED.map(owned).into(),
            headers: vec![owned("*")],
            exposed: EXPOSED.into_iter().chain(["etag"]).map(owned).collect(),
            max_age: Some(REMEMBERED),
        }
    }

    /// The rule, but nobody may read `ETag`.
    pub(crate) fn without_etag(mut self) -> Self {
        self.exposed.retain(|name| !name.eq_ignore_ascii_case("etag"));
        self
    }

    /// What S3 has against the rule, if it does.
    pub(crate) fn mistake(&self) -> Option<String> {
        let unsupported = self.methods.iter().find(|method| !ALLOWED.contains(&method.as_str()));
        let is_wild = |text: &&String| text.matches('*').count() > 1;
        if let Some(method) = unsupported {
            let found = "Found unsupported HTTP method in CORS config";
            return Some(format!("{found}. Unsupported method is {method}"));
        }
        if let Some(pattern) = self.origins.iter().chain(&self.headers).find(is_wild) {
            return Some(format!("\"{pattern}\" can not have more than one wildcard."));
        }
        let exposed = self.exposed.iter().find(|name| name.contains('*'));
        exposed.map(|name| format!("ExposeHeader \"{name}\" contains wildcard."))
    }

    pub(super) fn allows(&self, origin: &str, method: &str) -> bool {
        self.methods.iter().any(|allowed| allowed == method)
            && self.origins.iter().any(|pattern| matches(pattern, origin))
    }

    pub(super) fn allows_headers(&self, wanted: &str) -> bool {
        wanted
            .split(',')
            .map(|name| name.trim().to_lowercase())
            .all(|name| self.headers.iter().any(|pattern| matches(&pattern.to_lowercase(), &name)))
    }

    /// The headers that every answer has.
    pub(super) fn answer(&self, origin: &str) -> Vec<(HeaderName, String)> {
        let any = self.origins.iter().any(|pattern| pattern == "*");
        let origin = if any { "*" } else { origin };
        let exposed = Some(self.exposed.join(",")).filter(|names| !names.is_empty());
        [
            (ACCESS_CONTROL_ALLOW_ORIGIN, Some(origin.to_owned())),
            (ACCESS_CONTROL_EXPOSE_HEADERS, exposed),
            (VARY, Some(VARIES.to_owned())),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)))
        .collect()
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
