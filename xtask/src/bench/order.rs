//! What `cargo xtask bench` was asked for.

use std::path::PathBuf;

use crate::run::{Error, Result};
use crate::setup::Need;

/// A part of the figures, by what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The core, natively.
    Native,
    /// The engine in Chromium.
    Browser,
    /// Uploads from Chromium.
    Uploads,
    /// Reading a file, in Chromium and by other programs.
    Sources,
    /// Other programs that do the same job.
    Peers,
}

/// By their names, in the order they run: ratios need the figures before them.
const PARTS: [(&str, Part); 5] = [
    ("native", Part::Native),
    ("browser", Part::Browser),
    ("uploads", Part::Uploads),
    ("sources", Part::Sources),
    ("peers", Part::Peers),
];

/// What the parts in Chromium need: each what the one before does, and more.
const NEEDS: [Need; 7] = [
    Need::Wasm,
    Need::WasmBindgen,
    Need::Trunk,
    Need::Browser,
    Need::Node,
    Need::PeerNode,
    Need::PeerPython,
];

impl Part {
    fn named(name: &str) -> Result<Self> {
        let found = PARTS.iter().find(|(known, _)| *known == name);
        let names = || {
            let known = PARTS.map(|(known, _)| known).join(", ");
            Error::usage(format!("--only {name}: there is {known}"))
        };
        found.map(|(_, part)| *part).ok_or_else(names)
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Native => &[],
            Self::Browser => &NEEDS[..5],
            Self::Uploads => &NEEDS[..6],
            Self::Sources | Self::Peers => &NEEDS,
        }
    }
}

/// The command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Order {
    /// What is measured.
    pub parts: Vec<Part>,
    /// Instead of these: where the time goes, column by column.
    pub profile: bool,
    /// Whether the site is the one that is shipped.
    pub shipped: bool,
    /// The file for the figures.
    pub json: Option<PathBuf>,
    /// What the benchmarks get.
    pub args: Vec<String>,
}

impl Order {
    /// Reads the command line.
    pub fn parse(args: &[String]) -> Result<Self> {
        let parts = PARTS.iter().map(|(_, part)| *part).collect();
        let mut order =
            Self { parts, profile: false, shipped: false, json: None, args: Vec::new() };
        let mut words = args.iter();
        while let Some(word) = words.next() {
            let mut value =
                || words.next().ok_or_else(|| Error::usage(format!("{word} needs a value")));
            match word.as_str() {
                "--json" => order.json = Some(value()?.into()),
                "--only" => order.parts = vec![Part::named(value()?)?],
                "--profile" => order.profile = true,
                "--shipped" => order.shipped = true,
                _ => order.args.push(word.clone()),
            }
        }
        Ok(order)
    }

    /// What it takes.
    pub fn needs(&self) -> Vec<Need> {
        let parts = if self.profile { &[][..] } else { &self.parts };
        let shipped = if self.shipped { &[Need::WasmOpt, Need::Node][..] } else { &[] };
        parts.iter().flat_map(|part| part.needs()).chain(shipped).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Option<Order> {
        Order::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn the_benchmarks_get_the_other_arguments() {
        let order = parse(&["--rows", "--json", "f", "5", "--only", "peers"]);
        let args = vec!["--rows".into(), "5".into()];
        let wanted = Order {
            parts: vec![Part::Peers],
            profile: false,
            shipped: false,
            json: Some("f".into()),
            args,
        };
        assert_eq!(order, Some(wanted));
        assert!(parse(&["--shipped"]).is_some_and(|order| order.shipped && order.args.is_empty()));
    }

    #[test]
    fn everything_is_measured_unless_one_part_is_named() {
        assert_eq!(parse(&[]).map(|order| order.parts.len()), Some(PARTS.len()));
        assert_eq!(parse(&["--only", "other"]), None);
        assert_eq!(parse(&["--json"]), None);
    }
}
