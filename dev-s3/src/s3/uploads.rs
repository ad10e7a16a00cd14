//! Operations on multipart uploads.

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag,
    UploadPartInput, UploadPartOutput,
};
use s3s::{S3Request, S3Result, s3_error};

use super::{Backend, with_checksums};
use crate::body::{Received, receive};
use crate::checksums::{Announced, Claim};
use crate::disk::{Condition, Description};
use crate::listing::encode;

/// How many parts an upload has at most.
const MAX_PARTS: i32 = 10_000;

pub(super) async fn create(
    backend: &Backend,
    request: S3Request<CreateMultipartUploadInput>,
) -> S3Result<CreateMultipartUploadOutput> {
    let CreateMultipartUploadInput {
        bucket,
        key,
        content_type,
        metadata,
        checksum_algorithm,
        checksum_type,
        ..
    } = request.input;
    let announced = Announced::by(checksum_algorithm.as_ref(), checksum_type.as_ref())?;
    let description = Description { content_type, metadata, ..Description::default() };
    let output = CreateMultipartUploadOutput {
        checksum_algorithm: announced.as_ref().map(|it| it.algorithm.clone().into()),
        checksum_type: announced.as_ref().map(|it| it.kind.clone().into()),
        bucket: Some(bucket.clone()),
        key: Some(key.clone()),
        ..Default::default()
    };
    let id =
        backend.run(move |disk| disk.start_upload(bucket, key, description, announced)).await?;
    Ok(CreateMultipartUploadOutput { upload_id: Some(id), ..output })
}

pub(super) async fn part(
    backend: &Backend,
    request: S3Request<UploadPartInput>,
) -> S3Result<UploadPartOutput> {
    let S3Request { input, headers, trailing_headers, .. } = request;
    let UploadPartInput { body, bucket, key, upload_id, part_number, .. } = input;
    if !(1..=MAX_PARTS).contains(&part_number) {
        return Err(s3_error!(InvalidArgument, "Part numbers are 1 to {MAX_PARTS}"));
    }
    // Asked before the body is read, so that no part is stored in vain.
    let upload = backend.run(move |disk| disk.upload(&bucket, &key, &upload_id)).await?;
    let file = backend.disk.stage();
    let Received { etag, checksums } = receive(body, &headers, trailing_headers, &file).await?;
    let e_tag = Some(ETag::Strong(etag.clone()));
    backend.run(move |disk| disk.put_part(&upload, part_number, &etag, &file)).await?;
    Ok(with_checksums!(checksums, UploadPartOutput { e_tag }))
}

pub(super) async fn complete(
    backend: &Backend,
    request: S3Request<CompleteMultipartUploadInput>,
) -> S3Result<CompleteMultipartUploadOutput> {
    let CompleteMultipartUploadInput { bucket, key, upload_id, multipart_upload, .. } =
        request.input;
    let condition =
        Condition { if_match: request.input.if_match, if_none_match: request.input.if_none_match };
    let parts = multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
    let claim = Claim(request.headers);
    let (location, object) = (format!("/{bucket}/{}", encode(&key)), (bucket.clone(), key.clone()));
    let (etag, checksums) = backend
        .run(move |disk| {
            let upload = disk.upload(&bucket, &key, &upload_id)?;
            disk.complete_upload(&upload, &parts, &condition, &claim)
        })
        .await?;
    let checksum_type = checksums.checksum_type.clone();
    Ok(with_checksums!(
        checksums,
        CompleteMultipartUploadOutput {
            bucket: Some(object.0),
            checksum_type,
            e_tag: Some(ETag::Strong(etag)),
            key: Some(object.1),
            location: Some(location),
        }
    ))
}

pub(super) async fn abort(
    backend: &Backend,
    request: S3Request<AbortMultipartUploadInput>,
) -> S3Result<AbortMultipartUploadOutput> {
    let AbortMultipartUploadInput { bucket, key, upload_id, .. } = request.input;
    backend.run(move |disk| disk.abort_upload(&disk.upload(&bucket, &key, &upload_id)?)).await?;
    Ok(AbortMultipartUploadOutput::default())
}
