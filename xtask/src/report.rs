//! The table at the end of a test run.

use std::time::Instant;

/// Which part took how long, and how it ended.
pub struct Report {
    started: Instant,
    last: Instant,
    rows: Vec<(&'static str, f64, &'static str)>,
}

impl Report {
    /// A report whose clock starts now.
    pub fn new() -> Self {
        let now = Instant::now();
        Self { started: now, last: now, rows: Vec::new() }
    }

    /// Adds what has run since the last addition.
    pub fn add(&mut self, name: &'static str, outcome: &'static str) {
        self.rows.push((name, self.last.elapsed().as_secs_f64(), outcome));
        self.last = Instant::now();
    }

    /// Prints the table, and what kind of run it was.
    pub fn print(&self, how: &str) {
        println!("\nstep          seconds");
        for (name, seconds, outcome) in &self.rows {
            println!("{name:<12} {seconds:>8.1}  {outcome}");
        }
        println!("{:<12} {:>8.1}  {how}", "total", self.seconds());
    }

    /// Seconds since the report began.
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}
