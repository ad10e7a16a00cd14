//! Operations on objects.

use s3s::dto::{
    Checksum, ChecksumMode, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, DeletedObject, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput,
    HeadObjectOutput, PutObjectInput, PutObjectOutput,
};
use s3s::{S3Request, S3Result};

use super::{Backend, length, with_checksums};
use crate::body::{Received, receive, send};
use crate::checksums::{kept, told};
use crate::disk::{Condition, Description, Object};

pub(super) async fn put(
    backend: &Backend,
    request: S3Request<PutObjectInput>,
) -> S3Result<PutObjectOutput> {
    let S3Request { input, headers, trailing_headers, .. } = request;
    let PutObjectInput { body, bucket, key, content_type, metadata, .. } = input;
    let condition = Condition { if_match: input.if_match, if_none_match: input.if_none_match };
    let file = backend.disk.stage();
    let Received { etag, checksums } = receive(body, &headers, trailing_headers, &file).await?;
    let e_tag = Some(ETag::Strong(etag.clone()));
    let description = Description { content_type, metadata, checksums: kept(&checksums) };
    backend
        .run(move |disk| disk.put_object(&bucket, &key, &etag, description, &condition, &file))
        .await?;
    Ok(with_checksums!(checksums, PutObjectOutput { e_tag }))
}

pub(super) async fn head(
    backend: &Backend,
    request: S3Request<HeadObjectInput>,
) -> S3Result<HeadObjectOutput> {
    let HeadObjectInput { bucket, key, checksum_mode, .. } = request.input;
    let (object, _) = backend.run(move |disk| disk.object(&bucket, &key)).await?;
    let checksums = checksums(checksum_mode.as_ref(), &object);
    let checksum_type = checksums.checksum_type.clone();
    Ok(with_checksums!(
        checksums,
        HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            checksum_type,
            content_length: Some(length(object.size)?),
            content_type: object.description.content_type,
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(object.modified.into()),
            metadata: object.description.metadata,
        }
    ))
}

pub(super) async fn get(
    backend: &Backend,
    request: S3Request<GetObjectInput>,
) -> S3Result<GetObjectOutput> {
    let GetObjectInput { bucket, key, range, checksum_mode, .. } = request.input;
    let (object, file) = backend.run(move |disk| disk.object(&bucket, &key)).await?;
    let bytes = match range {
        Some(range) => range.check(object.size)?,
        None => 0..object.size,
    };
    // They are of all bytes, and would be taken for those of the range.
    let checksums = checksums(checksum_mode.as_ref().filter(|_| range.is_none()), &object);
    let checksum_type = checksums.checksum_type.clone();
    // Nobody can name the last byte of no bytes: the end of an empty object is all of it.
    let content_range = range
        .filter(|_| !bytes.is_empty())
        .map(|_| format!("bytes {}-{}/{}", bytes.start, bytes.end - 1, object.size));
    Ok(with_checksums!(
        checksums,
        GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            body: Some(send(file, &bytes)?),
            checksum_type,
            content_length: Some(length(bytes.end - bytes.start)?),
            content_range,
            content_type: object.description.content_type,
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(object.modified.into()),
            metadata: object.description.metadata,
        }
    ))
}

pub(super) async fn delete(
    backend: &Backend,
    request: S3Request<DeleteObjectInput>,
) -> S3Result<DeleteObjectOutput> {
    let DeleteObjectInput { bucket, key, .. } = request.input;
    backend.run(move |disk| disk.delete_object(&bucket, &key)).await?;
    Ok(DeleteObjectOutput::default())
}

pub(super) async fn delete_several(
    backend: &Backend,
    request: S3Request<DeleteObjectsInput>,
) -> S3Result<DeleteObjectsOutput> {
    let DeleteObjectsInput { bucket, delete, .. } = request.input;
    let keys: Vec<String> = delete.objects.into_iter().map(|object| object.key).collect();
    let deleted = backend
        .run(move |disk| {
            keys.iter().try_for_each(|key| disk.delete_object(&bucket, key))?;
            Ok(keys)
        })
        .await?;
    let deleted =
        deleted.into_iter().map(|key| DeletedObject { key: Some(key), ..Default::default() });
    let deleted = (delete.quiet != Some(true)).then(|| deleted.collect());
    Ok(DeleteObjectsOutput { deleted, ..Default::default() })
}

/// The object's checksums, for those who ask for them.
fn checksums(mode: Option<&ChecksumMode>, object: &Object) -> Checksum {
    let asked = mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED);
    if asked { told(&object.description.checksums) } else { Checksum::default() }
}
