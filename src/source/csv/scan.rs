//! Finds where the records of a CSV file end, as the `csv` crate does.

use super::Dialect;
use crate::source::cutter::Scan;

/// Finds the ends of records.
pub(super) struct Scanner {
    dialect: Dialect,
    /// Which bytes end a field that is not quoted.
    ends_field: [bool; 256],
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Between records.
    Start,
    /// At the beginning of a field: only there a quote opens.
    Field,
    /// In a field that is not quoted, or after what was.
    Within,
    /// In quotes.
    Quoted,
    /// After a quote in quotes: the end of them, or the first of two that stand for one.
    Closed,
    /// After `\r`: a `\n` belongs to it.
    Return,
}

impl Scanner {
    pub(super) fn new(dialect: Dialect) -> Self {
        let mut ends_field = [false; 256];
        for byte in [dialect.delimiter, b'\n', b'\r'] {
            ends_field[usize::from(byte)] = true;
        }
        Self { dialect, ends_field, state: State::Start }
    }

    /// What follows a byte that is in no quotes.
    fn after(&self, byte: u8) -> State {
        match (self.state, byte) {
            (State::Start, b'\n' | b'\r') => State::Start,
            (_, b'\r') => State::Return,
            (State::Start | State::Field, byte) if byte == self.dialect.quote => State::Quoted,
            (State::Closed, byte) if byte == self.dialect.quote => State::Quoted,
            (_, byte) if byte == self.dialect.delimiter => State::Field,
            _ => State::Within,
        }
    }
}

impl Scan for Scanner {
    const TOO_LONG: &'static str = "A quote may not be closed: close it, or double it where it is \
        part of a value.";

    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            match self.state {
                State::Return => {
                    self.state = State::Start;
                    return Some(at + usize::from(bytes[at] == b'\n'));
                }
                State::Quoted => {
                    at += bytes[at..].iter().position(|byte| *byte == self.dialect.quote)?;
                    self.state = State::Closed;
                }
                State::Within => {
                    let ends = |byte: &u8| self.ends_field[usize::from(*byte)];
                    at += bytes[at..].iter().position(ends)?;
                    if bytes[at] == b'\n' {
                        self.state = State::Start;
                        return Some(at + 1);
                    }
                    self.state = self.after(bytes[at]);
                }
                State::Field | State::Closed if bytes[at] == b'\n' => {
                    self.state = State::Start;
                    return Some(at + 1);
                }
                _ => self.state = self.after(bytes[at]),
            }
            at += 1;
        }
        None
    }

    fn is_blank(&self) -> bool {
        self.state == State::Start
    }

    fn blank(bytes: &[u8]) -> usize {
        bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
    }

    fn unfinished(&self) -> Option<&'static str> {
        (self.state == State::Quoted).then_some("a quote that opens in this record is not closed")
    }
}
