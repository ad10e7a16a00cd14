//! An S3 server for `cargo xtask serve` and for the tests: [`s3s_fs`] on a directory, with what it
//! lacks for a browser: CORS, `ListMultipartUploads`, and a refusal of uploads to missing buckets.
//! Signatures are verified, so that a signing mistake shows here and not first at a real store.
#![forbid(unsafe_code)]

mod buckets;
mod cors;
mod host;
mod uploads;

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::{TcpListener, TcpStream};
use tower::Layer;
use tower_http::cors::Cors;

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
    /// When the directories cannot be made or opened.
    pub fn service(&self) -> Result<Cors<S3Service>, String> {
        for dir in self.buckets.iter().map(|name| self.data.join(name)).chain([self.data.clone()]) {
            fs::create_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        }
        let files = s3s_fs::FileSystem::new(&self.data)
            .map_err(|error| format!("{}: {error:?}", self.data.display()))?;
        let mut s3 = S3ServiceBuilder::new(files);
        s3.set_auth(SimpleAuth::from_single(self.access_key.clone(), self.secret_key.clone()));
        s3.set_host(host::UnderLocalhost);
        s3.set_access(buckets::MustExist::new(&self.data));
        s3.set_route(uploads::List::new(&self.data));
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
