//! How long whole test runs took on this machine, with everything to install and with nothing.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Result, doing};

/// Whether a run had to install or compile what later ones find.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Cold,
    Warm,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
        }
    }
}

/// Keeps a run's time in the cache and prints the last of each kind.
pub fn remember(cache: &Path, kind: Kind, seconds: f64) -> Result<()> {
    let file = file(cache, kind);
    fs::write(&file, format!("{seconds:.0}\n")).map_err(doing("write", &file))?;
    for kind in [Kind::Cold, Kind::Warm] {
        let seconds = fs::read_to_string(self::file(cache, kind));
        let last = seconds.map_or("not seen".into(), |seconds| format!("{} s", seconds.trim()));
        println!("last whole {} run on this machine: {last}", kind.name());
    }
    Ok(())
}

fn file(cache: &Path, kind: Kind) -> PathBuf {
    cache.join(format!("test-seconds-{}", kind.name()))
}
