//! An S3 server for `cargo xtask serve` and for the tests: [`s3s`] speaks the protocol, a directory
//! holds the data, and CORS lets pages in. Signatures and checksums are verified, so that a mistake
//! shows here and not first at a real store.
#![forbid(unsafe_code)]

mod answers;
mod body;
pub mod chaos;
mod checksums;
mod conditions;
mod cors;
mod disk;
mod gate;
mod host;
mod listing;
mod s3;
mod server;

use std::path::PathBuf;
use std::sync::Arc;

use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};

pub use s3s::Body;
pub use server::{Answer, Broken, Server, serve};

use chaos::Chaos;
use conditions::Conditions;
use cors::Rule;
use disk::Disk;
use server::Parts;

/// What the server keeps, where, and for whom.
#[derive(Debug, Clone)]
pub struct Store {
    /// The directory that holds one directory per bucket; made when it is missing.
    pub data: PathBuf,
    /// The only access key ID that is accepted.
    pub access_key: String,
    /// The secret of [`Store::access_key`].
    pub secret_key: String,
    /// Leaves `ETag` out of `Access-Control-Expose-Headers`, as a store with a wrong CORS rule does.
    pub hide_etag: bool,
    /// Buckets that exist from the start.
    pub buckets: Vec<String>,
}

/// What the server insists on, besides keys and signatures.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The smallest part that is not an upload's last: 5 MiB as in S3, less for tests.
    pub min_part_bytes: u64,
    /// Lets faults be set over HTTP, below `/_chaos/`. In code they always can.
    pub chaos_over_http: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { min_part_bytes: 5 * 1024 * 1024, chaos_over_http: false }
    }
}

impl Store {
    /// The server on the directory, with the rules that hold when nothing is said.
    ///
    /// # Errors
    /// As for [`Store::server`].
    pub fn service(&self) -> Result<Server, String> {
        self.server(&Rules::default())
    }

    /// The server on the directory.
    ///
    /// # Errors
    /// When the directories cannot be made or opened, or a bucket cannot have its name.
    pub fn server(&self, rules: &Rules) -> Result<Server, String> {
        let disk = Disk::open(&self.data, rules.min_part_bytes);
        let disk = disk.map_err(|error| format!("{}: {error}", self.data.display()))?;
        for name in &self.buckets {
            if disk.bucket(name).is_err() {
                disk.create_bucket(name).map_err(|error| error.to_string())?;
            }
        }
        let disk = Arc::new(disk);
        let conditions = Arc::new(Conditions::new(0, None));
        Ok(Server::new(Parts {
            s3: self.s3(&disk),
            disk,
            cors: Rule::open(self.hide_etag),
            chaos: Chaos::new(Arc::clone(&conditions)),
            conditions,
            admin: rules.chaos_over_http,
        }))
    }

    fn s3(&self, disk: &Arc<Disk>) -> S3Service {
        let mut s3 = S3ServiceBuilder::new(s3::Backend::new(Arc::clone(disk)));
        s3.set_auth(SimpleAuth::from_single(self.access_key.clone(), self.secret_key.clone()));
        s3.set_host(host::UnderLocalhost);
        let mut config = S3Config::default();
        // The gate compares times with the server's clock; s3s would with the machine's.
        config.presigned_url_max_skew_time_secs = u32::MAX;
        s3.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
        s3.build()
    }
}
