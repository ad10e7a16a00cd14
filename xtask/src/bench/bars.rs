//! What the product means to reach: bars on ratios of figures of the same run.

use super::figure::Figure;

/// How a figure is to stand to its bar.
enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

/// Figures and their bars. The workload is `people`, snappy, in row groups of 100,000 rows.
const BARS: [(&str, Bar); 12] = [
    ("ratio.people.snappy.browser1_to_numpy_pyarrow", Bar::AtLeast(2.0)),
    ("ratio.people.snappy.browser1_to_duckdb", Bar::AtLeast(3.0)),
    ("ratio.people.snappy.browser1_to_faker_hyparquet", Bar::AtLeast(50.0)),
    ("ratio.people.snappy.browser1_to_faker_parquet_wasm", Bar::AtLeast(50.0)),
    ("ratio.people.snappy.browser1_to_faker_pandas", Bar::AtLeast(300.0)),
    ("ratio.people.snappy.browser1_to_native", Bar::AtLeast(0.75)),
    ("ratio.people.snappy.workers2_to_1", Bar::AtLeast(1.8)),
    ("native.people.generate", Bar::AtLeast(4e6)),
    ("memory.discard.10m_to_1m", Bar::AtMost(1.1)),
    ("memory.upload.10m_to_1m", Bar::AtMost(1.1)),
    ("browser.start.usable", Bar::AtMost(1.0)),
    ("browser.people.snappy.workers2.engine_busy", Bar::AtMost(0.5)),
];

/// Says of each bar whose figure was measured whether it is met.
pub fn print(figures: &[Figure]) {
    let width = BARS.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    println!("\nBars:");
    for (name, bar) in &BARS {
        let Some(value) = figures.iter().find_map(|figure| figure.value_of(name)) else { continue };
        let (sign, limit, is_met) = bar.judge(value);
        let verdict = if is_met { "met" } else { "MISSED" };
        println!("{name:<width$}  {value:>12} {sign} {limit:<8}  {verdict}");
    }
}

impl Bar {
    fn judge(&self, value: f64) -> (&'static str, f64, bool) {
        match *self {
            Self::AtLeast(limit) => (">=", limit, value >= limit),
            Self::AtMost(limit) => ("<=", limit, value <= limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_judged_by_its_side_of_the_bar() {
        let judged = |bar: Bar, value| bar.judge(value).2;
        assert!(judged(Bar::AtLeast(1.8), 1.8) && !judged(Bar::AtLeast(1.8), 1.79));
        assert!(judged(Bar::AtMost(1.1), 1.1) && !judged(Bar::AtMost(1.1), 1.11));
    }
}
