//! Objects: a record and the bytes.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use s3s::crypto::{Checksum, Sha256};
use s3s::dto::{ETagCondition, IfMatch, IfNoneMatch};
use s3s::s3_error;
use serde::{Deserialize, Serialize};

use super::{Description, Disk, Result, Staged, entries, existing};

const RECORDS: &str = ".objects";

/// The longest name of a file on the usual file systems.
const MAX_NAME_BYTES: usize = 255;

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    key: String,
    etag: String,
    /// The path of the bytes in the bucket's directory.
    bytes: PathBuf,
    description: Description,
}

/// An object without its bytes.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) etag: String,
    pub(crate) description: Description,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    bytes: PathBuf,
}

/// What must be true of the object that is there before it is replaced.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub(crate) if_match: Option<IfMatch>,
    pub(crate) if_none_match: Option<IfNoneMatch>,
}

impl Condition {
    /// Whether it allows to replace the object with this `ETag`, or to make one where none is.
    fn holds(&self, etag: Option<&str>) -> bool {
        let meets = |condition: &ETagCondition| match condition {
            ETagCondition::Any => etag.is_some(),
            ETagCondition::ETag(wanted) => etag == Some(wanted.value()),
        };
        self.if_match.as_ref().is_none_or(meets) && !self.if_none_match.as_ref().is_some_and(meets)
    }
}

impl Disk {
    /// The object and its bytes, which stay readable while they are replaced or deleted.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> Result<(Object, File)> {
        let _reading = self.lock();
        let dir = self.bucket(bucket)?;
        let object = load(&dir, &record_path(&dir, key))?
            .ok_or_else(|| s3_error!(NoSuchKey, "There is no object {key}"))?;
        let file = File::open(dir.join(&object.bytes))?;
        Ok((object, file))
    }

    /// All objects of a bucket, by key.
    pub(crate) fn objects(&self, bucket: &str) -> Result<Vec<Object>> {
        let dir = self.bucket(bucket)?;
        let mut objects = Vec::new();
        for (_, path) in entries(&dir.join(RECORDS))? {
            if path.extension().is_some_and(|extension| extension == "json") {
                objects.extend(load(&dir, &path)?);
            }
        }
        objects.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(objects)
    }

    /// Makes or replaces an object.
    pub(crate) fn put_object(
        &self,
        bucket: &str,
        key: &str,
        etag: &str,
        description: Description,
        condition: &Condition,
        file: &Staged,
    ) -> Result<()> {
        let _changing = self.lock();
        let dir = self.bucket(bucket)?;
        let record = record_path(&dir, key);
        let old = load(&dir, &record)?;
        if !condition.holds(old.as_ref().map(|object| object.etag.as_str())) {
            return Err(
                s3_error!(PreconditionFailed, "{key} fails If-Match or If-None-Match").into()
            );
        }
        fs::create_dir_all(dir.join(RECORDS))?;
        let bytes = old.map_or_else(|| free_path(&dir, key), |object| object.bytes);
        file.place(&dir.join(&bytes))?;
        let (key, etag) = (key.to_owned(), etag.to_owned());
        Ok(self.write_record(&record, &Record { key, etag, bytes, description })?)
    }

    /// Deletes an object; one that is not there is no error.
    pub(crate) fn delete_object(&self, bucket: &str, key: &str) -> Result<()> {
        let _changing = self.lock();
        let dir = self.bucket(bucket)?;
        let record = record_path(&dir, key);
        if let Some(object) = load(&dir, &record)? {
            fs::remove_file(&record)?;
            fs::remove_file(dir.join(&object.bytes))?;
            // Directories that were there for this object alone; the first with others in it stays.
            let mut above = object.bytes.ancestors().skip(1).filter(|path| *path != Path::new(""));
            let _ = above.try_for_each(|path| fs::remove_dir(dir.join(path)));
        }
        Ok(())
    }
}

/// The object of a record, if both record and bytes are there.
fn load(dir: &Path, record: &Path) -> io::Result<Option<Object>> {
    let Some(json) = existing(fs::read(record))? else { return Ok(None) };
    let Record { key, etag, bytes, description } = serde_json::from_slice(&json)?;
    let Some(file) = existing(fs::metadata(dir.join(&bytes)))? else { return Ok(None) };
    let (size, modified) = (file.len(), file.modified()?);
    Ok(Some(Object { key, etag, description, size, modified, bytes }))
}

fn record_path(dir: &Path, key: &str) -> PathBuf {
    dir.join(hidden(key)).with_extension("json")
}

/// Where bytes go that cannot go to the path of their key.
fn hidden(key: &str) -> PathBuf {
    let hash = Sha256::checksum(key.as_bytes());
    Path::new(RECORDS).join(hex_simd::encode_to_string(hash, hex_simd::AsciiCase::Lower))
}

/// The key itself where it is a path that leads to nothing yet and can be made.
fn free_path(dir: &Path, key: &str) -> PathBuf {
    let is_free = |path: &&Path| {
        let path = dir.join(path);
        !path.exists() && path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok())
    };
    plain(key).filter(is_free).map_or_else(|| hidden(key), Path::to_owned)
}

/// A key whose segments are all ordinary names of files.
fn plain(key: &str) -> Option<&Path> {
    let ordinary = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && !name.contains('\0')
            && name.len() <= MAX_NAME_BYTES
    };
    key.split('/').all(ordinary).then(|| Path::new(key))
}

#[cfg(test)]
mod tests {
    use s3s::dto::ETag;

    use super::*;

    #[test]
    fn only_ordinary_names_are_paths() {
        for key in ["a", "a/b c", "größe/100%+.parquet", "a.b/c..", &"n".repeat(255)] {
            assert!(plain(key).is_some(), "{key}");
        }
        let long = "n".repeat(256);
        for key in ["", "/a", "a/", "a//b", ".", "a/..", "../a", ".objects/a", "a\0b", &long] {
            assert!(plain(key).is_none(), "{key}");
        }
    }

    #[test]
    fn conditions_look_at_the_object_that_is_there() {
        let is = |etag: &str| Some(ETagCondition::ETag(ETag::Strong(etag.to_owned())));
        let cases = [
            (None, None, [true, true]),
            (None, Some(ETagCondition::Any), [true, false]),
            (None, is("1"), [true, false]),
            (None, is("2"), [true, true]),
            (Some(ETagCondition::Any), None, [false, true]),
            (is("1"), None, [false, true]),
            (is("2"), None, [false, false]),
        ];
        for (if_match, if_none_match, holds) in cases {
            let condition = Condition { if_match, if_none_match };
            assert_eq!([None, Some("1")].map(|etag| condition.holds(etag)), holds, "{condition:?}");
        }
    }
}
