//! Finds where lines end.

use std::ops::Range;

use crate::source::cutter::Scan;

/// Finds the ends of lines that have something on them.
pub(super) struct Lines {
    is_blank: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { is_blank: true }
    }
}

impl Scan for Lines {
    const TOO_LONG: &'static str = "Write each JSON object on a line of its own.";

    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            let feed = bytes[at..].iter().position(|byte| *byte == b'\n');
            let line = &bytes[at..at + feed.unwrap_or(bytes.len() - at)];
            self.is_blank &= line.iter().all(u8::is_ascii_whitespace);
            at += feed? + 1;
            if !std::mem::replace(&mut self.is_blank, true) {
                return Some(at);
            }
        }
    }

    fn is_blank(&self) -> bool {
        self.is_blank
    }

    fn blank(bytes: &[u8]) -> usize {
        bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    }

    fn unfinished(&self) -> Option<&'static str> {
        None
    }
}

/// The bytes of every line that has something on it.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    let line = move |line: &[u8]| {
        let start = end;
        end += line.len();
        let blank = Lines::blank(line);
        (blank < line.len()).then_some(start + blank..end)
    };
    bytes.split_inclusive(|byte| *byte == b'\n').filter_map(line)
}
