//! Command line of the paged web API.
#![forbid(unsafe_code)]

mod options;

use std::io::{self, Write};
use std::process::ExitCode;

use dev_api::{Api, Options, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match options::parse(std::env::args().skip(1)) {
        Ok(None) => {
            println!("{}", options::HELP);
            ExitCode::SUCCESS
        }
        Ok(Some((listen, options))) => match run(&listen, options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message, 1),
        },
        Err(message) => fail(&format!("{message}\n\n{}", options::HELP), 2),
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("dev-api: {message}");
    ExitCode::from(code)
}

/// Serves until Ctrl-C or SIGTERM.
async fn run(listen: &str, options: Options) -> Result<(), String> {
    let api = Api::new(options)?;
    let cannot = |error: io::Error| format!("cannot listen on {listen}: {error}");
    let listener = TcpListener::bind(listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    announce(&format!("dev-api listening on http://{address}"));
    tokio::select! {
        never = serve(listener, api) => match never {},
        _ = terminate.recv() => Ok(()),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// Prints the line that a parent process waits for. A parent that has gone away is no reason to stop.
fn announce(line: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
