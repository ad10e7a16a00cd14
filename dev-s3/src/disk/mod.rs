//! Buckets, objects and uploads as files.
//!
//! ```text
//! <data>/<bucket>/people.parquet         an object's bytes, under its key
//! <data>/<bucket>/.objects/<hash>.json   its record: key, ETag, type, where its bytes are
//! <data>/<bucket>/.objects/<hash>        its bytes, where its key cannot be their path
//! <data>/<bucket>/.cors.json             the bucket's CORS rules, if it has any
//! <data>/.upload-<id>/upload.json        the record of an upload in progress
//! <data>/.upload-<id>/7-<ETag>           its part 7
//! <data>/.staged/                        bodies on their way in
//! ```
//!
//! A key is any text of 1,024 bytes, and a path is not: `a` and `a/b` cannot both be files, `a//b`
//! is `a/b`, and some systems take `A` for `a`. So an object is found by its record, named by a hash
//! of the key, and the path is the key only where that is possible.
//!
//! Everything here blocks. What is in these files outlives the server; only `.staged` does not.

mod cors;
mod error;
mod objects;
mod uploads;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use s3s::path::check_bucket_name;
use s3s::s3_error;
use serde::{Deserialize, Serialize};

use crate::checksums::Kept;

pub(crate) use error::Result;
pub(crate) use objects::{Condition, Object};
pub(crate) use uploads::{Part, Upload};

const STAGED: &str = ".staged";

/// The directory that everything is in.
pub(crate) struct Disk {
    root: PathBuf,
    opened: u128,
    names: AtomicU64,
    min_part_bytes: u64,
    changes: Mutex<()>,
}

/// What a client says of an object, and gets back with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Description {
    pub(crate) content_type: Option<String>,
    pub(crate) metadata: Option<s3s::dto::Metadata>,
    /// Of its bytes. Clients send them too, and an object is made only of what has them.
    #[serde(default)]
    pub(crate) checksums: Kept,
}

impl Disk {
    /// Takes a directory into use, and removes what a server that was killed had not yet stored.
    pub(crate) fn open(root: &Path, min_part_bytes: u64) -> io::Result<Self> {
        let staged = root.join(STAGED);
        existing(fs::remove_dir_all(&staged))?;
        fs::create_dir_all(&staged)?;
        let opened = SystemTime::now().duration_since(UNIX_EPOCH).map_err(io::Error::other)?;
        Ok(Self {
            root: root.to_owned(),
            opened: opened.as_nanos(),
            names: AtomicU64::new(0),
            min_part_bytes,
            changes: Mutex::new(()),
        })
    }

    pub(crate) fn create_bucket(&self, name: &str) -> Result<()> {
        if !check_bucket_name(name) {
            return Err(s3_error!(InvalidBucketName, "{name} is no name for a bucket").into());
        }
        fs::create_dir(self.root.join(name)).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                s3_error!(BucketAlreadyOwnedByYou, "The bucket {name} is there already").into()
            }
            _ => error.into(),
        })
    }

    /// The directory of a bucket.
    pub(crate) fn bucket(&self, name: &str) -> Result<PathBuf> {
        let dir = self.root.join(name);
        if check_bucket_name(name) && dir.is_dir() {
            Ok(dir)
        } else {
            Err(s3_error!(NoSuchBucket, "There is no bucket {name}").into())
        }
    }

    /// Names of the buckets and when they were made, in order.
    pub(crate) fn buckets(&self) -> Result<Vec<(String, SystemTime)>> {
        let mut buckets = Vec::new();
        for (name, path) in entries(&self.root)? {
            if check_bucket_name(&name) && path.is_dir() {
                buckets.push((name, fs::metadata(path)?.modified()?));
            }
        }
        buckets.sort();
        Ok(buckets)
    }

    /// Removes a bucket without objects, and the uploads that were in progress in it.
    pub(crate) fn delete_bucket(&self, name: &str) -> Result<()> {
        let _changing = self.lock();
        let dir = self.bucket(name)?;
        if !self.objects(name)?.is_empty() {
            return Err(s3_error!(BucketNotEmpty, "The bucket {name} has objects").into());
        }
        for upload in self.uploads(name)? {
            upload.remove()?;
        }
        Ok(fs::remove_dir_all(dir)?)
    }

    /// A file for bytes that have no place yet.
    pub(crate) fn stage(&self) -> Staged {
        Staged(self.root.join(STAGED).join(self.unique()))
    }

    /// A name that no other file has, of this run or of an earlier one, which it comes after.
    fn unique(&self) -> String {
        format!("{:x}-{:08x}", self.opened, self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// Held while files and their record change together, and while they are read together.
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a record as a whole or not at all.
    fn write_record(&self, path: &Path, record: &impl Serialize) -> io::Result<()> {
        let staged = self.stage();
        fs::write(staged.path(), serde_json::to_vec(record)?)?;
        staged.place(path)
    }
}

/// A file under a name of its own, which goes when it is dropped before it has got its place.
pub(crate) struct Staged(PathBuf);

impl Staged {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    fn place(&self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // There is none when it has been placed.
        let _ = fs::remove_file(&self.0);
    }
}

/// Names and paths in a directory; none in a directory that is not there.
fn entries(dir: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let Some(entries) = existing(fs::read_dir(dir))? else { return Ok(Vec::new()) };
    let named = |entry: fs::DirEntry| Some((entry.file_name().into_string().ok()?, entry.path()));
    Ok(entries.collect::<io::Result<Vec<_>>>()?.into_iter().filter_map(named).collect())
}

/// The result, or nothing where there is no such file.
fn existing<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_servers_that_kept_no_checksums_are_read() {
        let old = r#"{"content_type": "text/csv", "metadata": null}"#;
        let read: Description = serde_json::from_str(old).unwrap();
        assert_eq!((read.content_type.as_deref(), read.checksums.len()), (Some("text/csv"), 0));
    }
}
