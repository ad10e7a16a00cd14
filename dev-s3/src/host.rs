//! Which bucket a host name says.

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

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(host: &str) -> Option<String> {
        let parsed = UnderLocalhost.parse_host_header(host).ok()?;
        parsed.bucket().map(str::to_owned)
    }

    #[test]
    fn only_names_under_localhost_are_buckets() {
        assert_eq!(bucket("my.bucket.localhost:4566").as_deref(), Some("my.bucket"));
        assert_eq!(bucket("localhost:4566"), None);
        assert_eq!(bucket("127.0.0.1:4566"), None);
        assert_eq!(bucket("[::1]:4566"), None);
    }
}
