//! What can change while the server runs: its clock and the session token that it wants.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Asked for every request, and changed by tests.
#[derive(Debug)]
pub(crate) struct Conditions {
    /// By how many seconds the clock is ahead when nothing else is said.
    configured_offset: i64,
    clock_offset: AtomicI64,
    session_token: Mutex<Option<String>>,
    expired: AtomicBool,
}

impl Conditions {
    pub(crate) fn new(clock_offset: i64, session_token: Option<String>) -> Self {
        Self {
            configured_offset: clock_offset,
            clock_offset: clock_offset.into(),
            session_token: session_token.into(),
            expired: false.into(),
        }
    }

    /// The time by the server's clock.
    pub(crate) fn now(&self) -> SystemTime {
        self.told(SystemTime::now())
    }

    /// What the server's clock said at a time of the machine's, such as that of a file.
    pub(crate) fn told(&self, time: SystemTime) -> SystemTime {
        let offset = self.clock_offset();
        let by = Duration::from_secs(offset.unsigned_abs());
        let shifted = if offset < 0 { time.checked_sub(by) } else { time.checked_add(by) };
        shifted.unwrap_or(time)
    }

    pub(crate) fn clock_offset(&self) -> i64 {
        self.clock_offset.load(Ordering::Relaxed)
    }

    /// Sets the clock otherwise, or back as it was at the start.
    pub(crate) fn set_skew(&self, skew: Option<i64>) {
        self.clock_offset.store(skew.unwrap_or(self.configured_offset), Ordering::Relaxed);
    }

    /// The session token that requests must have, if any.
    pub(crate) fn session_token(&self) -> Option<String> {
        self.session_token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn expired(&self) -> bool {
        self.expired.load(Ordering::Relaxed)
    }

    pub(crate) fn set_expired(&self, expired: bool) {
        self.expired.store(expired, Ordering::Relaxed);
    }

    /// The token is valid, or another one is, if one is given.
    pub(crate) fn renew(&self, session_token: Option<String>) {
        if session_token.is_some() {
            *self.session_token.lock().unwrap_or_else(PoisonError::into_inner) = session_token;
        }
        self.set_expired(false);
    }
}
