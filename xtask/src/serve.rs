//! `cargo xtask serve`: the page and an S3 server beside it, until Ctrl-C.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use crate::artifacts::{SITE_NEEDS, dev_s3, trunk};
use crate::run::{Cmd, Error, Result};
use crate::setup::Setup;

const TICK: Duration = Duration::from_millis(100);

const PORT: u16 = 8080;

/// The port of the endpoint that the page has as its default.
const S3_PORT: u16 = 4566;

/// Starts both servers and waits until someone or something ends them.
pub fn run(args: &[String]) -> Result<()> {
    let (port, s3_port) = parse(args)?;
    let setup = Setup::provide(&SITE_NEEDS)?;
    if port == s3_port {
        return Err(Error::usage(format!("--port and --s3-port are both {port}: choose two")));
    }
    ensure_free(port, "--port")?;
    ensure_free(s3_port, "--s3-port")?;
    let program = dev_s3(&setup)?;
    let stopped = stopped_by_signal()?;

    let listen = format!("127.0.0.1:{s3_port}");
    let data = setup.target.join("dev-s3");
    let command =
        setup.cmd(program, ["--listen", &listen]).args(["--data".as_ref(), data.as_os_str()]);
    let mut store = Service::start("the S3 server", command)?;
    store.wait_for(s3_port, &stopped)?;
    let command =
        trunk(&setup, &["serve", "--port", &port.to_string()], &setup.target.join("serve"));
    let mut page = Service::start("trunk", command)?;
    page.wait_for(port, &stopped)?;
    if !stopped.load(Ordering::Relaxed) {
        println!("\n{}\n", greeting(port, s3_port, &data));
    }
    while !stopped.load(Ordering::Relaxed) {
        store.check()?;
        page.check()?;
        sleep(TICK);
    }
    println!("stopped");
    Ok(())
}

/// What someone has to know who wants to use both.
fn greeting(port: u16, s3_port: u16, data: &Path) -> String {
    let endpoint = format!("http://localhost:{s3_port}");
    let enter = if s3_port == S3_PORT {
        String::new()
    } else {
        format!(
            "\n        Enter {endpoint} as the Endpoint URL: the page starts with port {S3_PORT}"
        )
    };
    let data = data.display();
    format!(
        "  page  http://127.0.0.1:{port}/\n  \
           S3    {endpoint}  (access key ID test, secret access key test){enter}\n        \
                 Objects and unfinished uploads stay in {data}\n        \
                 To empty it, end this and remove the directory: rm -r '{data}'\n  \
           Ctrl-C ends both"
    )
}

fn parse(args: &[String]) -> Result<(u16, u16)> {
    let (mut port, mut s3_port) = (PORT, S3_PORT);
    let mut args = args.iter();
    while let Some(name) = args.next() {
        let place = match name.as_str() {
            "--port" => &mut port,
            "--s3-port" => &mut s3_port,
            _ => return Err(Error::usage(format!("unexpected argument: {name}"))),
        };
        let value = args.next().and_then(|value| value.parse().ok()).filter(|port| *port != 0);
        *place = value.ok_or_else(|| Error::usage(format!("{name} needs a port number")))?;
    }
    Ok((port, s3_port))
}

fn ensure_free(port: u16, option: &str) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|error| {
        Error::new(format!("port {port}: {error}. End what uses it, or choose another by {option}"))
    })
}

/// Becomes true at Ctrl-C and SIGTERM.
fn stopped_by_signal() -> Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))
        .map_err(|error| Error::new(error.to_string()))?;
    Ok(stopped)
}

/// A server that runs until this value is dropped.
struct Service {
    name: &'static str,
    command: Cmd,
    child: Child,
}

impl Service {
    fn start(name: &'static str, command: Cmd) -> Result<Self> {
        let mut command = command.grouped();
        let child = command.start()?;
        Ok(Self { name, command, child })
    }

    /// Waits until it answers on its port.
    fn wait_for(&mut self, port: u16, stopped: &AtomicBool) -> Result<()> {
        while !stopped.load(Ordering::Relaxed)
            && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err()
        {
            self.check()?;
            sleep(TICK);
        }
        Ok(())
    }

    /// An error if it has ended by itself.
    fn check(&mut self) -> Result<()> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => {
                Err(Error::new(format!("{} ended: `{}`: {status}", self.name, self.command)))
            }
            Err(error) => Err(Error::new(format!("{}: {error}", self.name))),
        }
    }
}

impl Drop for Service {
    /// Ends it and its children, such as a compiler that trunk has started.
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        // It may have ended already, and then there is nothing to do.
        let _ = Cmd::new("kill", ["-s", "TERM", "--", &group]).output();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(args: &[&str]) -> Option<(u16, u16)> {
        parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn ports_have_defaults_and_options() {
        assert_eq!(ports(&[]), Some((8080, 4566)));
        assert_eq!(ports(&["--s3-port", "1", "--port", "2"]), Some((2, 1)));
        assert_eq!(ports(&["--port"]), None);
        assert_eq!(ports(&["--port", "0"]), None);
        assert_eq!(ports(&["--other", "1"]), None);
    }

    #[test]
    fn another_s3_port_has_to_be_entered_in_the_page() {
        let usual = greeting(PORT, S3_PORT, Path::new("target/dev-s3"));
        assert!(usual.contains("http://localhost:4566") && !usual.contains("Enter"), "{usual}");
        assert!(usual.contains("rm -r 'target/dev-s3'"), "{usual}");
        let other = greeting(PORT, 4567, Path::new("target/dev-s3"));
        assert!(other.contains("Enter http://localhost:4567 as the Endpoint URL"), "{other}");
    }
}
