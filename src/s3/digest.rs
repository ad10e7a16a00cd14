//! Digests as S3 writes them.

use base64::prelude::{BASE64_STANDARD, Engine};
use md5::Md5;
use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hex of chunks one after another, as `x-amz-content-sha256` has it.
#[must_use]
pub fn sha256_hex(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    digest_hex::<Sha256>(chunks)
}

/// MD5 in lower-case hex of chunks one after another, as the `ETag` of a part has it.
#[must_use]
pub fn md5_hex(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    digest_hex::<Md5>(chunks)
}

/// MD5 in base64, as `Content-MD5` has it.
pub(super) fn md5_base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(Md5::digest(bytes))
}

fn digest_hex<D: Digest>(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    hex(&chunks.into_iter().fold(D::new(), Digest::chain_update).finalize())
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_digested_as_one() {
        // RFC 1321, A.5, and FIPS 180-4's example of "abc".
        assert_eq!(md5_hex(["ab", "c"]), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(md5_base64(b"abc"), "kAFQmDzST7DWlj99KOF/cg==");
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(["abc"]), abc);
    }
}
