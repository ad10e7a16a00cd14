//! Command line of the embedded S3 server.
#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::process::ExitCode;

use dev_s3::{Store, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

const HELP: &str = "\
An S3 server on a directory, for development and tests

Usage: dev-s3 [OPTIONS]

  --listen ADDRESS   where to listen; port 0 takes a free one [127.0.0.1:4566]
  --data DIR         where buckets are kept [target/dev-s3]
  --access-key ID    the access key that is accepted [test]
  --secret-key KEY   its secret [test]
  --bucket NAME      make this bucket first; may be given several times
  --hide-etag        do not let pages read ETag, like a store with a wrong CORS rule
  -h, --help         this text

The first line it prints is `dev-s3 listening on http://ADDRESS`.";

#[tokio::main]
async fn main() -> ExitCode {
    match parse(std::env::args().skip(1)) {
        Ok(None) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some((listen, store))) => match run(&listen, &store).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message, 1),
        },
        Err(message) => fail(&format!("{message}\n\n{HELP}"), 2),
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("dev-s3: {message}");
    ExitCode::from(code)
}

/// Address and store that the arguments ask for; `None` when they ask for help.
fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<(String, Store)>, String> {
    let mut listen = "127.0.0.1:4566".to_owned();
    let mut store = Store {
        data: "target/dev-s3".into(),
        access_key: "test".into(),
        secret_key: "test".into(),
        hide_etag: false,
        buckets: Vec::new(),
    };
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--listen" => listen = value()?,
            "--data" => store.data = value()?.into(),
            "--access-key" => store.access_key = value()?,
            "--secret-key" => store.secret_key = value()?,
            "--bucket" => store.buckets.push(value()?),
            "--hide-etag" => store.hide_etag = true,
            "-h" | "--help" => return Ok(None),
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    Ok(Some((listen, store)))
}

/// Serves until Ctrl-C or SIGTERM. Requests under way are cut off: this store has nothing to lose.
async fn run(listen: &str, store: &Store) -> Result<(), String> {
    let service = store.service()?;
    let cannot = |error: io::Error| format!("cannot listen on {listen}: {error}");
    let listener = TcpListener::bind(listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    announce(&format!("dev-s3 listening on http://{address}"));
    tokio::select! {
        never = serve(listener, service) => match never {},
        _ = terminate.recv() => Ok(()),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// Prints the line that a parent process waits for. A parent that has gone away is no reason to stop.
fn announce(line: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
