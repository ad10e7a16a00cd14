//! Operations that list objects, uploads and parts.

use base64_simd::URL_SAFE_NO_PAD;
use s3s::dto::{
    ChecksumAlgorithm, ChecksumType, CommonPrefix, ETag, EncodingType, ListMultipartUploadsInput,
    ListMultipartUploadsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input,
    ListObjectsV2Output, ListPartsInput, ListPartsOutput, MultipartUpload, Object,
    ObjectStorageClass, Part, StorageClass,
};
use s3s::{S3Request, S3Result, s3_error};

use super::{Backend, MAX_ENTRIES, length};
use crate::disk;
use crate::listing::{Page, Query, encode};

pub(super) async fn objects(
    backend: &Backend,
    request: S3Request<ListObjectsInput>,
) -> S3Result<ListObjectsOutput> {
    let marker = request.input.marker.clone();
    let input = ListObjectsV2Input::from(request.input);
    let page = page(backend, &input, marker.clone().unwrap_or_default()).await?;
    let name = names(input.encoding_type.as_ref());
    Ok(ListObjectsOutput {
        is_truncated: Some(page.next.is_some()),
        next_marker: page.next.map(name),
        contents: Some(contents(page.objects, name)?),
        common_prefixes: Some(common_prefixes(page.common_prefixes, name)),
        marker: marker.map(name),
        prefix: input.prefix.map(name),
        delimiter: input.delimiter.map(name),
        max_keys: Some(input.max_keys.unwrap_or(MAX_ENTRIES)),
        name: Some(input.bucket),
        encoding_type: input.encoding_type,
        ..Default::default()
    })
}

pub(super) async fn objects_v2(
    backend: &Backend,
    request: S3Request<ListObjectsV2Input>,
) -> S3Result<ListObjectsV2Output> {
    let input = request.input;
    let after = match &input.continuation_token {
        Some(token) => key_of_token(token)?,
        None => input.start_after.clone().unwrap_or_default(),
    };
    let page = page(backend, &input, after).await?;
    let name = names(input.encoding_type.as_ref());
    let count = page.objects.len() + page.common_prefixes.len();
    Ok(ListObjectsV2Output {
        is_truncated: Some(page.next.is_some()),
        next_continuation_token: page.next.map(|key| URL_SAFE_NO_PAD.encode_to_string(key)),
        contents: Some(contents(page.objects, name)?),
        common_prefixes: Some(common_prefixes(page.common_prefixes, name)),
        key_count: i32::try_from(count).ok(),
        continuation_token: input.continuation_token,
        start_after: input.start_after.map(name),
        prefix: input.prefix.map(name),
        delimiter: input.delimiter.map(name),
        max_keys: Some(input.max_keys.unwrap_or(MAX_ENTRIES)),
        name: Some(input.bucket),
        encoding_type: input.encoding_type,
        ..Default::default()
    })
}

pub(super) async fn uploads(
    backend: &Backend,
    request: S3Request<ListMultipartUploadsInput>,
) -> S3Result<ListMultipartUploadsOutput> {
    let input = request.input;
    let bucket = input.bucket.clone();
    let mut uploads = backend.run(move |disk| disk.uploads(&bucket)).await?;
    uploads.retain(|upload| upload.key.starts_with(input.prefix.as_deref().unwrap_or_default()));
    uploads.retain(|upload| is_after(upload, &input));
    let is_truncated = uploads.len() > limit(input.max_uploads);
    uploads.truncate(limit(input.max_uploads));
    let name = names(input.encoding_type.as_ref());
    let last = uploads.last().filter(|_| is_truncated);
    Ok(ListMultipartUploadsOutput {
        is_truncated: Some(is_truncated),
        next_key_marker: last.map(|upload| name(upload.key.clone())),
        next_upload_id_marker: last.map(|upload| upload.id.clone()),
        uploads: Some(
            uploads.into_iter().map(|upload| in_progress(backend, upload, name)).collect(),
        ),
        max_uploads: Some(input.max_uploads.unwrap_or(MAX_ENTRIES)),
        key_marker: input.key_marker.map(name),
        upload_id_marker: input.upload_id_marker,
        prefix: input.prefix.map(name),
        bucket: Some(input.bucket),
        encoding_type: input.encoding_type,
        ..Default::default()
    })
}

/// Whether an upload comes after the markers. A key without an upload stands for all of its uploads.
fn is_after(upload: &disk::Upload, input: &ListMultipartUploadsInput) -> bool {
    let Some(key) = &input.key_marker else { return true };
    match input.upload_id_marker.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => (upload.key.as_str(), upload.id.as_str()) > (key, id),
        None => upload.key > *key,
    }
}

pub(super) async fn parts(
    backend: &Backend,
    request: S3Request<ListPartsInput>,
) -> S3Result<ListPartsOutput> {
    let ListPartsInput { bucket, key, upload_id, max_parts, part_number_marker, .. } =
        request.input;
    let output = ListPartsOutput {
        bucket: Some(bucket.clone()),
        key: Some(key.clone()),
        upload_id: Some(upload_id.clone()),
        max_parts: Some(max_parts.unwrap_or(MAX_ENTRIES)),
        part_number_marker,
        ..Default::default()
    };
    let listed = move |disk: &disk::Disk| {
        let upload = disk.upload(&bucket, &key, &upload_id)?;
        Ok((upload.parts()?, upload.announced))
    };
    let (mut parts, announced) = backend.run(listed).await?;
    let (algorithm, kind) = announced.map(|it| (it.algorithm, it.kind)).unzip();
    parts.retain(|part| part.number > part_number_marker.unwrap_or(0));
    let is_truncated = parts.len() > limit(max_parts);
    parts.truncate(limit(max_parts));
    let last = parts.last().map(|part| part.number);
    Ok(ListPartsOutput {
        is_truncated: Some(is_truncated),
        next_part_number_marker: last.filter(|_| is_truncated),
        parts: Some(parts.into_iter().map(part).collect::<S3Result<_>>()?),
        checksum_algorithm: algorithm.map(ChecksumAlgorithm::from),
        checksum_type: kind.map(ChecksumType::from),
        ..output
    })
}

async fn page(backend: &Backend, input: &ListObjectsV2Input, after: String) -> S3Result<Page> {
    let query = Query {
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        after,
        max_keys: limit(input.max_keys),
    };
    let bucket = input.bucket.clone();
    backend.run(move |disk| Ok(query.page(disk.objects(&bucket)?))).await
}

/// How many entries an answer may have.
fn limit(asked: Option<i32>) -> usize {
    usize::try_from(asked.unwrap_or(MAX_ENTRIES).clamp(0, MAX_ENTRIES)).unwrap_or_default()
}

/// How names are written in an answer.
fn names(encoding: Option<&EncodingType>) -> fn(String) -> String {
    match encoding {
        Some(encoding) if encoding.as_str() == EncodingType::URL => |name| encode(&name),
        _ => |name| name,
    }
}

/// The key after which a list goes on. The token hides it, as a key is not always fit for XML.
fn key_of_token(token: &str) -> S3Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode_to_vec(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| s3_error!(InvalidArgument, "The continuation token is not of this server"))
}

fn contents(objects: Vec<disk::Object>, name: fn(String) -> String) -> S3Result<Vec<Object>> {
    let object = |object: disk::Object| {
        Ok(Object {
            key: Some(name(object.key)),
            e_tag: Some(ETag::Strong(object.etag)),
            size: Some(length(object.size)?),
            last_modified: Some(object.modified.into()),
            storage_class: Some(ObjectStorageClass::from_static(ObjectStorageClass::STANDARD)),
            ..Default::default()
        })
    };
    objects.into_iter().map(object).collect()
}

fn in_progress(
    backend: &Backend,
    upload: disk::Upload,
    name: fn(String) -> String,
) -> MultipartUpload {
    MultipartUpload {
        key: Some(name(upload.key)),
        upload_id: Some(upload.id),
        initiated: Some(backend.conditions.told(upload.started).into()),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        ..Default::default()
    }
}

fn common_prefixes(prefixes: Vec<String>, name: fn(String) -> String) -> Vec<CommonPrefix> {
    prefixes.into_iter().map(|prefix| CommonPrefix { prefix: Some(name(prefix)) }).collect()
}

fn part(part: disk::Part) -> S3Result<Part> {
    Ok(Part {
        part_number: Some(part.number),
        e_tag: Some(ETag::Strong(part.etag)),
        size: Some(length(part.size)?),
        last_modified: Some(part.modified.into()),
        ..Default::default()
    })
}
