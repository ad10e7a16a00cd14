//! What the access key is allowed to do. It is asked once the signature is known to be right.

use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3Result, s3_error};

use crate::chaos::Operation;

/// What is not allowed.
pub(crate) struct Access {
    pub(crate) foreign_buckets: Vec<String>,
    pub(crate) denied: Vec<Operation>,
    pub(crate) anonymous: bool,
}

#[async_trait::async_trait]
impl S3Access for Access {
    async fn check(&self, request: &mut S3AccessContext<'_>) -> S3Result<()> {
        let signed = request.credentials().is_some();
        let bucket = request.s3_path().get_bucket_name();
        let foreign = bucket.is_some_and(|name| self.foreign_buckets.iter().any(|it| it == name));
        // The server puts it there for every request.
        let operation = request.extensions_mut().get().copied().unwrap_or(Operation::Other);
        if !signed && !self.anonymous {
            Err(s3_error!(AccessDenied, "Signature is required"))
        } else if self.denied.contains(&operation) {
            Err(s3_error!(AccessDenied, "This key is not allowed to do {operation:?}"))
        } else if foreign && operation == Operation::CreateBucket {
            Err(s3_error!(BucketAlreadyExists, "The name belongs to somebody else's bucket"))
        } else if foreign {
            Err(s3_error!(AccessDenied, "The bucket belongs to somebody else"))
        } else {
            Ok(())
        }
    }
}
