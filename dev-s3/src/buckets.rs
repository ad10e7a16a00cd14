//! s3s-fs starts a multipart upload in a bucket that does not exist; a real store does not.

use std::path::{Path, PathBuf};

use s3s::access::S3Access;
use s3s::dto::CreateMultipartUploadInput;
use s3s::{S3Request, S3Result, s3_error};

/// Refuses to start an upload where there is no bucket.
pub(crate) struct MustExist {
    root: PathBuf,
}

impl MustExist {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

#[async_trait::async_trait]
impl S3Access for MustExist {
    async fn create_multipart_upload(
        &self,
        request: &mut S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<()> {
        check(&self.root, &request.input.bucket)
    }
}

/// The error of a bucket that has no directory under `root`.
pub(crate) fn check(root: &Path, bucket: &str) -> S3Result<()> {
    if root.join(bucket).is_dir() {
        Ok(())
    } else {
        Err(s3_error!(NoSuchBucket, "The specified bucket does not exist"))
    }
}
