//! Instants of rows that belong to parents.

use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::batch::Values;
use crate::error::Result;
use crate::generate::rng::{Stream, below_u64};
use crate::generate::time::midnight;
use crate::generate::{BadParameter, Column, Context, Parameters};

/// Instants in order, such as those of the events of sessions: sessions begin one after another,
/// and the events of each follow each other; Timestamp(ms, UTC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EventTime {
    /// The column with the session's key: one made by `child_key` or `parent`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("suggest" = "columns")))]
    pub of: String,
    /// When the first session begins, such as 2020-01-31T12:00:00Z.
    #[serde(default = "start")]
    pub from: DateTime<Utc>,
    /// Milliseconds from one session's beginning to the next, on average.
    #[serde(default = "minute")]
    pub every_ms: u32,
    /// Milliseconds from one event of a session to the next, on average; 0 gives all of them the
    /// same instant.
    #[serde(default = "minute")]
    pub within_ms: u32,
    /// Whether these times are met; else they are drawn, in order: each is less than twice as long.
    #[serde(default)]
    pub exact: bool,
}

fn start() -> DateTime<Utc> {
    midnight(2025, 1, 1)
}

fn minute() -> u32 {
    60_000
}

impl Parameters for EventTime {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let key = context.sibling("of", &self.of)?;
        if key.key(&[]).is_none() || key.position(&[]).is_none() {
            let problem = format!("the rows of column {} are not numbered", self.of);
            let remedy = "Name a column made by child_key or parent.";
            return Err(BadParameter::new("of", problem, remedy));
        }
        let stream = context.stream();
        let clock = |draw, every: u32| {
            let jitter = (!self.exact && every > 0).then_some(stream.draw(draw));
            Clock { every: every.into(), jitter }
        };
        let (sessions, events) = (clock(0, self.every_ms), clock(1, self.within_ms));
        Ok(Arc::new(EventTimes { key, from: self.from.timestamp_millis(), sessions, events }))
    }
}

/// Times in order, about `every` apart: each is drawn from a slot of its own.
#[derive(Clone, Copy)]
struct Clock {
    /// Milliseconds.
    every: u64,
    jitter: Option<Stream>,
}

impl Clock {
    /// The time of number `n`, whose random bits are those of `row`.
    #[inline]
    fn at(self, n: u64, row: u64) -> u64 {
        let jitter = self.jitter.map_or(0, |stream| below_u64(stream.at(row), self.every));
        n.wrapping_mul(self.every).wrapping_add(jitter)
    }
}

struct EventTimes {
    key: Arc<dyn Column>,
    /// Milliseconds since 1970-01-01T00:00Z.
    from: i64,
    sessions: Clock,
    events: Clock,
}

impl EventTimes {
    /// How long after its session's beginning event number `n` is, whose random bits are those of
    /// `row`. The first is the beginning: sessions would not begin in order by what is drawn.
    fn after_beginning(&self, n: u64, row: u64) -> u64 {
        match (n, self.events.jitter) {
            (0, _) => 0,
            (_, None) => self.events.at(n, row),
            (_, Some(_)) => self.events.at(n - 1, row) + 1,
        }
    }
}

impl Column for EventTimes {
    fn data_type(&self) -> DataType {
        DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let sessions = self.key.key(rows).unwrap_or_default();
        let positions = self.key.position(rows).unwrap_or_default();
        let instant = |((&row, session), position)| {
            let beginning = self.sessions.at(session, session);
            let after = self.after_beginning(position, row);
            self.from.wrapping_add_unsigned(beginning.wrapping_add(after))
        };
        Ok(Values::Int64(rows.iter().zip(sessions).zip(positions).map(instant).collect()))
    }
}
