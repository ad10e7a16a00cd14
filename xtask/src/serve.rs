//! `cargo xtask serve`: the page, and beside it an S3 server and a web API with pages, until Ctrl-C.

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

/// Where each of the servers listens.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ports {
    page: u16,
    s3: u16,
    api: u16,
}

/// That of `s3` is in the endpoint that the page has as its default.
const PORTS: Ports = Ports { page: 8080, s3: 4566, api: 4567 };

/// Starts all servers and waits until someone or something ends them.
pub fn run(args: &[String]) -> Result<()> {
    let ports = parse(args)?;
    let setup = Setup::provide(&SITE_NEEDS)?;
    ports.check_different()?;
    ports.by_option().iter().try_for_each(|(port, option)| ensure_free(*port, option))?;
    let program = dev_s3(&setup)?;
    let stopped = stopped_by_signal()?;

    let data = setup.target.join("dev-s3");
    let listen = format!("127.0.0.1:{}", ports.s3);
    let command =
        setup.cmd(program, ["--listen", &listen]).args(["--data".as_ref(), data.as_os_str()]);
    let mut store = Service::start("the S3 server", command)?;
    store.wait_for(ports.s3, &stopped)?;
    let port = ports.page.to_string();
    let command = trunk(&setup, &["serve", "--port", &port], &setup.target.join("serve"));
    let mut page = Service::start("trunk", command)?;
    page.wait_for(ports.page, &stopped)?;
    // The core is compiled for it once more, for this machine: nobody has to wait for that.
    let listen = format!("127.0.0.1:{}", ports.api);
    let command = setup.cmd("cargo", ["run", "-p", "dev-api", "--", "--listen", &listen]);
    let mut api = Service::start("the web API", command)?;
    if !stopped.load(Ordering::Relaxed) {
        println!("\n{}\n", greeting(ports, &data));
    }
    while !stopped.load(Ordering::Relaxed) {
        for service in [&mut store, &mut api, &mut page] {
            service.check()?;
        }
        sleep(TICK);
    }
    println!("stopped");
    Ok(())
}

/// What someone has to know who wants to use them.
fn greeting(ports: Ports, data: &Path) -> String {
    let Ports { page, s3, api } = ports;
    let endpoint = format!("http://localhost:{s3}");
    let enter = if s3 == PORTS.s3 {
        String::new()
    } else {
        format!(
            "\n        Enter {endpoint} as the Endpoint URL: the page starts with port {}",
            PORTS.s3
        )
    };
    let data = data.display();
    format!(
        "  page  http://127.0.0.1:{page}/\n  \
           S3    {endpoint}  (access key ID test, secret access key test){enter}\n        \
                 Objects and unfinished uploads stay in {data}\n        \
                 To empty it, end this and remove the directory: rm -r '{data}'\n  \
           API   http://localhost:{api}/transactions?page=1&page_size=1000\n        \
                 The built-in API over HTTP; the first time it is compiled before it answers\n  \
           Ctrl-C ends all"
    )
}

fn parse(args: &[String]) -> Result<Ports> {
    let mut ports = PORTS;
    let mut args = args.iter();
    while let Some(name) = args.next() {
        let place = match name.as_str() {
            "--port" => &mut ports.page,
            "--s3-port" => &mut ports.s3,
            "--api-port" => &mut ports.api,
            _ => return Err(Error::usage(format!("unexpected argument: {name}"))),
        };
        let value = args.next().and_then(|value| value.parse().ok()).filter(|port| *port != 0);
        *place = value.ok_or_else(|| Error::usage(format!("{name} needs a port number")))?;
    }
    Ok(ports)
}

impl Ports {
    fn by_option(self) -> [(u16, &'static str); 3] {
        [(self.page, "--port"), (self.s3, "--s3-port"), (self.api, "--api-port")]
    }

    fn check_different(self) -> Result<()> {
        let all = self.by_option();
        for (place, (port, option)) in all.iter().enumerate() {
            if let Some((_, other)) = all[..place].iter().find(|(other, _)| other == port) {
                let text = format!("{other} and {option} are both {port}: choose two");
                return Err(Error::usage(text));
            }
        }
        Ok(())
    }
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

    fn ports(args: &[&str]) -> Option<Ports> {
        parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn ports_have_defaults_and_options() {
        assert_eq!(ports(&[]), Some(PORTS));
        let args = ["--s3-port", "1", "--port", "2", "--api-port", "3"];
        assert_eq!(ports(&args), Some(Ports { page: 2, s3: 1, api: 3 }));
        assert_eq!(ports(&["--port"]), None);
        assert_eq!(ports(&["--port", "0"]), None);
        assert_eq!(ports(&["--other", "1"]), None);
    }

    #[test]
    fn ports_are_different() {
        let error = Ports { page: 1, s3: 4, api: 4 }.check_different().unwrap_err().to_string();
        assert_eq!(error, "--s3-port and --api-port are both 4: choose two");
        assert!(PORTS.check_different().is_ok());
    }

    #[test]
    fn another_s3_port_has_to_be_entered_in_the_page() {
        let usual = greeting(PORTS, Path::new("target/dev-s3"));
        assert!(usual.contains("http://localhost:4566") && !usual.contains("Enter"), "{usual}");
        assert!(usual.contains("rm -r 'target/dev-s3'"), "{usual}");
        assert!(usual.contains("http://localhost:4567/transactions"), "{usual}");
        let other = greeting(Ports { s3: 4568, ..PORTS }, Path::new("target/dev-s3"));
        assert!(other.contains("Enter http://localhost:4568 as the Endpoint URL"), "{other}");
    }
}
