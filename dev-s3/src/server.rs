//! The server: what stands around the S3 service, and the sockets in front of it.

use std::borrow::Cow;
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
use s3s::service::S3Service;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_blocking;

use crate::body::Shared;
use crate::chaos::{self, Chaos, Operation};
use crate::conditions::Conditions;
use crate::cors::{Page, Rule};
use crate::disk::Disk;
use crate::gate;
use crate::host::{bucket, bucket_of_host};

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
    /// The rule for every page, where buckets do not decide.
    pub(crate) open: Rule,
    pub(crate) cors_of_buckets: bool,
    pub(crate) hide_etag: bool,
    pub(crate) region: Option<String>,
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
        // Those that hold when the request comes: it may be about to change them.
        let rules = if page.is_some() { self.cors(&request).await } else { Cow::default() };
        let mut answer = match page {
            Some(page) if request.method() == Method::OPTIONS => page.preflight(&rules),
            Some(page) => page.let_read(&rules, self.answer_or_fail(request).await?),
            None => self.answer_or_fail(request).await?,
        };
        if let Some(date) = gate::date_header(self.0.conditions.now()) {
            answer.headers_mut().insert(DATE, date);
        }
        Ok(answer)
    }

    /// The CORS rules for a request; a bucket that is not there has none.
    async fn cors(&self, request: &Request<Body>) -> Cow<'_, [Rule]> {
        if !self.0.cors_of_buckets || self.is_order(request) {
            return Cow::Borrowed(slice::from_ref(&self.0.open));
        }
        let Some(bucket) = bucket(request) else { return Cow::default() };
        let disk = Arc::clone(&self.0.disk);
        let found = spawn_blocking(move || disk.cors(&bucket)).await;
        let rules = found.ok().and_then(Result::ok).flatten().unwrap_or_default();
        Cow::Owned(if self.0.hide_etag {
            rules.into_iter().map(Rule::without_etag).collect()
        } else {
            rules
        })
    }

    /// Whether a request is about the faults.
    fn is_order(&self, request: &Request<Body>) -> bool {
        self.0.admin && request.uri().path().starts_with(chaos::ADMIN)
    }

    async fn answer_or_fail(&self, request: Request<Body>) -> Answer {
        if self.is_order(&request) {
            return Ok(chaos::administer(self.chaos(), request).await);
        }
        match self.chaos().next(operation(&request)) {
            Some(fault) => chaos::inject(self, &fault, request).await,
            None => self.handle(request).await,
        }
    }

    /// Answers a request without a fault.
    pub(crate) async fn handle(&self, request: Request<Body>) -> Answer {
        let operation = operation(&request);
        let (mut head, body) = request.into_parts();
        head.extensions.insert(operation);
        let body = Shared::new(body);
        let request = Request::from_parts(head, body.body());
        let answer = match gate::refusal(&self.0.conditions, self.0.region.as_deref(), &request) {
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
    let (uri, has_bucket) = (request.uri(), bucket_of_host(request).is_some());
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
