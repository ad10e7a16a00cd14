//! What a request says of its signature, before anybody knows whether it is right.

use std::borrow::Cow;

use http::Request;
use http::header::AUTHORIZATION;
use s3s::Body;

/// A signature of version 4, in the headers or, presigned, in the query.
pub(super) struct Signature<'a> {
    request: &'a Request<Body>,
    /// When it was made: 20300102T030405Z.
    pub(super) date: Cow<'a, str>,
    pub(super) is_presigned: bool,
}

impl<'a> Signature<'a> {
    /// The signature of a request, if it has one.
    pub(super) fn of(request: &'a Request<Body>) -> Option<Self> {
        let is_presigned = query(request, "X-Amz-Signature").is_some();
        let date =
            if is_presigned { query(request, "X-Amz-Date") } else { header(request, "x-amz-date") };
        Some(Self { request, date: date?, is_presigned })
    }

    /// For how many seconds a presigned URL is good.
    pub(super) fn expires(&self) -> Option<u64> {
        query(self.request, "X-Amz-Expires").filter(|_| self.is_presigned)?.parse().ok()
    }

    pub(super) fn session_token(&self) -> Option<Cow<'a, str>> {
        let token = header(self.request, "x-amz-security-token");
        token.or_else(|| query(self.request, "X-Amz-Security-Token"))
    }

    /// The region of its scope, as in `ID/20300102/us-east-1/s3/aws4_request`.
    pub(super) fn region(&self) -> Option<String> {
        let scope = if self.is_presigned {
            query(self.request, "X-Amz-Credential")?
        } else {
            header(self.request, AUTHORIZATION.as_str())?
        };
        let scope = scope.rsplit_once("Credential=").map_or(&*scope, |(_, rest)| rest);
        let scope = scope.split(',').next()?;
        scope.trim().rsplit('/').nth(2).map(str::to_owned)
    }
}

fn header<'a>(request: &'a Request<Body>, name: &str) -> Option<Cow<'a, str>> {
    request.headers().get(name)?.to_str().ok().map(Cow::Borrowed)
}

fn query<'a>(request: &'a Request<Body>, name: &str) -> Option<Cow<'a, str>> {
    let mut pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
    urlencoding::decode(pairs.find(|(key, _)| *key == name)?.1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(uri: &str, authorization: &str) -> Option<String> {
        let request = Request::builder().uri(uri).header("x-amz-date", "20300102T030405Z");
        let request = request.header("authorization", authorization).body(Body::empty()).unwrap();
        Signature::of(&request)?.region()
    }

    #[test]
    fn regions_are_in_scopes() {
        let scope = "a/b/20300102/eu-x-1/s3/aws4_request";
        let header =
            format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
        assert_eq!(region("/", &header).as_deref(), Some("eu-x-1"));
        let query = format!(
            "/?X-Amz-Credential={}&X-Amz-Date=20300102T030405Z&X-Amz-Signature=0",
            urlencoding::encode(scope)
        );
        assert_eq!(region(&query, "").as_deref(), Some("eu-x-1"));
        assert_eq!(region("/", "AWS a:b"), None);
        assert_eq!(region("/?X-Amz-Signature=0", &header), None);
    }
}
