//! Which bucket a request is about, by its host name or its path.

use http::Request;
use http::header::HOST;
use s3s::S3Result;
use s3s::host::{S3Host, VirtualHost};

/// `bucket.localhost` is the bucket, as in virtual-hosted style: browsers resolve every name under
/// `localhost` to this machine. Any other host leaves the bucket to the path.
pub struct UnderLocalhost;

impl S3Host for UnderLocalhost {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let name = host.split(':').next().unwrap_or_default();
        Ok(match name.strip_suffix(".localhost") {
            Some(bucket) => VirtualHost::new("localhost").with_bucket(bucket),
            None => VirtualHost::new(host),
        })
    }
}

/// The bucket that the host of a request says.
pub(crate) fn bucket_of_host<T>(request: &Request<T>) -> Option<String> {
    let host = request.headers().get(HOST)?.to_str().ok()?;
    UnderLocalhost.parse_host_header(host).ok()?.bucket().map(str::to_owned)
}

/// The bucket that a request is about, if any.
pub(crate) fn bucket<T>(request: &Request<T>) -> Option<String> {
    let in_path = || request.uri().path().split('/').nth(1).map(str::to_owned);
    bucket_of_host(request).or_else(in_path).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(host: &str, path: &str) -> Request<()> {
        Request::builder().uri(path).header(HOST, host).body(()).unwrap()
    }

    #[test]
    fn only_names_under_localhost_are_buckets() {
        let bucket = |host| bucket_of_host(&request(host, "/path"));
        assert_eq!(bucket("my.bucket.localhost:4566").as_deref(), Some("my.bucket"));
        assert_eq!(bucket("localhost:4566"), None);
        assert_eq!(bucket("127.0.0.1:4566"), None);
        assert_eq!(bucket("[::1]:4566"), None);
    }

    #[test]
    fn a_bucket_is_in_the_path_unless_the_host_has_it() {
        for (host, path, name) in [
            ("127.0.0.1:4566", "/data/a/b", Some("data")),
            ("127.0.0.1:4566", "/data", Some("data")),
            ("127.0.0.1:4566", "/", None),
            ("data.localhost:4566", "/other/b", Some("data")),
        ] {
            assert_eq!(bucket(&request(host, path)).as_deref(), name, "{host}{path}");
        }
    }
}
