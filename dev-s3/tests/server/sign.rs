//! Signatures of version 4, in headers and in URLs.

use std::time::{Duration, SystemTime};

use dev_s3::Body;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, Request};
use s3s::dto::{Timestamp, TimestampFormat};
use sha2::{Digest, Sha256};

use crate::client::request;

/// Who signs, for where and when.
pub struct Signer {
    pub secret: &'static str,
    pub region: &'static str,
    /// By how many seconds the signer's clock is ahead.
    pub ahead: i64,
}

impl Default for Signer {
    fn default() -> Self {
        Self { secret: "test", region: "us-east-1", ahead: 0 }
    }
}

impl Signer {
    /// A request signed in its headers. The query of `target` has to be sorted and encoded already.
    pub fn signed(&self, method: Method, target: &str) -> Request<Body> {
        const HEADERS: &str = "host;x-amz-content-sha256;x-amz-date";
        let time = self.time();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let scope = self.scope(&time);
        let signature = self.signature(
            &time,
            &format!(
                "{method}\n{path}\n{query}\nhost:127.0.0.1\n\
                 x-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:{time}\n\n{HEADERS}\n\
                 UNSIGNED-PAYLOAD"
            ),
        );
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders={HEADERS}, \
             Signature={signature}"
        );
        let mut request = request(method, target);
        let headers = request.headers_mut();
        headers.insert("authorization", authorization.parse().unwrap());
        headers.insert("x-amz-content-sha256", "UNSIGNED-PAYLOAD".parse().unwrap());
        headers.insert("x-amz-date", time.parse().unwrap());
        request
    }

    /// The target with a signature in its query, good for so many seconds. What is in the query
    /// already has to be encoded.
    pub fn presigned(&self, method: &Method, target: &str, expires: u32) -> String {
        let time = self.time();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let credential = format!("test/{}", self.scope(&time)).replace('/', "%2F");
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={time}&\
             X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&{query}"
        );
        let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        pairs.sort_unstable();
        let query = pairs.join("&");
        let canonical =
            format!("{method}\n{path}\n{query}\nhost:127.0.0.1\n\nhost\nUNSIGNED-PAYLOAD");
        format!("{path}?{query}&X-Amz-Signature={}", self.signature(&time, &canonical))
    }

    fn signature(&self, time: &str, canonical: &str) -> String {
        let scope = self.scope(time);
        let hash = hex(&Sha256::digest(canonical));
        let key = format!("AWS4{}", self.secret).into_bytes();
        let key = scope.split('/').fold(key, |key, word| hmac(&key, word));
        hex(&hmac(&key, &format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}")))
    }

    fn scope(&self, time: &str) -> String {
        format!("{}/{}/s3/aws4_request", &time[..8], self.region)
    }

    /// The time as signatures have it: 20300102T030405Z.
    fn time(&self) -> String {
        let by = Duration::from_secs(self.ahead.unsigned_abs());
        let now = SystemTime::now();
        let now = if self.ahead < 0 { now - by } else { now + by };
        let mut text = Vec::new();
        Timestamp::from(now).format(TimestampFormat::DateTime, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        format!("{}Z", text[..19].replace(['-', ':'], ""))
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    hex_simd::encode_to_string(bytes, hex_simd::AsciiCase::Lower)
}
