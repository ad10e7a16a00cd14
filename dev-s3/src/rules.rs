//! What a server insists on.

use crate::chaos::Operation;

/// What the server insists on, besides keys and signatures.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The smallest part that is not an upload's last: 5 MiB as in S3, less for tests.
    pub min_part_bytes: u64,
    /// Lets faults be set over HTTP, below `/_chaos/`. In code they always can.
    pub chaos_over_http: bool,
    /// Lets in only the pages that a bucket's own CORS rules allow, as AWS does: none without a
    /// rule. Otherwise every page may do everything, whatever the rules say.
    pub cors_of_buckets: bool,
    /// The session token that requests must carry, if any.
    pub session_token: Option<String>,
    /// The region that signatures must be for, and that buckets are in. Any, if none is given.
    pub region: Option<String>,
    /// By how many seconds the server's clock is ahead of the machine's.
    pub clock_offset: i64,
    /// Names of buckets that belong to somebody else.
    pub foreign_buckets: Vec<String>,
    /// What the access key is not allowed to do.
    pub denied: Vec<Operation>,
    /// Does what is asked for without a signature too.
    pub anonymous: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            min_part_bytes: 5 * 1024 * 1024,
            chaos_over_http: false,
            cors_of_buckets: false,
            session_token: None,
            region: None,
            clock_offset: 0,
            foreign_buckets: Vec::new(),
            denied: Vec::new(),
            anonymous: false,
        }
    }
}
