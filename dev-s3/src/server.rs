//! The server: what stands around the S3 service, and the sockets in front of it.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::slice;
use std::sync::Arc;

use http::header::DATE;
use http::{Method, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::Body;
use s3s::host::S3Host;
use s3s::service::S3Service;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_blocking;

use crate::body::Shared;
use crate::chaos::{self, Chaos, Operation};
use crate::conditions::Conditions;
use crate::cors::{Page, Rule};
use crate::disk::Disk;
use crate::gate;
use crate::host::UnderLocalhost;

/// A connection that ends without an answer, or in the middle of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// By a reset: what is on its way may be lost.
    Reset,
    /// By closing it.
    Closed,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reset => "the connection is reset",
            Self::Closed => "the connection is closed",
        })
    }
}

impl Error for Broken {}

/// What becomes of a request.
pub type Answer = Result<Response<Body>, Broken>;

/// The S3 server. Clones are the same.
#[derive(Clone)]
pub struct Server(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) s3: S3Service,
    pub(crate) disk: Arc<Disk>,
    pub(crate) cors: Rule,
    pub(crate) conditions: Arc<Conditions>,
    pub(crate) chaos: Chaos,
    /// Whether faults can be set over HTTP.
    pub(crate) admin: bool,
}

impl Server {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The faults that this server makes on purpose: none, until they are set.
    #[must_use]
    pub fn chaos(&self) -> &Chaos {
        &self.0.chaos
    }

    /// Answers a request, as it is done for those that come over a connection.
    ///
    /// # Errors
    /// When a fault breaks the connection.
    pub async fn answer(&self, request: Request<Body>) -> Answer {
        let page = Page::of(request.method().as_str(), request.headers());
        let rules = slice::from_ref(&self.0.cors);
        if request.method() == Method::OPTIONS
            && let Some(page) = &page
        {
            return Ok(page.preflight(rules));
        }
        let mut answer = self.answer_or_fail(request).await?;
        if let Some(page) = page {
            page.let_read(rules, &mut answer);
        }
        if let Some(date) = gate::date_header(self.0.conditions.now()) {
            answer.headers_mut().insert(DATE, date);
        }
        Ok(answer)
    }

    async fn answer_or_fail(&self, request: Request<Body>) -> Answer {
        if self.0.admin && request.uri().path().starts_with(chaos::ADMIN) {
            return Ok(chaos::administer(self.chaos(), request).await);
        }
        match self.chaos().next(operation(&request)) {
            Some(fault) => chaos::inject(self, &fault, request).await,
            None => self.handle(request).await,
        }
    }

    /// Answers a request without a fault.
    pub(crate) async fn handle(&self, request: Request<Body>) -> Answer {
        let (head, body) = request.into_parts();
        let body = Shared::new(body);
        let request = Request::from_parts(head, body.body());
        let answer = match gate::refusal(&self.0.conditions, &request) {
            Some(refusal) => Ok(refusal),
            None => self.0.s3.call(request).await.map_err(|_| Broken::Closed),
        };
        body.skip_rest().await;
        answer
    }

    /// Removes the upload that a request is about.
    pub(crate) async fn forget_upload(&self, request: &Request<Body>) {
        let query = request.uri().query().unwrap_or_default();
        let id = query.split('&').find_map(|pair| pair.strip_prefix("uploadId="));
        let (disk, id) = (Arc::clone(&self.0.disk), id.unwrap_or_default().to_owned());
        // The request that follows tells whether it has worked.
        let _ = spawn_blocking(move || disk.forget_upload(&id)).await;
    }
}

fn operation(request: &Request<Body>) -> Operation {
    let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| UnderLocalhost.parse_host_header(host).ok());
    let has_bucket = host.is_some_and(|host| host.bucket().is_some());
    let uri = request.uri();
    Operation::of(request.method(), has_bucket, uri.path(), uri.query().unwrap_or_default())
}

/// Answers every connection, until the caller drops the future.
pub async fn serve(listener: TcpListener, server: Server) -> Infallible {
    loop {
        // A failed accept is about one connection (or about too many open files): the next may work.
        if let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(connection(socket, server.clone()));
        }
    }
}

/// Answers the requests of one connection. Its failure is the client's business: it sees it close.
async fn connection(socket: TcpStream, server: Server) {
    let _ = socket.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let server = server.clone();
        Box::pin(async move { server.answer(request.map(Body::from)).await })
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    let ended = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let socket = connection.into_parts().io.into_inner();
    if ended.is_err_and(|error| is_reset(&error)) {
        let _ = socket.set_zero_linger();
    }
}

fn is_reset(error: &hyper::Error) -> bool {
    error.source().and_then(|source| source.downcast_ref()) == Some(&Broken::Reset)
}
