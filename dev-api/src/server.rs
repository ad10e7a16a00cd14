//! The sockets in front of the API.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::Api;

/// Answers every connection, until the caller drops the future.
pub async fn serve(listener: TcpListener, api: Api) -> Infallible {
    loop {
        // A failed accept is about one connection (or about too many open files): the next may work.
        if let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(connection(socket, api.clone()));
        }
    }
}

/// Answers the requests of one connection. Its failure is the client's business: it sees it close.
async fn connection(socket: TcpStream, api: Api) {
    let _ = socket.set_nodelay(true);
    let service = service_fn(move |request| respond(api.clone(), request));
    let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
}

async fn respond(
    api: Api,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, std::io::Error> {
    sleep(api.latency()).await;
    let answer = api.answer(&request);
    answer.map(|answer| answer.map(Full::new)).map_err(|_| std::io::Error::other("lost on purpose"))
}
