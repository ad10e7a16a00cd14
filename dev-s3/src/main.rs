//! Command line of the embedded S3 server.
#![forbid(unsafe_code)]

mod help;
mod options;

use std::io::{self, Write};
use std::process::ExitCode;

use dev_s3::serve;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use help::HELP;
use options::Options;

#[tokio::main]
async fn main() -> ExitCode {
    match options::parse(std::env::args().skip(1)) {
        Ok(None) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => match run(options).await {
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

/// Serves until Ctrl-C or SIGTERM. Requests under way are cut off: this store has nothing to lose.
async fn run(options: Options) -> Result<(), String> {
    let Options { listen, store, rules, faults } = options;
    let server = store.server(&rules)?;
    if let Some(faults) = faults {
        server.chaos().set(faults);
    }
    let cannot = |error: io::Error| format!("cannot listen on {listen}: {error}");
    let listener = TcpListener::bind(&listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    announce(&format!("dev-s3 listening on http://{address}"));
    tokio::select! {
        never = serve(listener, server) => match never {},
        _ = terminate.recv() => Ok(()),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// Prints the line that a parent process waits for. A parent that has gone away is no reason to stop.
fn announce(line: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
