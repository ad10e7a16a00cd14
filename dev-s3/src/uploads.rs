//! `ListMultipartUploads`, which s3s-fs lacks, read from the names of the files it keeps.
//!
//! For an upload in progress s3s-fs 0.14.1 keeps two files in its root directory:
//! `.upload-<id>.json` says who may go on with it, and
//! `.bucket-<bucket>.object-<key>.upload-<id>.metadata.json` (bucket and key in base64url) what it
//! is. The first is gone as soon as the upload is completed or aborted.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use base64_simd::URL_SAFE_NO_PAD;
use http::{Extensions, HeaderMap, HeaderValue, Method, Uri, header};
use s3s::dto::{ListMultipartUploadsOutput, MultipartUpload, Timestamp};
use s3s::path::{S3Path, parse_path_style};
use s3s::route::S3Route;
use s3s::xml::{Serialize, Serializer};
use s3s::{Body, S3Error, S3Request, S3Response, S3Result, s3_error};

use crate::buckets;

/// Answers `GET /bucket?uploads`.
pub(crate) struct List {
    root: PathBuf,
}

impl List {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

#[async_trait::async_trait]
impl S3Route for List {
    fn is_match(&self, method: &Method, uri: &Uri, _: &HeaderMap, _: &mut Extensions) -> bool {
        method == Method::GET && parameter(uri, "uploads").is_some() && bucket(uri).is_some()
    }

    async fn call(&self, request: S3Request<Body>) -> S3Result<S3Response<Body>> {
        let bucket = bucket(&request.uri).ok_or_else(|| s3_error!(InvalidBucketName))?;
        buckets::check(&self.root, &bucket)?;
        let prefix = parameter(&request.uri, "prefix").unwrap_or_default();
        let mut uploads = in_progress(&self.root, &bucket).map_err(S3Error::internal_error)?;
        uploads.retain(|upload| upload.key.starts_with(&prefix));
        uploads.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        let mut response = S3Response::new(xml(bucket, prefix, uploads)?.into());
        let xml = HeaderValue::from_static("application/xml");
        response.headers.insert(header::CONTENT_TYPE, xml);
        Ok(response)
    }
}

/// One upload that has been started and neither completed nor aborted.
#[derive(Debug)]
struct Upload {
    key: String,
    id: String,
    started: SystemTime,
}

/// The bucket of a path that names a bucket and no object.
fn bucket(uri: &Uri) -> Option<String> {
    // A bucket's name needs no percent-decoding: it is made of letters, digits, dots and dashes.
    match parse_path_style(uri.path()).ok()? {
        S3Path::Bucket { bucket } => Some(bucket.into()),
        S3Path::Root | S3Path::Object { .. } => None,
    }
}

/// The decoded value of a query parameter; empty when it has none.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn in_progress(root: &Path, bucket: &str) -> io::Result<Vec<Upload>> {
    let entries = fs::read_dir(root)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.iter().filter_map(|entry| upload(root, bucket, entry)).collect())
}

/// The upload that a metadata file belongs to, if it is in this bucket and still in progress.
fn upload(root: &Path, bucket: &str, entry: &DirEntry) -> Option<Upload> {
    let (key, id) = parse_name(bucket, entry.file_name().to_str()?)?;
    let owner = fs::metadata(root.join(format!(".upload-{id}.json"))).ok()?;
    Some(Upload { key, id, started: owner.modified().ok()? })
}

/// Key and upload ID in the name of a metadata file of this bucket.
fn parse_name(bucket: &str, name: &str) -> Option<(String, String)> {
    let rest = name.strip_prefix(".bucket-")?.strip_suffix(".metadata.json")?;
    let (encoded_bucket, rest) = rest.split_once(".object-")?;
    let (encoded_key, id) = rest.split_once(".upload-")?;
    (decode(encoded_bucket)? == bucket).then_some((decode(encoded_key)?, id.to_owned()))
}

fn decode(text: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode_to_vec(text).ok()?).ok()
}

fn xml(bucket: String, prefix: String, uploads: Vec<Upload>) -> S3Result<Vec<u8>> {
    let output = ListMultipartUploadsOutput {
        bucket: Some(bucket),
        prefix: Some(prefix),
        is_truncated: Some(false),
        uploads: Some(uploads.into_iter().map(Into::into).collect()),
        ..Default::default()
    };
    let mut text = Vec::new();
    let mut serializer = Serializer::new(&mut text);
    serializer.decl().map_err(S3Error::internal_error)?;
    output.serialize(&mut serializer).map_err(S3Error::internal_error)?;
    Ok(text)
}

impl From<Upload> for MultipartUpload {
    fn from(upload: Upload) -> Self {
        Self {
            key: Some(upload.key),
            upload_id: Some(upload.id),
            initiated: Some(Timestamp::from(upload.started)),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metadata_name_gives_key_and_id() {
        let name = ".bucket-Yg.object-YS9iIMO8.upload-42.metadata.json";
        assert_eq!(parse_name("b", name), Some(("a/b ü".into(), "42".into())));
        assert_eq!(parse_name("other", name), None);
    }

    #[test]
    fn other_files_are_no_uploads() {
        for name in [".bucket-Yg.object-YQ.metadata.json", ".upload-42.json", "b", ".tmp.1.part"] {
            assert_eq!(parse_name("b", name), None, "{name}");
        }
    }

    #[test]
    fn only_a_bucket_with_the_uploads_parameter_is_asked() {
        let asked = |uri: &'static str| {
            let uri = Uri::from_static(uri);
            List::new(Path::new("")).is_match(
                &Method::GET,
                &uri,
                &HeaderMap::new(),
                &mut Extensions::new(),
            )
        };
        assert!(asked("/bucket?uploads"));
        assert!(asked("/bucket?prefix=a%2Fb&uploads="));
        assert!(!asked("/bucket"));
        assert!(!asked("/bucket/key?uploads"));
        assert!(!asked("/?uploads"));
    }
}
