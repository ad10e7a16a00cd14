//! Operations on buckets.

use s3s::dto::{
    Bucket, CreateBucketInput, CreateBucketOutput, DeleteBucketInput, DeleteBucketOutput,
    GetBucketLocationInput, GetBucketLocationOutput, HeadBucketInput, HeadBucketOutput,
    ListBucketsInput, ListBucketsOutput,
};
use s3s::{S3Request, S3Result};

use super::Backend;
use crate::disk::Disk;

pub(super) async fn create(
    backend: &Backend,
    request: S3Request<CreateBucketInput>,
) -> S3Result<CreateBucketOutput> {
    let bucket = request.input.bucket;
    let location = Some(format!("/{bucket}"));
    backend.run(move |disk| disk.create_bucket(&bucket)).await?;
    Ok(CreateBucketOutput { location })
}

pub(super) async fn head(
    backend: &Backend,
    request: S3Request<HeadBucketInput>,
) -> S3Result<HeadBucketOutput> {
    backend.run(move |disk| disk.bucket(&request.input.bucket)).await?;
    Ok(HeadBucketOutput::default())
}

pub(super) async fn location(
    backend: &Backend,
    request: S3Request<GetBucketLocationInput>,
) -> S3Result<GetBucketLocationOutput> {
    backend.run(move |disk| disk.bucket(&request.input.bucket)).await?;
    Ok(GetBucketLocationOutput::default())
}

pub(super) async fn list(
    backend: &Backend,
    _: S3Request<ListBucketsInput>,
) -> S3Result<ListBucketsOutput> {
    let buckets = backend.run(Disk::buckets).await?.into_iter().map(|(name, made)| Bucket {
        name: Some(name),
        creation_date: Some(made.into()),
        ..Default::default()
    });
    Ok(ListBucketsOutput { buckets: Some(buckets.collect()), ..Default::default() })
}

pub(super) async fn delete(
    backend: &Backend,
    request: S3Request<DeleteBucketInput>,
) -> S3Result<DeleteBucketOutput> {
    backend.run(move |disk| disk.delete_bucket(&request.input.bucket)).await?;
    Ok(DeleteBucketOutput {})
}
