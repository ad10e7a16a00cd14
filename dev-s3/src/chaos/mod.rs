//! Faults on purpose: a schedule decides which requests fail and how, so that a client that must get
//! over them can be tested. The same seed is the same faults, in whatever time things happen.

mod admin;
mod inject;
mod kind;
mod operation;
mod schedule;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::conditions::Conditions;

pub(crate) use admin::{PATH as ADMIN, answer as administer};
pub(crate) use inject::inject;
pub use kind::Kind;
pub use operation::Operation;
pub use schedule::{Faults, Schedule};

/// The faults of one server. Clones are the same.
#[derive(Debug, Clone)]
pub struct Chaos {
    state: Arc<Mutex<State>>,
    conditions: Arc<Conditions>,
}

#[derive(Debug, Default)]
struct State {
    schedule: Option<Schedule>,
    requests: BTreeMap<Operation, u64>,
    faults: BTreeMap<Operation, BTreeMap<Kind, u64>>,
}

/// What has happened since the faults were set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Requests of each operation, preflights left out.
    pub requests: BTreeMap<Operation, u64>,
    /// Those of them with a fault, by its kind.
    pub faults: BTreeMap<Operation, BTreeMap<Kind, u64>>,
    /// Whether the session token has expired.
    pub expired: bool,
    /// By how many seconds the server's clock is ahead.
    pub clock_offset: i64,
    /// What is to go wrong at the moment.
    pub schedule: Option<Faults>,
}

/// The fault of one request.
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    schedule: Schedule,
    operation: Operation,
    nth: u64,
}

impl Chaos {
    pub(crate) fn new(conditions: Arc<Conditions>) -> Self {
        Self { state: Arc::default(), conditions }
    }

    /// Replaces the faults, and counts from nought. The token is valid again.
    pub fn set(&self, faults: Faults) {
        let mut state = self.lock();
        self.conditions.set_expired(false);
        let skew = faults.kinds.contains(&Kind::ClockSkew).then_some(faults.clock_offset);
        self.conditions.set_skew(skew);
        *state = State { schedule: Some(Schedule::new(faults)), ..State::default() };
    }

    /// No more faults. The report stays, and an expired token stays expired.
    pub fn stop(&self) {
        self.lock().schedule = None;
        self.conditions.set_skew(None);
    }

    /// The session token expires.
    pub fn expire(&self) {
        self.conditions.set_expired(true);
    }

    /// The session token is valid again, or another one is, if one is given.
    pub fn renew(&self, session_token: Option<String>) {
        self.conditions.renew(session_token);
    }

    /// What has happened so far.
    #[must_use]
    pub fn report(&self) -> Report {
        let state = self.lock();
        Report {
            requests: state.requests.clone(),
            faults: state.faults.clone(),
            expired: self.conditions.expired(),
            clock_offset: self.conditions.clock_offset(),
            schedule: state.schedule.as_ref().map(|schedule| schedule.faults().clone()),
        }
    }

    /// Counts a request, and decides whether it fails.
    pub(crate) fn next(&self, operation: Operation) -> Option<Fault> {
        let mut state = self.lock();
        let requests = state.requests.entry(operation).or_default();
        let nth = *requests;
        *requests += 1;
        let schedule = state.schedule.clone()?;
        let kind = schedule.fault(operation, nth)?;
        let so_far: u64 = state.faults.values().flat_map(BTreeMap::values).sum();
        if schedule.faults().at_most.is_some_and(|most| so_far >= most) {
            return None;
        }
        *state.faults.entry(operation).or_default().entry(kind).or_default() += 1;
        Some(Fault { kind, schedule, operation, nth })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
