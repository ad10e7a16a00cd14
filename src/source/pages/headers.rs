//! Headers of requests, which may be secrets.

use std::collections::BTreeMap;
use std::fmt;

use http::{HeaderName, HeaderValue};

use crate::error::{Checked, Error, Problem, Result};

/// What a browser lets no page set (Fetch standard, "forbidden request-header"): it would leave
/// them out without a word.
const FORBIDDEN: [&str; 19] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "via",
];

/// Headers to send with every request for a page. They are no part of a job; their values stand in
/// no error and no log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestHeaders(Vec<(HeaderName, HeaderValue)>);

impl RequestHeaders {
    /// Headers by their names.
    ///
    /// # Errors
    /// [`Error::Setting`] that names every header that cannot be sent, without its value.
    pub fn new(headers: &BTreeMap<String, String>) -> Result<Self> {
        let (mut good, mut problems) = (Vec::new(), Vec::new());
        for (name, value) in headers {
            match header(name, value) {
                Ok(header) => good.push(header),
                Err(problem) => problems.push(problem),
            }
        }
        Error::of(problems)?;
        Ok(Self(good))
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

/// What they are beside a job's fields.
const FIELD: &str = "credentials.source_headers";

fn header(name: &str, value: &str) -> Checked<(HeaderName, HeaderValue)> {
    // A name that is none may be a secret in the wrong field: it is not shown.
    let parsed = HeaderName::try_from(name.trim()).map_err(|_| {
        let remedy = "Enter letters, digits and - such as Authorization.";
        Problem::new(FIELD, "a name is not one of a header", remedy)
    })?;
    let is_forbidden = FORBIDDEN.contains(&parsed.as_str())
        || ["proxy-", "sec-", "set-cookie"].iter().any(|kind| parsed.as_str().starts_with(kind));
    if is_forbidden {
        let problem = format!("browsers let no page send the header {parsed}");
        return Err(Problem::new(FIELD, problem, "Leave it out."));
    }
    let sendable = HeaderValue::try_from(value.trim()).ok().filter(|value| value.to_str().is_ok());
    let mut value = sendable.ok_or_else(|| {
        let remedy = "Enter it as one line of ASCII: letters, digits and signs.";
        Problem::new(FIELD, format!("the value of {parsed} cannot be sent"), remedy)
    })?;
    value.set_sensitive(true);
    Ok((parsed, value))
}

impl fmt::Debug for RequestHeaders {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, _)| (name, "…"))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> Result<RequestHeaders> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        RequestHeaders::new(&pairs.collect())
    }

    #[test]
    fn values_are_sent_and_not_shown() {
        let headers = headers(&[("Authorization", "Bearer s3cret"), ("X-Key", "s3cret")]).unwrap();
        let sent: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value)).collect();
        assert_eq!(sent[0], ("authorization", &HeaderValue::from_static("Bearer s3cret")));
        assert_eq!(format!("{headers:?}"), r#"{"authorization": "…", "x-key": "…"}"#);
        assert!(!format!("{:?}", sent[1].1).contains("s3cret"));
    }

    #[test]
    fn what_cannot_be_sent_is_named_without_its_value() {
        let table = [
            ("s3cret key", "x", "a name is not one of a header"),
            ("", "s3cret", "a name is not one of a header"),
            ("x-key", "s3cret\nHost: other", "the value of x-key cannot be sent"),
            ("x-key", "s3cret\u{0}", "the value of x-key cannot be sent"),
            ("x-key", "s3cret ä", "the value of x-key cannot be sent"),
            ("Cookie", "s3cret", "browsers let no page send the header cookie"),
            ("Sec-Fetch-Mode", "s3cret", "browsers let no page send the header sec-fetch-mode"),
        ];
        for (name, value, told) in table {
            let error = headers(&[(name, value), ("accept", "application/json")]).unwrap_err();
            let failure = serde_json::to_value(error.to_failure()).unwrap();
            assert_eq!(failure["field"], FIELD);
            assert_eq!(failure["problems"][0]["message"], told);
            assert!(!failure.to_string().contains("s3cret"), "{failure}");
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
        let two = headers(&[("Cookie", ""), ("Host", "")]).unwrap_err();
        assert!(matches!(two, Error::Setting { others, .. } if others.len() == 1));
    }
}
