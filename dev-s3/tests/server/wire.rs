//! A server behind a socket, and a client that sees how a connection ends.

use std::fmt::Write;
use std::io::ErrorKind;
use std::net::SocketAddr;

use dev_s3::{Body, Server, serve};
use http::{Method, Request};
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::client::prepare;

/// What came back.
#[derive(Debug, PartialEq)]
pub enum Seen {
    Answer { head: String, body: String },
    Closed,
    Reset,
}

pub struct Wire(SocketAddr);

impl Wire {
    pub async fn start(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, server.clone()));
        Self(address)
    }

    /// Sends a signed request over a connection of its own.
    pub async fn send(&self, method: Method, target: &str, body: &str) -> Seen {
        self.exchange(prepare(method, target, &[], body)).await
    }

    /// Sends a request over a connection of its own.
    pub async fn exchange(&self, request: Request<Body>) -> Seen {
        let (head, body) = request.into_parts();
        let target = head.uri.path_and_query().unwrap();
        let mut bytes = format!("{} {target} HTTP/1.1\r\nconnection: close\r\n", head.method);
        for (name, value) in &head.headers {
            write!(bytes, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
        }
        let mut socket = TcpStream::connect(self.0).await.unwrap();
        let body = BodyExt::collect(body).await.unwrap().to_bytes();
        let mut bytes = format!("{bytes}\r\n").into_bytes();
        bytes.extend(&body);
        match socket.write_all(&bytes).await {
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Seen::Reset,
            sent => {
                sent.unwrap();
                receive(socket).await
            }
        }
    }
}

async fn receive(mut socket: TcpStream) -> Seen {
    let mut bytes = Vec::new();
    match socket.read_to_end(&mut bytes).await {
        Err(error) if error.kind() == ErrorKind::ConnectionReset => return Seen::Reset,
        ended => drop(ended.unwrap()),
    }
    let text = String::from_utf8(bytes).unwrap();
    match text.split_once("\r\n\r\n") {
        Some((head, body)) => Seen::Answer { head: head.to_owned(), body: body.to_owned() },
        None => Seen::Closed,
    }
}
