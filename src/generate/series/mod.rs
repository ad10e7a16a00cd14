//! Series: numbers that follow each other, such as the readings of a device.
//!
//! What a row has is told from its place in its series, without the rows before it.

mod brownian;
mod clock;
mod seasonal;
mod walk;

pub use seasonal::Seasonal;
pub use walk::RandomWalk;

use std::sync::Arc;

use super::number::{Bell, FARTHEST};
use super::rng::{Stream, unit_open};
use super::{BadParameter, Column, Context, check};

/// No series has more steps: the largest object of S3, 5 TiB, has fewer rows.
const MOST_STEPS: f64 = 1_099_511_627_776.0;

/// Which series rows belong to, and their places in it.
struct Places {
    key: Option<Arc<dyn Column>>,
}

impl Places {
    /// In the series of a key column; all rows are of one series without it.
    fn new(context: &Context, key: Option<&str>) -> Result<Self, BadParameter> {
        let Some(name) = key else { return Ok(Self { key: None }) };
        let key = context.sibling("key", name)?;
        if key.key(&[]).is_some() {
            return Ok(Self { key: Some(key) });
        }
        let problem = format!("column {name} is no key");
        let remedy = "Name a column made by child_key, child_number, foreign_key or parent.";
        Err(BadParameter::new("key", problem, remedy))
    }

    /// The series of each row.
    fn series(&self, rows: &[u64]) -> Vec<u64> {
        let keys = self.key.as_ref().and_then(|key| key.key(rows));
        keys.unwrap_or_else(|| vec![0; rows.len()])
    }

    /// The place of each row in its series, from 0: the row's own number where the key knows none.
    fn steps(&self, rows: &[u64]) -> Vec<u64> {
        let positions = self.key.as_ref().and_then(|key| key.position(rows));
        positions.unwrap_or_else(|| rows.into())
    }
}

/// Where series are: about a level, each a bit off.
#[derive(Clone, Copy)]
struct Levels {
    stream: Stream,
    level: f64,
    spread: f64,
}

impl Levels {
    fn new(stream: Stream, level: f64, spread: f64) -> Result<Self, BadParameter> {
        check::not_negative("spread", spread)?;
        Ok(Self { stream, level, spread })
    }

    #[inline]
    fn of(self, series: u64) -> f64 {
        if self.spread == 0.0 {
            return self.level;
        }
        self.level + self.spread * Bell::WHOLE.at(unit_open(self.stream.at(series)))
    }

    /// The lowest and the highest level, with room for so much on both sides.
    fn range(self, room: f64) -> [f64; 2] {
        let room = self.spread * FARTHEST + room;
        [self.level - room, self.level + room]
    }
}
