//! Generators of text: what their values look like.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../common/columns.rs"]
mod columns;
mod internet;
mod person;
mod prose;

use std::collections::BTreeMap;

/// How often each text is there.
fn counts<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

/// Asserts by chi-square that all of `cells` are there and each as often: at most 5 standard
/// deviations above the mean of the distribution that even counts have.
#[track_caller]
fn assert_even<'a>(texts: impl IntoIterator<Item = &'a str>, cells: usize) {
    let counts = counts(texts);
    assert_eq!(counts.len(), cells, "{counts:?}");
    let cells = f64::from(u32::try_from(cells).unwrap());
    let mean = f64::from(counts.values().sum::<u32>()) / cells;
    let square = |&count: &u32| (f64::from(count) - mean).powi(2) / mean;
    let chi_square: f64 = counts.values().map(square).sum();
    let freedom = cells - 1.0;
    assert!(chi_square < freedom + 5.0 * (2.0 * freedom).sqrt(), "{chi_square}: {counts:?}");
}
