//! An S3 server for `cargo xtask serve` and for the tests: [`s3s`] speaks the protocol, a directory
//! holds the data, and CORS lets pages in. Signatures and checksums are verified, so that a mistake
//! shows here and not first at a real store.
#![forbid(unsafe_code)]

mod body;
mod checksums;
mod cors;
mod disk;
mod host;
mod listing;
mod s3;

use std::convert::Infallible;
use std::path::PathBuf;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::{TcpListener, TcpStream};
use tower::Layer;
use tower_http::cors::Cors;

use disk::Disk;

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
    /// The HTTP service: S3 on the directory, behind CORS.
    ///
    /// # Errors
    /// When the directories cannot be made or opened, or a bucket cannot have its name.
    pub fn service(&self) -> Result<Cors<S3Service>, String> {
        let disk =
            Disk::open(&self.data).map_err(|error| format!("{}: {error}", self.data.display()))?;
        for name in &self.buckets {
            if disk.bucket(name).is_err() {
                disk.create_bucket(name).map_err(|error| error.to_string())?;
            }
        }
        let mut s3 = S3ServiceBuilder::new(s3::Backend::new(disk));
        s3.set_auth(SimpleAuth::from_single(self.access_key.clone(), self.secret_key.clone()));
        s3.set_host(host::UnderLocalhost);
        Ok(cors::layer(self.hide_etag).layer(s3.build()))
    }
}

/// Answers every connection, until the caller drops the future.
pub async fn serve(listener: TcpListener, service: Cors<S3Service>) -> Infallible {
    loop {
        // A failed accept is about one connection (or about too many open files): the next may work.
        if let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket, service.clone()));
        }
    }
}

/// Answers the requests of one connection. Its failure is the client's business: it sees it close.
async fn answer(socket: TcpStream, service: Cors<S3Service>) {
    let _ = socket.set_nodelay(true);
    let connection = http1::Builder::new()
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(service));
    let _ = connection.await;
}
