//! What `--help` says.

/// The text of `--help`.
pub const HELP: &str = "\
An S3 server on a directory, for development and tests

Usage: dev-s3 [OPTIONS]

  --listen ADDRESS     where to listen; port 0 takes a free one [127.0.0.1:4566]
  --data DIR           where buckets are kept [target/dev-s3]
  --access-key ID      the access key that is accepted [test]
  --secret-key KEY     its secret [test]
  --bucket NAME        make this bucket first; may be given several times
  --hide-etag          do not let pages read ETag, like a store with a wrong CORS rule
  --min-part-bytes N   the smallest part that is not an upload's last [5242880]
  --anonymous          do what is asked for without a signature too
  -h, --help           this text

A store that is strict, or not yours alone:

  --cors open|bucket   who is let in: every page, or those that the bucket's own rule allows [open]
  --session-token T    requests must carry this session token
  --region R           signatures must be for this region, and buckets are in it
  --clock-offset N     the server's clock is N seconds ahead; less than 0: behind [0]
  --foreign-bucket B   a bucket of somebody else; may be given several times
  --deny OPERATION     what the access key may not do; may be given several times, one of:
    ListBuckets CreateBucket HeadBucket DeleteBucket GetBucketLocation PutBucketCors GetBucketCors
    DeleteBucketCors ListObjects ListMultipartUploads PutObject HeadObject GetObject DeleteObject
    DeleteObjects CreateMultipartUpload UploadPart CompleteMultipartUpload AbortMultipartUpload
    ListParts Other

Faults on purpose, decided by a seed:

  --chaos SEED         let some requests fail, and take orders below /_chaos/
  --fault-share SHARE  how many of them, 0 to 1 [0.05]
  --fault KIND         what can happen; may be given several times [see below]

  Without --fault, all kinds that a client gets over by trying again:
    server_error internal_error slow_down slow_down_retry_after too_many_requests
    too_many_requests_retry_after request_timeout error_without_cors reset_before_body
    reset_mid_body reset_after_body answer_lost answer_truncated slow stalled delayed_answer
    etag_missing etag_wrong complete_error complete_error_made
  and only if they are named:
    no_such_upload expired_token clock_skew

  GET    /_chaos/report   requests and faults so far, as JSON
  POST   /_chaos/faults   other faults: {\"seed\": 1, \"share\": 0.1, \"kinds\": [\"slow_down\"],
                          \"operations\": [\"UploadPart\"], \"after\": 2, \"at_most\": 3, \"stall_ms\": 30000,
                          \"delay_ms\": 1000, \"bytes_per_second\": 1048576, \"retry_after\": 1,
                          \"clock_offset\": 3600}; all may be left out
  DELETE /_chaos/faults   no more faults
  POST   /_chaos/expire   the session token expires
  POST   /_chaos/renew    it is valid again, or another one is: {\"session_token\": \"T\"}

The first line it prints is `dev-s3 listening on http://ADDRESS`.";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use dev_s3::chaos::{Kind, Operation};

    use super::*;

    #[test]
    fn help_names_every_kind() {
        for kind in Kind::ALL {
            let name = serde_json::to_value(kind).unwrap();
            let name = format!(" {}", name.as_str().unwrap());
            assert!(HELP.contains(&name), "{name}");
        }
    }

    #[test]
    fn help_names_every_operation() {
        // The error has all of them in backticks, behind the one that there is not.
        let error = Operation::named("no").unwrap_err();
        let names: Vec<_> = error.split('`').skip(3).step_by(2).collect();
        assert!(names.len() > 20, "{error}");
        for name in names {
            assert!(HELP.split_whitespace().any(|word| word == name), "{name}");
        }
    }
}
