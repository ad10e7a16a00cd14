//! Where in S3 a file goes, and the URLs that follow from it.

use http::uri::Scheme;
use serde::{Deserialize, Serialize};

use super::checksum::Checksum;
use super::endpoint::Endpoint;
use super::names::{check_bucket, check_key, check_region};
use crate::error::{Checked, Problem, Result, grouped};
use crate::limits::{MAX_CONCURRENCY, MAX_PART_BYTES, MB, MIN_PART_BYTES};

/// Parts in flight at once where the job does not say.
const DEFAULT_CONCURRENCY: usize = 4;

/// Where in S3 a file goes. No secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The store, such as `http://localhost:4566` or `https://s3.eu-central-1.amazonaws.com`; it
    /// may have a path.
    pub endpoint_url: String,
    /// The region that requests are signed for.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The object's key.
    pub key: String,
    /// True: `endpoint/bucket/key`. False: `bucket.endpoint/key`. Left out: path style except on
    /// AWS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_style: Option<bool>,
    /// Parts in flight at once.
    #[serde(default = "default_concurrency")]
    pub concurrency: usize,
    /// Part size in MB of 2^20 bytes; chosen by the plan when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_size_mb: Option<f64>,
    /// Sign requests without the payload's hash; https only.
    #[serde(default)]
    pub unsigned_payload: bool,
    /// A checksum of the whole object, for the store to compare; left out where it knows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
    /// Replace an object that is there. Without it, a key that is taken is an error.
    #[serde(default)]
    pub overwrite: bool,
}

fn default_concurrency() -> usize {
    DEFAULT_CONCURRENCY
}

impl Target {
    /// What is wrong with its fields.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let checks = [
            self.endpoint().and_then(|endpoint| self.check_path_style(&endpoint)),
            check_bucket(&self.bucket),
            check_key(&self.key),
            check_region(&self.region),
            self.check_payload(),
            check_concurrency(self.concurrency),
            self.part_size_mb.map_or(Ok(()), check_part_size),
        ];
        checks.into_iter().filter_map(Checked::err).collect()
    }

    /// A bucket cannot stand before an IP address: browsers take the whole for a bad address.
    fn check_path_style(&self, endpoint: &Endpoint) -> Checked {
        if self.path_style != Some(false) || !endpoint.is_ip_address() {
            return Ok(());
        }
        Err(Problem::new(
            "destination.s3.path_style",
            format!("{}.{} is no host name", self.bucket, endpoint.host()),
            "Turn path style on: the endpoint is an IP address.",
        ))
    }

    fn check_payload(&self) -> Checked {
        let is_http = self.endpoint().is_ok_and(|endpoint| endpoint.scheme == Scheme::HTTP);
        if !self.unsigned_payload || !is_http {
            return Ok(());
        }
        Err(Problem::new(
            "destination.s3.unsigned_payload",
            "an unsigned payload over http could be changed on its way",
            "Use an https endpoint, or sign the payload.",
        ))
    }

    /// URL of the bucket, ending in `/` in virtual-hosted style.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] when the endpoint cannot be used.
    pub fn bucket_url(&self) -> Result<String> {
        let Endpoint { scheme, authority, base } = self.endpoint()?;
        Ok(if self.is_path_style()? {
            format!("{scheme}://{authority}{base}/{}", self.bucket)
        } else {
            format!("{scheme}://{}.{authority}{base}/", self.bucket)
        })
    }

    /// URL of the object.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] when the endpoint cannot be used.
    pub fn object_url(&self) -> Result<String> {
        let bucket = self.bucket_url()?;
        Ok(format!("{}/{}", bucket.trim_end_matches('/'), encode_path(&self.key)))
    }

    /// URL of the store itself, ending in `/`.
    pub(super) fn service_url(&self) -> Result<String> {
        let Endpoint { scheme, authority, base } = self.endpoint()?;
        Ok(format!("{scheme}://{authority}{base}/"))
    }

    /// Whether a page on https may call it: browsers let it call http on its own machine alone
    /// (W3C Secure Contexts, "Is origin potentially trustworthy?").
    pub(super) fn is_secure(&self) -> bool {
        let endpoint = self.endpoint();
        endpoint.is_ok_and(|endpoint| endpoint.scheme == Scheme::HTTPS || endpoint.is_local())
    }

    /// Host and port, for messages.
    #[must_use]
    pub fn host(&self) -> String {
        self.endpoint().map_or_else(|_| self.endpoint_url.clone(), |endpoint| endpoint.authority)
    }

    fn endpoint(&self) -> Checked<Endpoint> {
        Endpoint::parse(&self.endpoint_url)
    }

    fn is_path_style(&self) -> Checked<bool> {
        // Buckets with dots match no wildcard certificate, so AWS serves them by path only.
        let on_aws = self.endpoint()?.is_aws() && !self.bucket.contains('.');
        Ok(self.path_style.unwrap_or(!on_aws))
    }
}

fn check_concurrency(parts: usize) -> Checked {
    if (1..=MAX_CONCURRENCY).contains(&parts) {
        return Ok(());
    }
    Err(Problem::new(
        "destination.s3.concurrency",
        format!("{} is out of range", grouped(parts as u64)),
        format!("Enter a whole number from 1 to {MAX_CONCURRENCY}."),
    ))
}

#[expect(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
fn check_part_size(size_mb: f64) -> Checked {
    let (least, most) = (MIN_PART_BYTES / MB, MAX_PART_BYTES / MB);
    if (least as f64..=most as f64).contains(&size_mb) {
        return Ok(());
    }
    Err(Problem::new(
        "destination.s3.part_size_mb",
        format!("{size_mb} is out of range"),
        format!("Enter a number from {least} to {}.", grouped(most)),
    ))
}

/// Percent-encodes all but unreserved characters and slashes, as S3's canonical URI wants it.
fn encode_path(key: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    key.bytes().map(encoded).collect()
}

/// Percent-encodes a query value: as a path, slashes too.
pub(super) fn encode_query(value: &str) -> String {
    encode_path(value).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(endpoint: &str, bucket: &str, key: &str, path_style: Option<bool>) -> Target {
        Target {
            endpoint_url: endpoint.into(),
            region: "us-east-1".into(),
            bucket: bucket.into(),
            key: key.into(),
            path_style,
            concurrency: 4,
            part_size_mb: None,
            unsigned_payload: false,
            checksum: None,
            overwrite: false,
        }
    }

    #[test]
    fn object_urls() {
        let aws = "https://s3.eu-central-1.amazonaws.com";
        let table = [
            ("http://localhost:4566", None, "k", "http://localhost:4566/bkt/k"),
            ("http://localhost:4566/", None, "k", "http://localhost:4566/bkt/k"),
            ("http://LOCALHOST:80", None, "k", "http://localhost/bkt/k"),
            ("https://host:443/base/s3/", None, "k", "https://host/base/s3/bkt/k"),
            ("http://localhost:4566", Some(false), "k", "http://bkt.localhost:4566/k"),
            (aws, None, "a/b c+d", "https://bkt.s3.eu-central-1.amazonaws.com/a/b%20c%2Bd"),
            (aws, Some(true), "k", "https://s3.eu-central-1.amazonaws.com/bkt/k"),
            ("http://h", None, "/ü%~", "http://h/bkt//%C3%BC%25~"),
            ("http://[::1]:9000", None, "k", "http://[::1]:9000/bkt/k"),
        ];
        for (endpoint, path_style, key, url) in table {
            assert_eq!(target(endpoint, "bkt", key, path_style).object_url().unwrap(), url);
        }
        let dotted = target(aws, "my.bucket", "k", None).object_url().unwrap();
        assert_eq!(dotted, "https://s3.eu-central-1.amazonaws.com/my.bucket/k");
    }

    #[test]
    fn bad_targets_are_refused() {
        let good = "http://localhost:4566";
        let table = [
            (target("localhost:4566", "bkt", "k", None), "endpoint_url"),
            (target("", "bkt", "k", None), "endpoint_url"),
            (target("http://", "bkt", "k", None), "endpoint_url"),
            (target("http://a:secret@h", "bkt", "k", None), "endpoint_url"),
            (target("http://h/?x=1", "bkt", "k", None), "endpoint_url"),
            (target("http://h:99999", "bkt", "k", None), "endpoint_url"),
            (target("http://h:0", "bkt", "k", None), "endpoint_url"),
            (target("http://h:", "bkt", "k", None), "endpoint_url"),
            (target("http://[::1]:65536", "bkt", "k", None), "endpoint_url"),
            (target(good, "My-Bucket", "k", None), "bucket"),
            (target(good, "bkt", &"k".repeat(1025), None), "key"),
            (target(good, "bkt", "a/../b", None), "key"),
            (target("http://127.0.0.1:9000", "bkt", "k", Some(false)), "path_style"),
            (target("https://10.0.0.7", "bkt", "k", Some(false)), "path_style"),
            (target("http://[::1]", "bkt", "k", Some(false)), "path_style"),
            (target("http://[::1]:9000", "bkt", "k", Some(false)), "path_style"),
            (Target { region: "us east".into(), ..target(good, "bkt", "k", None) }, "region"),
            (
                Target { unsigned_payload: true, ..target(good, "bkt", "k", None) },
                "unsigned_payload",
            ),
        ];
        for (target, field) in table {
            let problems = target.problems();
            let [problem] = problems.as_slice() else { panic!("{target:?}: {problems:?}") };
            assert_eq!(problem.field, format!("destination.s3.{field}"));
            assert!(!problem.message.contains("secret"), "{problem}");
        }
    }

    #[test]
    fn a_bucket_name_is_told_which_rule_it_breaks() {
        let table = [
            ("My-bucket", "it has 'M'"),
            ("ab", "it has 2 characters"),
            ("abc-", "it begins or ends with a hyphen or a dot"),
            ("a..b", "it has two dots next to each other"),
            ("192.168.0.1", "it looks like an IP address"),
            ("xn--abc", "\"xn--\" is reserved"),
            ("abc-s3alias", "\"-s3alias\" is reserved"),
        ];
        for (bucket, rule) in table {
            let message = check_bucket(bucket).unwrap_err().message;
            assert_eq!(message, format!("{bucket:?} is not a bucket name: {rule}"));
        }
        assert!(["abc", "1.2.3", "192.168.0.256"].iter().all(|good| check_bucket(good).is_ok()));
    }

    #[test]
    fn every_bad_field_is_told() {
        let bad = Target {
            region: String::new(),
            concurrency: 0,
            part_size_mb: Some(4.0),
            ..target("ftp://h", "B", "", None)
        };
        let fields: Vec<_> = bad.problems().into_iter().map(|problem| problem.field).collect();
        let all = ["endpoint_url", "bucket", "key", "region", "concurrency", "part_size_mb"];
        assert_eq!(fields, all.map(|field| format!("destination.s3.{field}")));
    }

    #[test]
    fn good_targets_have_no_problems() {
        for (endpoint, path_style) in [
            ("http://127.0.0.1:9000", None),
            ("http://127.0.0.1:9000", Some(true)),
            ("http://localhost:4566", Some(false)),
            ("https://s3.eu-central-1.amazonaws.com", Some(false)),
            ("https://store.example:9000", Some(false)),
            ("https://10.example", Some(false)),
        ] {
            assert_eq!(target(endpoint, "my.bucket", " k ", path_style).problems(), []);
        }
        let ip = &target("http://127.0.0.1:9000", "bkt", "k", Some(false)).problems()[0];
        assert_eq!(ip.message, "bkt.127.0.0.1 is no host name");
    }
}
