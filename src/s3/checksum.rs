//! Checksums of whole objects, which stores compare before they make the object.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crc_fast::{CrcAlgorithm, Digest, checksum_combine};
use serde::{Deserialize, Serialize};

/// A checksum of a whole object that is made of those of its parts ("Full object and composite
/// checksum types", Amazon S3 user guide).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Checksum {
    /// CRC-64/NVME, what AWS recommends.
    Crc64nvme,
    /// CRC-32C (Castagnoli).
    Crc32c,
}

impl Checksum {
    /// Its name in the S3 API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Crc64nvme => "CRC64NVME",
            Self::Crc32c => "CRC32C",
        }
    }

    /// The header that has it.
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Crc64nvme => "x-amz-checksum-crc64nvme",
            Self::Crc32c => "x-amz-checksum-crc32c",
        }
    }

    /// Of chunks one after another.
    #[must_use]
    pub fn of(self, chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> u64 {
        let mut digest = Digest::new(self.algorithm());
        for chunk in chunks {
            digest.update(chunk.as_ref());
        }
        digest.finalize()
    }

    /// Of two runs of bytes, the second of which has a length, from theirs.
    pub(super) fn joined(self, first: u64, second: u64, second_length: u64) -> u64 {
        checksum_combine(self.algorithm(), first, second, second_length)
    }

    /// Of no bytes.
    pub(super) fn of_nothing(self) -> u64 {
        Digest::new(self.algorithm()).finalize()
    }

    /// As the header has it: its bytes, the highest first, in base64.
    pub(super) fn encoded(self, value: u64) -> String {
        let bytes = value.to_be_bytes();
        match self {
            Self::Crc64nvme => STANDARD.encode(bytes),
            Self::Crc32c => STANDARD.encode(&bytes[4..]),
        }
    }

    fn algorithm(self) -> CrcAlgorithm {
        match self {
            Self::Crc64nvme => CrcAlgorithm::Crc64Nvme,
            Self::Crc32c => CrcAlgorithm::Crc32Iscsi,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_values() {
        // "Catalogue of parametrised CRC algorithms": the CRC of "123456789".
        assert_eq!(Checksum::Crc64nvme.of(["1234", "56789"]), 0xae8b_1486_0a79_9888);
        assert_eq!(Checksum::Crc32c.of(["123456789"]), 0xe306_9283);
        assert_eq!(Checksum::Crc64nvme.encoded(0xae8b_1486_0a79_9888), "rosUhgp5mIg=");
        assert_eq!(Checksum::Crc32c.encoded(0xe306_9283), "4waSgw==");
    }

    #[test]
    fn the_whole_is_made_of_its_parts() {
        for checksum in [Checksum::Crc64nvme, Checksum::Crc32c] {
            let parts = ["12", "345", "6789"];
            let joined = parts.iter().fold(checksum.of_nothing(), |sum, part| {
                checksum.joined(sum, checksum.of([part]), part.len() as u64)
            });
            assert_eq!(joined, checksum.of(["123456789"]));
        }
    }
}
