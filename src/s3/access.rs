//! What lets requests in: keys that sign here, URLs that were signed elsewhere, or a server that
//! signs one request at a time. All of it is secret: it is in no job, no log and no error.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::request::{Operation, Request, Response};
use super::sign::Credentials;
use super::target::Target;
use crate::error::{Error, Result};

/// What lets requests in.
#[derive(Clone)]
pub enum Access {
    /// Keys, which sign in this page.
    Keys(Credentials),
    /// URLs of one upload, signed elsewhere.
    Presigned(Presigned),
    /// A server that has the keys.
    Signer(Signer),
}

/// The URLs of one upload that has begun, in a JSON that `docs/presigned.md` describes.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presigned {
    upload_id: String,
    parts: Vec<String>,
    complete: String,
    #[serde(default)]
    abort: Option<String>,
    #[serde(default)]
    list_parts: Option<String>,
    #[serde(default)]
    head: Option<String>,
}

/// Where requests are signed: it is sent a [`SignOrder`] and answers with [`Signed`].
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// Its URL.
    pub url: String,
    /// Headers that it wants, such as `authorization`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// What a signing server is asked: may this request be made?
#[derive(Debug, PartialEq, Serialize)]
pub struct SignOrder<'a> {
    /// Its name in the S3 API.
    pub operation: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Its URL, not signed.
    pub url: &'a str,
    /// The bucket.
    pub bucket: &'a str,
    /// The object's key.
    pub key: &'a str,
    /// The part's number, of `UploadPart`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_number: Option<u32>,
    /// Headers that the request will have; those of S3 (`x-amz-…`) must be signed.
    pub headers: BTreeMap<&'static str, &'a str>,
}

/// A request as it is sent.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Its URL.
    pub url: String,
    /// Its headers beside its own.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// The page's JSON; keys are there without a name around them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delegated {
    presigned: Option<Presigned>,
    signer: Option<Signer>,
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Access(hidden)")
    }
}

impl Access {
    /// From the page's JSON: keys, `{"presigned": …}` or `{"signer": …}`.
    ///
    /// # Errors
    /// [`Error::Setting`] without the JSON's text, which holds secrets.
    pub fn from_json(json: &str) -> Result<Self> {
        match serde_json::from_str(json) {
            Ok(Delegated { presigned: Some(urls), signer: None }) => Ok(Self::Presigned(urls)),
            Ok(Delegated { presigned: None, signer: Some(signer) }) => signer.checked(),
            _ if json.contains("\"presigned\"") => Err(Error::setting(
                "credentials.presigned",
                "it is not of the form that is known",
                "Paste a JSON object with upload_id, parts (URLs) and complete, and if there are: \
                 abort, list_parts, head.",
            )),
            _ if json.contains("\"signer\"") => Err(Error::setting(
                "credentials.signer",
                "it is not of the form that is known",
                "Enter the URL of the signing endpoint; headers are a JSON object of texts.",
            )),
            _ => Credentials::from_json(json).map(Self::Keys),
        }
    }

    /// The upload that presigned URLs are for.
    #[must_use]
    pub fn upload_id(&self) -> Option<&str> {
        match self {
            Self::Presigned(urls) => Some(&urls.upload_id),
            _ => None,
        }
    }

    /// Whether this is enough for so many parts at this target.
    ///
    /// # Errors
    /// [`Error::Setting`] that names what is missing.
    pub fn check(&self, target: &Target, parts: u64) -> Result<()> {
        match self {
            Self::Presigned(urls) => urls.check(target, parts),
            _ => Ok(()),
        }
    }
}

impl Signer {
    fn checked(self) -> Result<Access> {
        let is_url = self.url.starts_with("https://") || self.url.starts_with("http://");
        if is_url {
            return Ok(Access::Signer(self));
        }
        Err(Error::setting(
            "credentials.signer",
            "its URL does not begin with https:// or http://",
            "Enter the URL of the signing endpoint.",
        ))
    }
}

impl Presigned {
    fn check(&self, target: &Target, parts: u64) -> Result<()> {
        check_wishes(target)?;
        let there = self.parts.len() as u64;
        if there < parts {
            return Err(Error::setting(
                "credentials.presigned",
                format!("it has URLs for {there} parts, and the file has {parts}"),
                "Have more URLs signed, or choose a larger part size.",
            ));
        }
        let object = target.object_url()?;
        let others = |url: &&String| url.split('?').next() != Some(object.as_str());
        if self.all().any(|url| others(&url)) {
            return Err(Error::setting(
                "credentials.presigned",
                format!("a URL in it is not of {object}"),
                "Enter the endpoint, bucket and key that the URLs are signed for.",
            ));
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        let others = [Some(&self.complete), self.abort.as_ref(), self.list_parts.as_ref()];
        self.parts.iter().chain(others.into_iter().flatten()).chain(self.head.as_ref())
    }

    fn url(&self, operation: Operation) -> Option<&str> {
        let url = match operation {
            Operation::UploadPart(number) => self.parts.get(usize::try_from(number).ok()? - 1),
            Operation::CompleteMultipartUpload => Some(&self.complete),
            Operation::AbortMultipartUpload => self.abort.as_ref(),
            Operation::ListParts => self.list_parts.as_ref(),
            Operation::HeadObject => self.head.as_ref(),
            _ => None,
        };
        url.map(String::as_str)
    }
}

impl Presigned {
    /// A request as it is sent with its URL; `None` where there is none for it. Headers of S3 are
    /// left out: stores refuse those that are not signed.
    #[must_use]
    pub fn signed(&self, request: &Request) -> Option<Signed> {
        let url = self.url(request.operation)?.to_string();
        let mut signed = Signed { url, headers: BTreeMap::new() }.with_headers_of(request);
        signed.headers.retain(|name, _| !name.starts_with("x-amz-"));
        Some(signed)
    }
}

impl Signed {
    /// With the request's own headers beside those of the signature.
    #[must_use]
    pub fn with_headers_of(mut self, request: &Request) -> Self {
        let own = request.headers.iter().map(|(name, value)| ((*name).into(), value.clone()));
        self.headers.extend(own);
        self
    }
}

/// What needs requests, or headers, that are not signed.
fn check_wishes(target: &Target) -> Result<()> {
    let checksum = (target.checksum.is_some(), "checksum", "Choose no checksum of the whole.");
    let verify = (target.verify, "verify", "Turn Verify off.");
    let wished = [checksum, verify].into_iter().find(|(is_wished, ..)| *is_wished);
    match wished {
        Some((_, field, remedy)) => Err(Error::setting(
            format!("destination.s3.{field}"),
            "presigned URLs are not enough for it",
            remedy,
        )),
        None => Ok(()),
    }
}

impl<'a> SignOrder<'a> {
    /// What is asked for a request.
    #[must_use]
    pub fn of(request: &'a Request, target: &'a Target) -> Self {
        let part_number = match request.operation {
            Operation::UploadPart(number) => Some(number),
            _ => None,
        };
        Self {
            operation: request.operation.name(),
            method: request.method,
            url: &request.url,
            bucket: &target.bucket,
            key: &target.key,
            part_number,
            headers: request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect(),
        }
    }
}

/// The answer to a request that nobody signs: as if the store did not allow it.
#[must_use]
pub fn not_signed(operation: Operation, why: &str) -> Response {
    let message = quick_xml::escape::escape(why);
    let name = operation.name();
    let body = format!(
        "<Error><Code>NotSigned</Code><Message>{name} is not signed: {message}</Message></Error>"
    );
    Response { status: 403, body, ..Response::default() }
}

#[cfg(test)]
mod tests {
    use super::super::checksum::Checksum;
    use super::*;

    fn target() -> Target {
        serde_json::from_value(serde_json::json!({"endpoint_url": "http://s", "region": "r",
            "bucket": "bkt", "key": "k"}))
        .unwrap()
    }

    fn presigned(parts: &[&str], complete: &str) -> Result<Access> {
        let json = serde_json::json!({"presigned": {"upload_id": "u", "parts": parts,
            "complete": complete, "abort": "http://s/bkt/k?abort"}});
        Access::from_json(&json.to_string())
    }

    #[test]
    fn urls_are_chosen_by_operation() {
        let access =
            presigned(&["http://s/bkt/k?1", "http://s/bkt/k?2"], "http://s/bkt/k?c").unwrap();
        assert_eq!(
            (access.upload_id(), format!("{access:?}")),
            (Some("u"), "Access(hidden)".into())
        );
        let Access::Presigned(urls) = access else { panic!() };
        assert_eq!(urls.url(Operation::UploadPart(2)).unwrap(), "http://s/bkt/k?2");
        assert_eq!(urls.url(Operation::CompleteMultipartUpload).unwrap(), "http://s/bkt/k?c");
        assert_eq!(urls.url(Operation::AbortMultipartUpload).unwrap(), "http://s/bkt/k?abort");
        for operation in [Operation::UploadPart(3), Operation::HeadObject, Operation::ListParts] {
            assert_eq!(urls.url(operation), None);
        }
    }

    #[test]
    fn what_is_not_enough_is_told_before_any_work() {
        let (one, two) = ("http://s/bkt/k?1", "http://s/bkt/other?2&secret");
        let table = [
            (presigned(&[one], "http://s/bkt/k?c"), 1, None),
            (
                presigned(&[one], "http://s/bkt/k?c"),
                2,
                Some("URLs for 1 parts, and the file has 2"),
            ),
            (presigned(&[two], "http://s/bkt/k?c"), 1, Some("is not of http://s/bkt/k")),
            (presigned(&[one], "http://other/bkt/k?c"), 1, Some("is not of http://s/bkt/k")),
        ];
        for (access, parts, problem) in table {
            match (access.unwrap().check(&target(), parts), problem) {
                (Err(error), Some(problem)) => {
                    let text = error.to_string();
                    assert!(text.contains(problem) && !text.contains("secret"), "{text}");
                }
                (result, problem) => assert!(result.is_ok() && problem.is_none(), "{result:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_signed_cannot_be_wished_for() {
        let access = presigned(&["http://s/bkt/k?1"], "http://s/bkt/k?c").unwrap();
        let table = [
            (Target { verify: true, ..target() }, "destination.s3.verify"),
            (Target { checksum: Some(Checksum::Crc32c), ..target() }, "destination.s3.checksum"),
        ];
        for (target, field) in table {
            let error = access.check(&target, 1).unwrap_err().to_string();
            assert!(error.starts_with(field), "{error}");
        }
    }

    #[test]
    fn other_forms_are_refused_by_name() {
        let table = [
            (r#"{"presigned": {"upload_id": "hush"}}"#, "credentials.presigned"),
            (r#"{"presigned": 1, "signer": 2}"#, "credentials.presigned"),
            (r#"{"signer": {"url": "hush"}}"#, "credentials.signer"),
            (r#"{"signer": {"headers": {}}}"#, "credentials.signer"),
            (r#"{"accessKeyId": ""}"#, "credentials"),
        ];
        for (json, field) in table {
            let error = Access::from_json(json).unwrap_err().to_string();
            assert!(error.starts_with(field) && !error.contains("hush"), "{error}");
        }
        let keys = r#"{"accessKeyId": "a", "secretAccessKey": "b"}"#;
        assert!(matches!(Access::from_json(keys), Ok(Access::Keys(_))));
        let signer = r#"{"signer": {"url": "https://sign.example/", "headers": {"a": "b"}}}"#;
        assert!(matches!(Access::from_json(signer), Ok(Access::Signer(_))));
    }
}
