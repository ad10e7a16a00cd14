//! Multipart uploads in progress, and how they become objects.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::{Checksum, CompletedPart};
use s3s::{S3Error, s3_error};
use serde::{Deserialize, Serialize};

use crate::checksums::{Announced, Claim, kept, told};

use super::{Condition, Description, Disk, Result, Staged, entries, existing};

const PREFIX: &str = ".upload-";
const RECORD: &str = "upload.json";

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    bucket: String,
    key: String,
    description: Description,
    announced: Option<Announced>,
}

/// An upload that has been started and neither completed nor aborted.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) started: SystemTime,
    bucket: String,
    description: Description,
    pub(crate) announced: Option<Announced>,
    dir: PathBuf,
}

/// A part that has been stored.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) number: i32,
    pub(crate) etag: String,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    path: PathBuf,
}

impl Disk {
    /// Starts an upload and gives its ID.
    pub(crate) fn start_upload(
        &self,
        bucket: String,
        key: String,
        description: Description,
        announced: Option<Announced>,
    ) -> Result<String> {
        self.bucket(&bucket)?;
        let id = self.unique();
        let dir = self.root.join(format!("{PREFIX}{id}"));
        fs::create_dir(&dir)?;
        let record = Record { bucket, key, description, announced };
        self.write_record(&dir.join(RECORD), &record)?;
        Ok(id)
    }

    /// The upload of this ID, which is to be of this object.
    pub(crate) fn upload(&self, bucket: &str, key: &str, id: &str) -> Result<Upload> {
        self.bucket(bucket)?;
        let found = self.upload_dir(id).map(|dir| load(id, dir)).transpose()?.flatten();
        let found = found.filter(|upload| upload.bucket == bucket && upload.key == key);
        Ok(found.ok_or_else(|| no_such_upload(id))?)
    }

    /// Removes an upload of any object, as a lifecycle rule does.
    pub(crate) fn forget_upload(&self, id: &str) -> io::Result<()> {
        let _changing = self.lock();
        let removed = self.upload_dir(id).map(fs::remove_dir_all);
        removed.map_or(Ok(()), |removed| existing(removed).map(|_| ()))
    }

    /// The directory of an upload with this ID, if an upload can have it.
    fn upload_dir(&self, id: &str) -> Option<PathBuf> {
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        plain.then(|| self.root.join(format!("{PREFIX}{id}")))
    }

    /// The uploads of a bucket, by key and then by ID, which is in the order of time.
    pub(crate) fn uploads(&self, bucket: &str) -> Result<Vec<Upload>> {
        self.bucket(bucket)?;
        let mut uploads = Vec::new();
        for (name, dir) in entries(&self.root)? {
            if let Some(id) = name.strip_prefix(PREFIX) {
                uploads.extend(load(id, dir)?.filter(|upload| upload.bucket == bucket));
            }
        }
        uploads.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        Ok(uploads)
    }

    /// Stores a part in the place of one with the same number.
    pub(crate) fn put_part(
        &self,
        upload: &Upload,
        number: i32,
        etag: &str,
        file: &Staged,
    ) -> Result<()> {
        let _changing = self.lock();
        let old = upload.parts()?.into_iter().filter(|part| part.number == number);
        let path = upload.dir.join(format!("{number}-{etag}"));
        existing(file.place(&path))?.ok_or_else(|| no_such_upload(&upload.id))?;
        for part in old.filter(|part| part.path != path) {
            fs::remove_file(part.path)?;
        }
        Ok(())
    }

    /// Makes the object of the parts that the client names, and gives its `ETag` and checksums.
    pub(crate) fn complete_upload(
        &self,
        upload: &Upload,
        named: &[CompletedPart],
        condition: &Condition,
        claim: &Claim,
    ) -> Result<(String, Checksum)> {
        let stored = upload.parts()?;
        let parts = choose(&stored, named, self.min_part_bytes)?;
        claim.verify_size(parts.iter().map(|part| part.size).sum())?;
        let file = self.stage();
        concatenate(&parts, file.path())?;
        let checksums = kept(&claim.verify(upload.announced.as_ref(), file.path())?);
        let told = told(&checksums);
        let (etag, description) = (etag(&parts)?, upload.description.clone());
        let description = Description { checksums, ..description };
        self.put_object(&upload.bucket, &upload.key, &etag, description, condition, &file)?;
        self.abort_upload(upload)?;
        Ok((etag, told))
    }

    /// Removes an upload and its parts.
    pub(crate) fn abort_upload(&self, upload: &Upload) -> Result<()> {
        let _changing = self.lock();
        Ok(upload.remove()?)
    }
}

impl Upload {
    /// Its parts by number.
    pub(crate) fn parts(&self) -> io::Result<Vec<Part>> {
        let mut parts = Vec::new();
        for (name, path) in entries(&self.dir)? {
            if let Some((number, etag)) = name.split_once('-')
                && let Ok(number) = number.parse()
                && let Some(file) = existing(fs::metadata(&path))?
            {
                let (size, modified) = (file.len(), file.modified()?);
                parts.push(Part { number, etag: etag.to_owned(), size, modified, path });
            }
        }
        parts.sort_by_key(|part| part.number);
        Ok(parts)
    }

    pub(super) fn remove(&self) -> io::Result<()> {
        existing(fs::remove_dir_all(&self.dir)).map(|_| ())
    }
}

/// The upload of a directory, unless it is just being made or removed.
fn load(id: &str, dir: PathBuf) -> io::Result<Option<Upload>> {
    let record = dir.join(RECORD);
    let Some(json) = existing(fs::read(&record))? else { return Ok(None) };
    let Some(file) = existing(fs::metadata(&record))? else { return Ok(None) };
    let (id, started) = (id.to_owned(), file.modified()?);
    let Record { bucket, key, description, announced } = serde_json::from_slice(&json)?;
    Ok(Some(Upload { id, key, started, bucket, description, announced, dir }))
}

fn no_such_upload(id: &str) -> S3Error {
    s3_error!(
        NoSuchUpload,
        "There is no upload {id} of this object: completed, aborted or never begun"
    )
}

/// The parts that a client names, if they are there and can follow each other.
fn choose<'a>(
    stored: &'a [Part],
    named: &[CompletedPart],
    min_bytes: u64,
) -> Result<Vec<&'a Part>> {
    if !named.is_sorted_by(|a, b| a.part_number < b.part_number) {
        return Err(s3_error!(InvalidPartOrder, "Part numbers have to ascend").into());
    }
    let find = |named: &CompletedPart| {
        let number = named.part_number?;
        let at = stored.binary_search_by_key(&number, |part| part.number).ok()?;
        stored.get(at).filter(|part| named.e_tag.as_ref().is_some_and(|e| e.value() == part.etag))
    };
    let parts: Option<Vec<&Part>> = named.iter().map(find).collect();
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
        return Err(s3_error!(InvalidPart, "A part is missing or has another ETag").into());
    };
    if let Some(part) = parts.iter().rev().skip(1).find(|part| part.size < min_bytes) {
        let Part { number, size, .. } = part;
        return Err(s3_error!(EntityTooSmall, "Part {number} has only {size} bytes").into());
    }
    Ok(parts)
}

/// Copies parts into one file; the kernel does it, without a buffer, where it can.
fn concatenate(parts: &[&Part], path: &Path) -> io::Result<()> {
    let mut whole = File::create(path)?;
    for part in parts {
        io::copy(&mut File::open(&part.path)?, &mut whole)?;
    }
    Ok(())
}

/// The `ETag` that S3 gives such an object: the MD5 of the parts' MD5s, and how many there are.
fn etag(parts: &[&Part]) -> io::Result<String> {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(&hex_simd::decode_to_vec(&part.etag).map_err(io::Error::other)?);
    }
    let hash = hex_simd::encode_to_string(md5.finalize(), hex_simd::AsciiCase::Lower);
    Ok(format!("{hash}-{}", parts.len()))
}
