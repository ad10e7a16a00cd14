//! Bodies from the network to a file and back, a chunk at a time.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderMap;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use s3s::crypto::{Checksum, Md5};
use s3s::dto::{self, StreamingBlob};
use s3s::{Body, S3Error, S3Result, TrailingHeaders, s3_error};
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use crate::checksums::Checksums;
use crate::disk::Staged;
use crate::server::Broken;

/// How many bytes a file is read or written at once.
const CHUNK_BYTES: usize = 256 * 1024;

/// What is known of a body that has arrived.
pub(crate) struct Received {
    pub(crate) etag: String,
    pub(crate) checksums: dto::Checksum,
}

/// Writes a body to a file, and compares it with the checksums that its headers say.
pub(crate) async fn receive(
    body: Option<StreamingBlob>,
    headers: &HeaderMap,
    trailers: Option<TrailingHeaders>,
    file: &Staged,
) -> S3Result<Received> {
    let mut checksums = Checksums::asked_for(headers);
    let mut md5 = Md5::new();
    // Bytes go to the page cache, which takes less time than to hash them.
    let file = File::create(file.path()).map_err(S3Error::internal_error)?;
    let mut file = BufWriter::with_capacity(CHUNK_BYTES, file);
    let mut body = body.ok_or_else(|| s3_error!(IncompleteBody))?;
    while let Some(bytes) = body.next().await {
        // s3s compares the body with its signed hash and its length while it passes it on.
        let bytes = bytes
            .map_err(|error| s3_error!(BadDigest, "The body is not what was signed: {error}"))?;
        md5.update(&bytes);
        checksums.update(&bytes);
        file.write_all(&bytes).map_err(S3Error::internal_error)?;
    }
    file.flush().map_err(S3Error::internal_error)?;
    let md5 = md5.finalize();
    let trailers = trailers.and_then(|trailers| trailers.take()).unwrap_or_default();
    let checksums = checksums.verify(&md5, headers, &trailers)?;
    Ok(Received { etag: hex_simd::encode_to_string(md5, hex_simd::AsciiCase::Lower), checksums })
}

/// A body of some bytes of a file.
pub(crate) fn send(mut file: File, range: &Range<u64>) -> S3Result<StreamingBlob> {
    file.seek(SeekFrom::Start(range.start)).map_err(S3Error::internal_error)?;
    let bytes = tokio::fs::File::from_std(file).take(range.end - range.start);
    Ok(StreamingBlob::wrap(ReaderStream::with_capacity(bytes, CHUNK_BYTES)))
}

/// A body that is read to its end by its owner when whoever got it stopped early: a client that is
/// still sending would lose the answer with the connection.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<Body>>);

impl Shared {
    pub(crate) fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(body)))
    }

    /// The body for a reader.
    pub(crate) fn body(&self) -> Body {
        Body::http_body(self.clone())
    }

    /// Reads what the reader has left.
    pub(crate) async fn skip_rest(&self) {
        skip(self.body(), u64::MAX).await;
    }

    fn lock(&self) -> MutexGuard<'_, Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        Pin::new(&mut *self.lock()).poll_frame(context).map_err(|_| Broken::Closed)
    }

    fn is_end_stream(&self) -> bool {
        self.lock().is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().size_hint()
    }
}

/// Reads so many bytes, or all that there are, and drops them. A client that has gone is the end.
pub(crate) async fn skip(mut body: Body, most: u64) {
    let mut so_far = 0;
    while so_far < most
        && let Some(Ok(bytes)) = body.next().await
    {
        so_far += bytes.len() as u64;
    }
}
