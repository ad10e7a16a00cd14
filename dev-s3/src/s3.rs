//! The S3 operations, in terms of [`Disk`].

use std::sync::Arc;

use base64_simd::URL_SAFE_NO_PAD;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, Bucket, CommonPrefix,
    CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CreateBucketInput,
    CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteBucketInput,
    DeleteBucketOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, DeletedObject, ETag, EncodingType, GetBucketLocationInput,
    GetBucketLocationOutput, GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput,
    ListMultipartUploadsInput, ListMultipartUploadsOutput, ListObjectsInput, ListObjectsOutput,
    ListObjectsV2Input, ListObjectsV2Output, ListPartsInput, ListPartsOutput, MultipartUpload,
    Object, ObjectStorageClass, Part, PutObjectInput, PutObjectOutput, UploadPartInput,
    UploadPartOutput,
};
use s3s::{S3, S3Error, S3Request, S3Response, S3Result, s3_error};
use tokio::task::spawn_blocking;

use crate::body::{Received, receive, send};
use crate::disk::{self, Condition, Description, Disk};
use crate::listing::{Page, Query, encode};

/// How many entries an answer has at most.
const MAX_ENTRIES: i32 = 1000;

/// How many parts an upload has at most.
const MAX_PARTS: i32 = 10_000;

/// Answers requests from a directory.
pub(crate) struct Backend {
    disk: Arc<Disk>,
}

impl Backend {
    pub(crate) fn new(disk: Disk) -> Self {
        Self { disk: Arc::new(disk) }
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

    async fn list(&self, input: &ListObjectsV2Input, after: String) -> S3Result<Page> {
        let query = Query {
            prefix: input.prefix.clone().unwrap_or_default(),
            delimiter: input.delimiter.clone().unwrap_or_default(),
            after,
            max_keys: limit(input.max_keys),
        };
        let bucket = input.bucket.clone();
        self.run(move |disk| Ok(query.page(disk.objects(&bucket)?))).await
    }
}

#[async_trait::async_trait]
impl S3 for Backend {
    async fn create_bucket(
        &self,
        request: S3Request<CreateBucketInput>,
    ) -> S3Result<S3Response<CreateBucketOutput>> {
        let bucket = request.input.bucket;
        let location = Some(format!("/{bucket}"));
        self.run(move |disk| disk.create_bucket(&bucket)).await?;
        Ok(S3Response::new(CreateBucketOutput { location }))
    }

    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.run(move |disk| disk.bucket(&request.input.bucket)).await?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn get_bucket_location(
        &self,
        request: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.run(move |disk| disk.bucket(&request.input.bucket)).await?;
        Ok(S3Response::new(GetBucketLocationOutput::default()))
    }

    async fn list_buckets(
        &self,
        _: S3Request<ListBucketsInput>,
    ) -> S3Result<S3Response<ListBucketsOutput>> {
        let buckets = self.run(Disk::buckets).await?.into_iter().map(|(name, made)| Bucket {
            name: Some(name),
            creation_date: Some(made.into()),
            ..Default::default()
        });
        let buckets = Some(buckets.collect());
        Ok(S3Response::new(ListBucketsOutput { buckets, ..Default::default() }))
    }

    async fn delete_bucket(
        &self,
        request: S3Request<DeleteBucketInput>,
    ) -> S3Result<S3Response<DeleteBucketOutput>> {
        self.run(move |disk| disk.delete_bucket(&request.input.bucket)).await?;
        Ok(S3Response::new(DeleteBucketOutput {}))
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let S3Request { input, headers, trailing_headers, .. } = request;
        let PutObjectInput { body, bucket, key, content_type, metadata, .. } = input;
        let description = Description { content_type, metadata };
        let condition = Condition { if_match: input.if_match, if_none_match: input.if_none_match };
        let file = self.disk.stage();
        let Received { etag, checksums } = receive(body, &headers, trailing_headers, &file).await?;
        let e_tag = Some(ETag::Strong(etag.clone()));
        self.run(move |disk| disk.put_object(&bucket, &key, &etag, description, &condition, &file))
            .await?;
        Ok(S3Response::new(PutObjectOutput {
            e_tag,
            checksum_crc32: checksums.checksum_crc32,
            checksum_crc32c: checksums.checksum_crc32c,
            checksum_crc64nvme: checksums.checksum_crc64nvme,
            checksum_sha1: checksums.checksum_sha1,
            checksum_sha256: checksums.checksum_sha256,
            ..Default::default()
        }))
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let HeadObjectInput { bucket, key, .. } = request.input;
        let (object, _) = self.run(move |disk| disk.object(&bucket, &key)).await?;
        Ok(S3Response::new(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: Some(length(object.size)?),
            content_type: object.description.content_type,
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(object.modified.into()),
            metadata: object.description.metadata,
            ..Default::default()
        }))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let GetObjectInput { bucket, key, range, .. } = request.input;
        let (object, file) = self.run(move |disk| disk.object(&bucket, &key)).await?;
        let bytes = match range {
            Some(range) => range.check(object.size)?,
            None => 0..object.size,
        };
        // Nobody can name the last byte of no bytes: the end of an empty object is all of it.
        let content_range = range
            .filter(|_| !bytes.is_empty())
            .map(|_| format!("bytes {}-{}/{}", bytes.start, bytes.end - 1, object.size));
        Ok(S3Response::new(GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            body: Some(send(file, &bytes)?),
            content_length: Some(length(bytes.end - bytes.start)?),
            content_range,
            content_type: object.description.content_type,
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(object.modified.into()),
            metadata: object.description.metadata,
            ..Default::default()
        }))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let DeleteObjectInput { bucket, key, .. } = request.input;
        self.run(move |disk| disk.delete_object(&bucket, &key)).await?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let DeleteObjectsInput { bucket, delete, .. } = request.input;
        let keys: Vec<String> = delete.objects.into_iter().map(|object| object.key).collect();
        let deleted = self
            .run(move |disk| {
                keys.iter().try_for_each(|key| disk.delete_object(&bucket, key))?;
                Ok(keys)
            })
            .await?;
        let deleted =
            deleted.into_iter().map(|key| DeletedObject { key: Some(key), ..Default::default() });
        let deleted = (delete.quiet != Some(true)).then(|| deleted.collect());
        Ok(S3Response::new(DeleteObjectsOutput { deleted, ..Default::default() }))
    }

    async fn list_objects(
        &self,
        request: S3Request<ListObjectsInput>,
    ) -> S3Result<S3Response<ListObjectsOutput>> {
        let marker = request.input.marker.clone();
        let input = ListObjectsV2Input::from(request.input);
        let page = self.list(&input, marker.clone().unwrap_or_default()).await?;
        let name = names(input.encoding_type.as_ref());
        Ok(S3Response::new(ListObjectsOutput {
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
        }))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        let after = match &input.continuation_token {
            Some(token) => key_of_token(token)?,
            None => input.start_after.clone().unwrap_or_default(),
        };
        let page = self.list(&input, after).await?;
        let name = names(input.encoding_type.as_ref());
        let count = page.objects.len() + page.common_prefixes.len();
        Ok(S3Response::new(ListObjectsV2Output {
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
        }))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let CreateMultipartUploadInput { bucket, key, content_type, metadata, .. } = request.input;
        let description = Description { content_type, metadata };
        let (in_bucket, of_key) = (Some(bucket.clone()), Some(key.clone()));
        let id = self.run(move |disk| disk.start_upload(bucket, key, description)).await?;
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: in_bucket,
            key: of_key,
            upload_id: Some(id),
            ..Default::default()
        }))
    }

    async fn upload_part(
        &self,
        request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        let S3Request { input, headers, trailing_headers, .. } = request;
        let UploadPartInput { body, bucket, key, upload_id, part_number, .. } = input;
        if !(1..=MAX_PARTS).contains(&part_number) {
            return Err(s3_error!(InvalidArgument, "Part numbers are 1 to {MAX_PARTS}"));
        }
        // Asked before the body is read, so that no part is stored in vain.
        let upload = self.run(move |disk| disk.upload(&bucket, &key, &upload_id)).await?;
        let file = self.disk.stage();
        let Received { etag, checksums } = receive(body, &headers, trailing_headers, &file).await?;
        let e_tag = Some(ETag::Strong(etag.clone()));
        self.run(move |disk| disk.put_part(&upload, part_number, &etag, &file)).await?;
        Ok(S3Response::new(UploadPartOutput {
            e_tag,
            checksum_crc32: checksums.checksum_crc32,
            checksum_crc32c: checksums.checksum_crc32c,
            checksum_crc64nvme: checksums.checksum_crc64nvme,
            checksum_sha1: checksums.checksum_sha1,
            checksum_sha256: checksums.checksum_sha256,
            ..Default::default()
        }))
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let CompleteMultipartUploadInput { bucket, key, upload_id, multipart_upload, .. } =
            request.input;
        let condition = Condition {
            if_match: request.input.if_match,
            if_none_match: request.input.if_none_match,
        };
        let parts = multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
        let output = CompleteMultipartUploadOutput {
            location: Some(format!("/{bucket}/{}", encode(&key))),
            bucket: Some(bucket.clone()),
            key: Some(key.clone()),
            ..Default::default()
        };
        let etag = self
            .run(move |disk| {
                let upload = disk.upload(&bucket, &key, &upload_id)?;
                disk.complete_upload(&upload, &parts, &condition)
            })
            .await?;
        let e_tag = Some(ETag::Strong(etag));
        Ok(S3Response::new(CompleteMultipartUploadOutput { e_tag, ..output }))
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let AbortMultipartUploadInput { bucket, key, upload_id, .. } = request.input;
        self.run(move |disk| disk.abort_upload(&disk.upload(&bucket, &key, &upload_id)?)).await?;
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }

    async fn list_multipart_uploads(
        &self,
        request: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        let ListMultipartUploadsInput { bucket, prefix, encoding_type, .. } = request.input;
        let of_bucket = bucket.clone();
        let mut uploads = self.run(move |disk| disk.uploads(&of_bucket)).await?;
        uploads.retain(|upload| upload.key.starts_with(prefix.as_deref().unwrap_or_default()));
        let name = names(encoding_type.as_ref());
        let uploads = uploads.into_iter().map(|upload| MultipartUpload {
            key: Some(name(upload.key)),
            upload_id: Some(upload.id),
            initiated: Some(upload.started.into()),
            ..Default::default()
        });
        Ok(S3Response::new(ListMultipartUploadsOutput {
            uploads: Some(uploads.collect()),
            is_truncated: Some(false),
            bucket: Some(bucket),
            prefix: prefix.map(name),
            encoding_type,
            ..Default::default()
        }))
    }

    async fn list_parts(
        &self,
        request: S3Request<ListPartsInput>,
    ) -> S3Result<S3Response<ListPartsOutput>> {
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
        let mut parts =
            self.run(move |disk| Ok(disk.upload(&bucket, &key, &upload_id)?.parts()?)).await?;
        parts.retain(|part| part.number > part_number_marker.unwrap_or(0));
        let is_truncated = parts.len() > limit(max_parts);
        parts.truncate(limit(max_parts));
        let last = parts.last().map(|part| part.number);
        Ok(S3Response::new(ListPartsOutput {
            is_truncated: Some(is_truncated),
            next_part_number_marker: last.filter(|_| is_truncated),
            parts: Some(parts.into_iter().map(part).collect::<S3Result<_>>()?),
            ..output
        }))
    }
}

/// How many entries an answer may have.
fn limit(asked: Option<i32>) -> usize {
    usize::try_from(asked.unwrap_or(MAX_ENTRIES).clamp(0, MAX_ENTRIES)).unwrap_or_default()
}

fn length(bytes: u64) -> S3Result<i64> {
    i64::try_from(bytes).map_err(S3Error::internal_error)
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
