//! The checksums that clients send with a body, in headers before it or in trailers after it.

mod whole;

use base64_simd::STANDARD;
use http::{HeaderMap, HeaderValue};
use s3s::checksum::ChecksumHasher;
use s3s::dto::Checksum;
use s3s::{S3Result, s3_error};

pub(crate) use whole::{Announced, Claim, Kept, kept, told};

/// What the names of their headers begin with.
const PREFIX: &str = "x-amz-checksum-";

const CRC32: &str = "x-amz-checksum-crc32";
const CRC32C: &str = "x-amz-checksum-crc32c";
const CRC64NVME: &str = "x-amz-checksum-crc64nvme";
const SHA1: &str = "x-amz-checksum-sha1";
const SHA256: &str = "x-amz-checksum-sha256";

const NAMES: [&str; 5] = [CRC32, CRC32C, CRC64NVME, SHA1, SHA256];

/// Checksums of a body that is arriving.
pub(crate) struct Checksums(ChecksumHasher);

impl Checksums {
    /// Those that the headers have, or announce as trailers.
    pub(crate) fn asked_for(headers: &HeaderMap) -> Self {
        let trailers = headers.get_all("x-amz-trailer");
        Self::of(|name| headers.contains_key(name) || trailers.iter().any(|value| value == name))
    }

    /// Those of some names.
    fn of(asked: impl Fn(&str) -> bool) -> Self {
        Self(ChecksumHasher {
            crc32: asked(CRC32).then(Default::default),
            crc32c: asked(CRC32C).then(Default::default),
            crc64nvme: asked(CRC64NVME).then(Default::default),
            sha1: asked(SHA1).then(Default::default),
            sha256: asked(SHA256).then(Default::default),
        })
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The checksums, if the client has the same.
    pub(crate) fn verify(
        self,
        md5: &[u8],
        headers: &HeaderMap,
        trailers: &HeaderMap,
    ) -> S3Result<Checksum> {
        let found = self.finish();
        let md5 = headers.contains_key("content-md5").then(|| STANDARD.encode_to_string(md5));
        for (name, value) in named(&found).into_iter().chain([("content-md5", md5.as_ref())]) {
            if let Some(value) = value {
                compare(name, value, headers.get(name).or_else(|| trailers.get(name)))?;
            }
        }
        Ok(found)
    }

    fn finish(self) -> Checksum {
        self.0.finalize()
    }
}

/// Whether a client said the right value.
fn compare(name: &str, value: &str, said: Option<&HeaderValue>) -> S3Result<()> {
    if said.map(HeaderValue::as_bytes) == Some(value.as_bytes()) {
        return Ok(());
    }
    Err(s3_error!(BadDigest, "{name} of the body that arrived is {value}"))
}

/// Every checksum under the name of its header.
fn named(checksums: &Checksum) -> [(&'static str, Option<&String>); 5] {
    [
        (CRC32, checksums.checksum_crc32.as_ref()),
        (CRC32C, checksums.checksum_crc32c.as_ref()),
        (CRC64NVME, checksums.checksum_crc64nvme.as_ref()),
        (SHA1, checksums.checksum_sha1.as_ref()),
        (SHA256, checksums.checksum_sha256.as_ref()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    /// Whether a body of the usual check text passes with these headers and trailers.
    fn passes(
        head: &[(&'static str, &'static str)],
        tail: &[(&'static str, &'static str)],
    ) -> bool {
        let head = headers(head);
        let mut checksums = Checksums::asked_for(&head);
        checksums.update(b"12345");
        checksums.update(b"6789");
        checksums.verify(&[0; 16], &head, &headers(tail)).is_ok()
    }

    #[test]
    fn known_checksums_pass_and_others_do_not() {
        // The check values of CRC-32/ISO-HDLC, CRC-32/ISCSI and CRC-64/NVME for "123456789".
        for (name, right) in
            [(CRC32, "y/Q5Jg=="), (CRC32C, "4waSgw=="), (CRC64NVME, "rosUhgp5mIg=")]
        {
            assert!(passes(&[(name, right)], &[]), "{name}");
            assert!(passes(&[("x-amz-trailer", name)], &[(name, right)]), "{name} as trailer");
            assert!(!passes(&[(name, "AAAAAA==")], &[]), "{name}");
            assert!(!passes(&[("x-amz-trailer", name)], &[]), "{name} without its trailer");
        }
        assert!(passes(&[], &[]));
        assert!(passes(&[("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")], &[]));
        assert!(!passes(&[("content-md5", "AQAAAAAAAAAAAAAAAAAAAA==")], &[]));
    }
}
