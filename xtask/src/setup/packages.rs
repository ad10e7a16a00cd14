//! Packages of the operating system: installed where apt is, asked for elsewhere.

use super::{Setup, which};
use crate::run::{Cmd, Error, Result};

/// The same software under the names that package managers give it.
pub struct Packages {
    /// What it is, for people.
    pub what: &'static str,
    /// Packages of Debian and its relatives.
    pub apt: &'static [&'static str],
    /// How people install it elsewhere.
    pub elsewhere: &'static [(&'static str, &'static str)],
}

impl Packages {
    /// Installs the packages, or says how.
    pub fn install(&self, setup: &mut Setup) -> Result<()> {
        if which("apt-get").is_none() {
            return Err(self.missing());
        }
        setup.installing(self.what, &format!("apt-get install {}", self.apt.join(" ")));
        // Fails when any one source of many does: what matters is whether the install then works.
        let _ = as_root(&["apt-get", "update", "-qq"])?.run();
        as_root(&["apt-get", "install", "-y", "-qq", "--no-install-recommends"])?
            .args(self.apt)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    }

    /// The error that tells how to install this by hand.
    pub fn missing(&self) -> Error {
        let apt = ("apt-get", format!("sudo apt-get install {}", self.apt.join(" ")));
        let others = self.elsewhere.iter().map(|(tool, command)| (*tool, (*command).to_owned()));
        let all: Vec<_> = [apt].into_iter().chain(others).collect();
        let here = all.iter().find(|(tool, _)| which(tool).is_some());
        let command = here.or(all.first()).map_or("", |(_, command)| command);
        Error::new(format!("{} not found. Install it, for example by: {command}", self.what))
    }
}

/// The command with the rights to change the system.
fn as_root(words: &[&str]) -> Result<Cmd> {
    if Cmd::new("id", ["-u"]).output()?.trim() == "0" {
        return Ok(Cmd::new(words[0], &words[1..]));
    }
    if which("sudo").is_none() {
        return Err(Error::new(format!("run this as root first: {}", words.join(" "))));
    }
    Ok(Cmd::new("sudo", words))
}
