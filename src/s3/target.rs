//! Where in S3 a file goes, and the URLs that follow from it.

use http::Uri;
use http::uri::{Authority, Scheme};
use serde::{Deserialize, Serialize};

use crate::error::{Checked, Problem, Result, grouped};
use crate::limits::{MAX_CONCURRENCY, MAX_KEY_BYTES, MAX_PART_BYTES, MB, MIN_PART_BYTES};

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

    /// Host and port, for messages.
    #[must_use]
    pub fn host(&self) -> String {
        self.endpoint().map_or_else(|_| self.endpoint_url.clone(), |endpoint| endpoint.authority)
    }

    fn is_path_style(&self) -> Checked<bool> {
        // Buckets with dots match no wildcard certificate, so AWS serves them by path only.
        let on_aws = self.endpoint()?.is_aws() && !self.bucket.contains('.');
        Ok(self.path_style.unwrap_or(!on_aws))
    }

    fn endpoint(&self) -> Checked<Endpoint> {
        let bad = |problem: &str| {
            Problem::new(
                "destination.s3.endpoint_url",
                format!("{:?} {problem}", shown_url(&self.endpoint_url)),
                "Enter a URL such as http://localhost:4566 or https://s3.us-east-1.amazonaws.com.",
            )
        };
        let uri: Uri = self.endpoint_url.trim().parse().map_err(|_| bad("is not a URL"))?;
        let scheme = uri.scheme().ok_or_else(|| bad("has no http:// or https://"))?.clone();
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(bad("is neither http nor https"));
        }
        let authority = uri.authority().ok_or_else(|| bad("has no host"))?;
        if authority.as_str().contains('@') {
            return Err(bad("has a user name: keys go into their own fields"));
        }
        if uri.query().is_some() || self.endpoint_url.contains('#') {
            return Err(bad("has a query or a fragment"));
        }
        if has_bad_port(authority) {
            return Err(bad("has a port that is not from 1 to 65535"));
        }
        let default_port = if scheme == Scheme::HTTP { 80 } else { 443 };
        // Browsers leave the default port out of the Host header, which is signed.
        let authority = match authority.port_u16() {
            Some(port) if port != default_port => format!("{}:{port}", authority.host()),
            _ => authority.host().to_string(),
        };
        let base = uri.path().trim_end_matches('/').to_string();
        Ok(Endpoint { scheme, authority: authority.to_ascii_lowercase(), base })
    }
}

/// Whether something behind the host is no port.
fn has_bad_port(authority: &Authority) -> bool {
    let behind = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    !behind.is_empty() && authority.port_u16().is_none_or(|port| port == 0)
}

/// The endpoint without what may be a password.
fn shown_url(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => url.to_string(),
    }
}

struct Endpoint {
    scheme: Scheme,
    authority: String,
    base: String,
}

impl Endpoint {
    fn is_aws(&self) -> bool {
        let host = self.host();
        host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn")
    }

    /// The authority without its port, which no `]` follows.
    fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &self.authority,
        }
    }

    /// As browsers see it: a host whose last label is a number is IPv4 (WHATWG URL, "ends in a
    /// number checker").
    fn is_ip_address(&self) -> bool {
        let last = self.host().rsplit('.').next().unwrap_or_default();
        last.starts_with('[') || last.parse::<u32>().is_ok()
    }
}

/// What bucket names begin or end with that mean something else.
const RESERVED: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// Amazon S3 user guide, "General purpose bucket naming rules".
fn check_bucket(bucket: &str) -> Checked {
    let Some(broken) = broken_bucket_rule(bucket) else { return Ok(()) };
    Err(Problem::new(
        "destination.s3.bucket",
        format!("{bucket:?} is not a bucket name: {broken}"),
        "Use 3 to 63 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends.",
    ))
}

fn broken_bucket_rule(bucket: &str) -> Option<String> {
    let allowed = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '.')
    };
    let reserved = RESERVED.iter().find(|start| bucket.starts_with(**start));
    let reserved = reserved.or_else(|| RESERVED_ENDS.iter().find(|end| bucket.ends_with(**end)));
    let is_ip_address = bucket.parse::<std::net::Ipv4Addr>().is_ok();
    if let Some(letter) = bucket.chars().find(|letter| !allowed(*letter)) {
        Some(format!("it has {letter:?}"))
    } else if !(3..=63).contains(&bucket.len()) {
        Some(format!("it has {} characters", bucket.len()))
    } else if bucket.starts_with(['-', '.']) || bucket.ends_with(['-', '.']) {
        Some("it begins or ends with a hyphen or a dot".into())
    } else if bucket.contains("..") {
        Some("it has two dots next to each other".into())
    } else if is_ip_address {
        Some("it looks like an IP address".into())
    } else {
        reserved.map(|part| format!("{part:?} is reserved"))
    }
}

fn check_key(key: &str) -> Checked {
    let bad =
        |problem: String, remedy: &str| Err(Problem::new("destination.s3.key", problem, remedy));
    if key.is_empty() {
        return bad("the key is empty".into(), "Enter a key such as data/people.parquet.");
    }
    if key.len() > MAX_KEY_BYTES {
        let problem = format!("the key has {} bytes", grouped(key.len() as u64));
        return bad(problem, "Use at most 1,024 bytes of UTF-8.");
    }
    // Browsers resolve these in a URL, even percent-encoded, so the key would be another one.
    if key.split('/').any(|segment| segment == "." || segment == "..") {
        let problem = format!("{key:?} has a segment . or ..");
        return bad(
            problem,
            "Use a key without . and .. between slashes: no browser can send them.",
        );
    }
    Ok(())
}

fn check_region(region: &str) -> Checked {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if !region.is_empty() && region.chars().all(letter) {
        return Ok(());
    }
    Err(Problem::new(
        "destination.s3.region",
        format!("{region:?} is not a region"),
        "Enter a region such as us-east-1; most other stores accept any.",
    ))
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
