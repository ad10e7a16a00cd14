//! Which operation a request is, told from its method and URL alone.

use http::Method;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

/// An operation under its name in the S3 API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Operation {
    ListBuckets,
    CreateBucket,
    HeadBucket,
    DeleteBucket,
    GetBucketLocation,
    PutBucketCors,
    GetBucketCors,
    DeleteBucketCors,
    ListObjects,
    ListMultipartUploads,
    PutObject,
    HeadObject,
    GetObject,
    DeleteObject,
    DeleteObjects,
    CreateMultipartUpload,
    UploadPart,
    CompleteMultipartUpload,
    AbortMultipartUpload,
    ListParts,
    /// Anything else.
    Other,
}

/// What a request is about.
#[derive(Clone, Copy)]
enum On {
    Service,
    Bucket,
    Object,
}

impl Operation {
    /// The operation of this name.
    ///
    /// # Errors
    /// When there is none; the error names those that there are.
    pub fn named(name: &str) -> Result<Self, String> {
        let operation = Self::deserialize(name.into_deserializer());
        operation.map_err(|error: Error| error.to_string())
    }

    /// The operation of a request; `host_has_bucket` says that the path has no bucket in it.
    #[must_use]
    pub fn of(method: &Method, host_has_bucket: bool, path: &str, query: &str) -> Self {
        let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
        match on(host_has_bucket, path) {
            On::Service if method == Method::GET => Self::ListBuckets,
            On::Service => Self::Other,
            On::Bucket => Self::on_bucket(method, has),
            On::Object => Self::on_object(method, has),
        }
    }

    fn on_bucket(method: &Method, has: impl Fn(&str) -> bool) -> Self {
        match *method {
            Method::GET if has("cors") => Self::GetBucketCors,
            Method::PUT if has("cors") => Self::PutBucketCors,
            Method::DELETE if has("cors") => Self::DeleteBucketCors,
            Method::GET if has("location") => Self::GetBucketLocation,
            Method::GET if has("uploads") => Self::ListMultipartUploads,
            Method::GET => Self::ListObjects,
            Method::PUT => Self::CreateBucket,
            Method::HEAD => Self::HeadBucket,
            Method::DELETE => Self::DeleteBucket,
            Method::POST if has("delete") => Self::DeleteObjects,
            _ => Self::Other,
        }
    }

    fn on_object(method: &Method, has: impl Fn(&str) -> bool) -> Self {
        match *method {
            Method::GET if has("uploadId") => Self::ListParts,
            Method::PUT if has("uploadId") => Self::UploadPart,
            Method::POST if has("uploadId") => Self::CompleteMultipartUpload,
            Method::DELETE if has("uploadId") => Self::AbortMultipartUpload,
            Method::POST if has("uploads") => Self::CreateMultipartUpload,
            Method::GET => Self::GetObject,
            Method::PUT => Self::PutObject,
            Method::HEAD => Self::HeadObject,
            Method::DELETE => Self::DeleteObject,
            _ => Self::Other,
        }
    }
}

fn on(host_has_bucket: bool, path: &str) -> On {
    let path = path.strip_prefix('/').unwrap_or(path);
    let key = if host_has_bucket { Some(path) } else { path.split_once('/').map(|(_, key)| key) };
    match key {
        Some(key) if !key.is_empty() => On::Object,
        None if path.is_empty() => On::Service,
        _ => On::Bucket,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_told_from_method_path_and_query() {
        for (method, path, query, operation) in [
            (Method::GET, "/", "", Operation::ListBuckets),
            (Method::HEAD, "/b", "", Operation::HeadBucket),
            (Method::PUT, "/b/", "", Operation::CreateBucket),
            (Method::PUT, "/b", "cors", Operation::PutBucketCors),
            (Method::GET, "/b", "prefix=cors&uploads=", Operation::ListMultipartUploads),
            (Method::POST, "/b/k", "uploads=", Operation::CreateMultipartUpload),
            (Method::PUT, "/b/k/l", "partNumber=1&uploadId=x", Operation::UploadPart),
            (Method::POST, "/b/k", "uploadId=x", Operation::CompleteMultipartUpload),
            (Method::DELETE, "/b/k", "uploadId=x", Operation::AbortMultipartUpload),
            (Method::GET, "/b/k", "uploadId=x", Operation::ListParts),
            (Method::PUT, "/b//", "", Operation::PutObject),
            (Method::PATCH, "/b/k", "", Operation::Other),
        ] {
            assert_eq!(Operation::of(&method, false, path, query), operation, "{path}?{query}");
        }
        assert_eq!(Operation::of(&Method::HEAD, true, "/", ""), Operation::HeadBucket);
        assert_eq!(Operation::of(&Method::HEAD, true, "/k", ""), Operation::HeadObject);
    }
}
