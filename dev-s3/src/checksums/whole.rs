//! Checksums of whole objects: announced when an upload begins, and said when it is completed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use http::HeaderMap;
use s3s::dto::{Checksum, ChecksumAlgorithm, ChecksumType};
use s3s::{S3Result, s3_error};
use serde::{Deserialize, Serialize};

use super::{CRC32, CRC32C, CRC64NVME, Checksums, NAMES, PREFIX, SHA1, SHA256, compare, named};
use crate::disk;

/// How many bytes of an object are read at once.
const CHUNK_BYTES: usize = 256 * 1024;

/// Checksums of an object's bytes by the names of their headers, as they are kept with it.
pub(crate) type Kept = BTreeMap<String, String>;

/// Checksums as they are kept.
pub(crate) fn kept(checksums: &Checksum) -> Kept {
    let some = |(name, value): (&str, Option<&String>)| Some((name.to_owned(), value?.clone()));
    named(checksums).into_iter().filter_map(some).collect()
}

/// Checksums that are kept, as they are told.
pub(crate) fn told(kept: &Kept) -> Checksum {
    let get = |name: &str| kept.get(name).cloned();
    let kind = (!kept.is_empty()).then(|| ChecksumType::from_static(ChecksumType::FULL_OBJECT));
    Checksum {
        checksum_crc32: get(CRC32),
        checksum_crc32c: get(CRC32C),
        checksum_crc64nvme: get(CRC64NVME),
        checksum_sha1: get(SHA1),
        checksum_sha256: get(SHA256),
        checksum_type: kind,
    }
}

/// What an upload says when it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announced {
    pub(crate) algorithm: String,
    /// `FULL_OBJECT` is over all bytes, and `COMPOSITE` over the checksums of the parts.
    pub(crate) kind: String,
}

impl Announced {
    /// What these two headers say, if they can be together.
    pub(crate) fn by(
        algorithm: Option<&ChecksumAlgorithm>,
        kind: Option<&ChecksumType>,
    ) -> S3Result<Option<Self>> {
        let Some(algorithm) = algorithm.map(|algorithm| algorithm.as_str().to_uppercase()) else {
            let needed = |_| Err(s3_error!(InvalidRequest, "A checksum type needs an algorithm"));
            return kind.map_or(Ok(None), needed);
        };
        let kind = kind.map(ChecksumType::as_str);
        let possible = kinds(&algorithm).iter().find(|it| kind.is_none_or(|kind| kind == **it));
        let kind = possible.copied().ok_or_else(|| {
            let kind = kind.unwrap_or_default();
            s3_error!(InvalidRequest, "There is no checksum {algorithm} {kind}")
        })?;
        Ok(Some(Self { algorithm, kind: kind.to_owned() }))
    }

    fn header(&self) -> String {
        format!("{PREFIX}{}", self.algorithm.to_lowercase())
    }
}

/// The types that an algorithm has; the first is what goes without saying.
fn kinds(algorithm: &str) -> &'static [&'static str] {
    match algorithm {
        ChecksumAlgorithm::CRC64NVME => &[ChecksumType::FULL_OBJECT],
        ChecksumAlgorithm::CRC32 | ChecksumAlgorithm::CRC32C => {
            &[ChecksumType::COMPOSITE, ChecksumType::FULL_OBJECT]
        }
        ChecksumAlgorithm::SHA1 | ChecksumAlgorithm::SHA256 => &[ChecksumType::COMPOSITE],
        _ => &[],
    }
}

/// What Complete says of the object that it is to make: the headers of the request.
pub(crate) struct Claim(pub(crate) HeaderMap);

impl Claim {
    /// Compares the size, if it is said.
    pub(crate) fn verify_size(&self, bytes: u64) -> S3Result<()> {
        let said = self.text("x-amz-mp-object-size");
        match said.filter(|said| said.parse() != Ok(bytes)) {
            Some(said) => Err(s3_error!(
                InvalidRequest,
                "x-amz-mp-object-size is {said}, and the parts have {bytes} bytes"
            )),
            None => Ok(()),
        }
    }

    /// The checksums that are said or were announced, if those that are said are the file's.
    pub(crate) fn verify(
        &self,
        announced: Option<&Announced>,
        file: &Path,
    ) -> disk::Result<Checksum> {
        let wanted = self.wanted(announced)?;
        if wanted.is_empty() {
            return Ok(Checksum::default());
        }
        let found = read(Checksums::of(|name| wanted.iter().any(|it| it == name)), file)?;
        for (name, value) in named(&found) {
            // What was announced need not be said.
            if let (Some(value), Some(said)) = (value, self.0.get(name)) {
                compare(name, value, Some(said))?;
            }
        }
        Ok(found)
    }

    /// The names of the checksums to make of all bytes.
    fn wanted(&self, announced: Option<&Announced>) -> S3Result<Vec<String>> {
        let said = NAMES.into_iter().filter(|name| self.0.contains_key(*name));
        let said: Vec<String> = said.map(str::to_owned).collect();
        let full = ChecksumType::FULL_OBJECT;
        let kind = announced.map_or(full, |announced| &announced.kind);
        if self.text("x-amz-checksum-type").is_some_and(|said| said != kind) {
            return Err(s3_error!(InvalidRequest, "The upload has a checksum of type {kind}"));
        }
        let Some(announced) = announced else { return Ok(said) };
        let own = announced.header();
        if let Some(other) = said.iter().find(|name| **name != own) {
            return Err(s3_error!(InvalidRequest, "{other} is not the upload's checksum, {own}"));
        }
        // Checksums of checksums are taken from nobody, and told to nobody.
        Ok(if kind == full { vec![own] } else { Vec::new() })
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }
}

fn read(mut checksums: Checksums, file: &Path) -> io::Result<Checksum> {
    let (mut file, mut chunk) = (File::open(file)?, vec![0; CHUNK_BYTES]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(checksums.finish()),
            count => checksums.update(chunk.get(..count).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_have_types() {
        for (algorithm, kind, found) in [
            (None, None, Ok(None)),
            (None, Some("FULL_OBJECT"), Err(())),
            (Some("CRC64NVME"), None, Ok(Some("FULL_OBJECT"))),
            (Some("CRC64NVME"), Some("COMPOSITE"), Err(())),
            (Some("CRC32C"), None, Ok(Some("COMPOSITE"))),
            (Some("crc32"), Some("FULL_OBJECT"), Ok(Some("FULL_OBJECT"))),
            (Some("SHA256"), None, Ok(Some("COMPOSITE"))),
            (Some("SHA256"), Some("FULL_OBJECT"), Err(())),
            (Some("MD5"), None, Err(())),
        ] {
            let algorithm = algorithm.map(ChecksumAlgorithm::from_static);
            let kind = kind.map(ChecksumType::from_static);
            let announced = Announced::by(algorithm.as_ref(), kind.as_ref()).map_err(|_| ());
            let announced = announced.map(|it| it.map(|it| it.kind));
            assert_eq!(announced, found.map(|kind| kind.map(str::to_owned)), "{algorithm:?}");
        }
    }
}
