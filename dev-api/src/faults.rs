//! Faults on purpose.

use std::str::FromStr;
use std::sync::Mutex;

/// A page that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The page's number, from 1.
    pub page: u64,
    /// How it goes wrong.
    pub kind: Kind,
    /// How often; then it is right. Always when left out.
    pub times: Option<u32>,
}

/// How a page goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// This status; 429 says with `Retry-After` to wait a second.
    Status(u16),
    /// Half of the JSON.
    Cut,
    /// A text where the first record has its amount.
    WrongType,
    /// The connection ends without an answer.
    Lost,
}

impl FromStr for Fault {
    type Err = String;

    /// Reads `PAGE:KIND` or `PAGE:KIND:TIMES`.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text} is not PAGE:KIND or PAGE:KIND:TIMES");
        let mut parts = text.split(':');
        let mut part = || parts.next().ok_or_else(bad);
        let page = part()?.parse().map_err(|_| bad())?;
        let kind = match part()? {
            "cut" => Kind::Cut,
            "wrong_type" => Kind::WrongType,
            "lost" => Kind::Lost,
            status => Kind::Status(status.parse().map_err(|_| bad())?),
        };
        let times = part().ok().map(str::parse).transpose().map_err(|_| bad())?;
        if parts.next().is_some() { Err(bad()) } else { Ok(Self { page, kind, times }) }
    }
}

/// The faults that are still to come.
#[derive(Debug)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(faults))
    }

    /// How a page goes wrong that is asked for now.
    pub fn of(&self, page: u64) -> Option<Kind> {
        // Nothing panics while it holds the lock.
        let mut faults = self.0.lock().ok()?;
        let fault = faults.iter_mut().find(|fault| fault.page == page && fault.times != Some(0))?;
        fault.times = fault.times.map(|times| times - 1);
        Some(fault.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read() {
        let fault = |page, kind, times| Ok(Fault { page, kind, times });
        assert_eq!("3:500".parse(), fault(3, Kind::Status(500), None));
        assert_eq!("1:cut:2".parse(), fault(1, Kind::Cut, Some(2)));
        for bad in ["", "3", "3:", "x:500", "3:no", "3:500:x", "3:500:1:1"] {
            assert!(bad.parse::<Fault>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_fault_ends_after_its_times() {
        let fault = |times| Fault { page: 2, kind: Kind::Cut, times };
        let faults = Faults::new(vec![fault(Some(2))]);
        assert_eq!([1, 2, 2, 2].map(|page| faults.of(page).is_some()), [false, true, true, false]);
        let always = Faults::new(vec![fault(None)]);
        assert!((0..10).all(|_| always.of(2).is_some()));
    }
}
