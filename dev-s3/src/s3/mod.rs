//! The S3 operations, in terms of [`Disk`].

mod buckets;
mod cors;
mod listings;
mod objects;
mod uploads;

use std::sync::Arc;

use s3s::{S3, S3Error, S3Request, S3Response, S3Result, dto};
use tokio::task::spawn_blocking;

use crate::conditions::Conditions;
use crate::disk::{self, Disk};

/// How many entries an answer has at most.
const MAX_ENTRIES: i32 = 1000;

/// Answers requests from a directory.
pub(crate) struct Backend {
    disk: Arc<Disk>,
    conditions: Arc<Conditions>,
    /// Where all buckets are, if that is said.
    region: Option<String>,
}

impl Backend {
    pub(crate) fn new(
        disk: Arc<Disk>,
        conditions: Arc<Conditions>,
        region: Option<String>,
    ) -> Self {
        Self { disk, conditions, region }
    }

    /// Does what blocks where it may.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Disk) -> disk::Result<T> + Send + 'static,
    ) -> S3Result<T> {
        let disk = Arc::clone(&self.disk);
        let result = spawn_blocking(move || work(&disk)).await;
        Ok(result.map_err(S3Error::internal_error)??)
    }
}

/// Says which function does which operation.
macro_rules! operations {
    ($($name:ident($input:ident) -> $output:ident = $function:path;)*) => {
        #[async_trait::async_trait]
        impl S3 for Backend {
            $(async fn $name(
                &self,
                request: S3Request<dto::$input>,
            ) -> S3Result<S3Response<dto::$output>> {
                Ok(S3Response::new($function(self, request).await?))
            })*
        }
    };
}

operations! {
    create_bucket(CreateBucketInput) -> CreateBucketOutput = buckets::create;
    head_bucket(HeadBucketInput) -> HeadBucketOutput = buckets::head;
    get_bucket_location(GetBucketLocationInput) -> GetBucketLocationOutput = buckets::location;
    list_buckets(ListBucketsInput) -> ListBucketsOutput = buckets::list;
    delete_bucket(DeleteBucketInput) -> DeleteBucketOutput = buckets::delete;
    put_bucket_cors(PutBucketCorsInput) -> PutBucketCorsOutput = cors::put;
    get_bucket_cors(GetBucketCorsInput) -> GetBucketCorsOutput = cors::get;
    delete_bucket_cors(DeleteBucketCorsInput) -> DeleteBucketCorsOutput = cors::delete;
    put_object(PutObjectInput) -> PutObjectOutput = objects::put;
    head_object(HeadObjectInput) -> HeadObjectOutput = objects::head;
    get_object(GetObjectInput) -> GetObjectOutput = objects::get;
    delete_object(DeleteObjectInput) -> DeleteObjectOutput = objects::delete;
    delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput = objects::delete_several;
    list_objects(ListObjectsInput) -> ListObjectsOutput = listings::objects;
    list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output = listings::objects_v2;
    list_multipart_uploads(ListMultipartUploadsInput) -> ListMultipartUploadsOutput = listings::uploads;
    list_parts(ListPartsInput) -> ListPartsOutput = listings::parts;
    create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput = uploads::create;
    upload_part(UploadPartInput) -> UploadPartOutput = uploads::part;
    complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput = uploads::complete;
    abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput = uploads::abort;
}

/// An output with the checksums of its object or part.
macro_rules! with_checksums {
    ($checksums:expr, $output:ident { $($field:ident $(: $value:expr)?),* $(,)? }) => {{
        let checksums: s3s::dto::Checksum = $checksums;
        $output {
            checksum_crc32: checksums.checksum_crc32,
            checksum_crc32c: checksums.checksum_crc32c,
            checksum_crc64nvme: checksums.checksum_crc64nvme,
            checksum_sha1: checksums.checksum_sha1,
            checksum_sha256: checksums.checksum_sha256,
            $($field $(: $value)?,)*
            ..Default::default()
        }
    }};
}
use with_checksums;

fn length(bytes: u64) -> S3Result<i64> {
    i64::try_from(bytes).map_err(S3Error::internal_error)
}
