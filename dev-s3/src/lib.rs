//! An S3 server for `cargo xtask serve` and for the tests: [`s3s`] speaks the protocol, a directory
//! holds the data, and CORS lets pages in. Signatures and checksums are verified, so that a mistake
//! shows here and not first at a real store.
#![forbid(unsafe_code)]

mod access;
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
mod rules;
mod s3;
mod server;

use std::path::PathBuf;
use std::sync::Arc;

use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};

pub use rules::Rules;
pub use s3s::Body;
pub use server::{Answer, Broken, Server, serve};

use access::Access;
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
        let conditions = Conditions::new(rules.clock_offset, rules.session_token.clone());
        let conditions = Arc::new(conditions);
        let open = Rule::open();
        Ok(Server::new(Parts {
            s3: self.s3(&disk, &conditions, rules),
            disk,
            open: if self.hide_etag { open.without_etag() } else { open },
            cors_of_buckets: rules.cors_of_buckets,
            hide_etag: self.hide_etag,
            region: rules.region.clone(),
            chaos: Chaos::new(Arc::clone(&conditions)),
            conditions,
            admin: rules.chaos_over_http,
        }))
    }

    fn s3(&self, disk: &Arc<Disk>, conditions: &Arc<Conditions>, rules: &Rules) -> S3Service {
        let (disk, conditions) = (Arc::clone(disk), Arc::clone(conditions));
        let backend = s3::Backend::new(disk, conditions, rules.region.clone());
        let mut s3 = S3ServiceBuilder::new(backend);
        s3.set_auth(SimpleAuth::from_single(self.access_key.clone(), self.secret_key.clone()));
        s3.set_access(Access {
            foreign_buckets: rules.foreign_buckets.clone(),
            denied: rules.denied.clone(),
            anonymous: rules.anonymous,
        });
        s3.set_host(host::UnderLocalhost);
        let mut config = S3Config::default();
        // The gate compares times with the server's clock; s3s would with the machine's, as it
        // does with the end of a presigned URL: where the clock is behind, it comes too soon.
        config.presigned_url_max_skew_time_secs = u32::MAX;
        s3.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
        s3.build()
    }
}
