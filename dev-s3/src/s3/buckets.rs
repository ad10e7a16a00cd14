//! Operations on buckets.

use s3s::dto::{
    Bucket, BucketLocationConstraint, CreateBucketInput, CreateBucketOutput, DeleteBucketInput,
    DeleteBucketOutput, GetBucketLocationInput, GetBucketLocationOutput, HeadBucketInput,
    HeadBucketOutput, ListBucketsInput, ListBucketsOutput,
};
use s3s::{S3Request, S3Result, s3_error};

use super::Backend;
use crate::disk::Disk;

pub(super) async fn create(
    backend: &Backend,
    request: S3Request<CreateBucketInput>,
) -> S3Result<CreateBucketOutput> {
    let CreateBucketInput { bucket, create_bucket_configuration, .. } = request.input;
    let place = create_bucket_configuration.and_then(|it| it.location_constraint);
    check_place(backend.region.as_deref(), place.as_ref().map(BucketLocationConstraint::as_str))?;
    let location = Some(format!("/{bucket}"));
    backend.run(move |disk| disk.create_bucket(&bucket)).await?;
    Ok(CreateBucketOutput { location })
}

/// A bucket can only be made where the server is.
fn check_place(region: Option<&str>, place: Option<&str>) -> S3Result<()> {
    let place = place.filter(|place| !place.is_empty());
    match region {
        Some(region) if place_of(region) != place => Err(s3_error!(
            IllegalLocationConstraintException,
            "The {} location constraint is incompatible for the region specific endpoint this \
             request was sent to.",
            place.unwrap_or("unspecified")
        )),
        _ => Ok(()),
    }
}

/// A region as a place of buckets; that of the first of all regions goes without saying.
fn place_of(region: &str) -> Option<&str> {
    Some(region).filter(|region| *region != "us-east-1")
}

pub(super) async fn head(
    backend: &Backend,
    request: S3Request<HeadBucketInput>,
) -> S3Result<HeadBucketOutput> {
    backend.run(move |disk| disk.bucket(&request.input.bucket)).await?;
    Ok(HeadBucketOutput { bucket_region: backend.region.clone(), ..Default::default() })
}

pub(super) async fn location(
    backend: &Backend,
    request: S3Request<GetBucketLocationInput>,
) -> S3Result<GetBucketLocationOutput> {
    backend.run(move |disk| disk.bucket(&request.input.bucket)).await?;
    let place = backend.region.as_deref().and_then(place_of).map(str::to_owned);
    Ok(GetBucketLocationOutput { location_constraint: place.map(Into::into) })
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
