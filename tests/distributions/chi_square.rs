//! Whether a sample follows a law, by Pearson's chi-square.

use std::collections::BTreeMap;

/// How likely each class is, against the others.
pub type Law = BTreeMap<String, f64>;

/// A normal number is farther above its mean than so many standard deviations once in a million
/// times. Some 370 samples are looked at, each from above and from below: if all generators are
/// right, one is refused with less than one seed in 1,000.
const LIMIT: f64 = 4.753;

/// Where fewer of a class are expected, their number is not near enough to normal: the usual rule.
const FEWEST: f64 = 5.0;

/// Each of a list as likely as it is often there.
pub fn each_of<T: ToString>(list: impl IntoIterator<Item = T>) -> Law {
    shares(list.into_iter().map(|class| (class, 1.0)))
}

/// Classes and how likely each is; one that comes again is likelier.
pub fn shares<T: ToString>(list: impl IntoIterator<Item = (T, f64)>) -> Law {
    let mut law = Law::new();
    for (class, share) in list {
        *law.entry(class.to_string()).or_default() += share;
    }
    law
}

/// The classes of two laws side by side, when neither tells of the other.
pub fn both(one: &Law, other: &Law) -> Law {
    let with = |(class, share): (&String, &f64)| {
        let pair = |(other, its)| (side_by_side(class, other), share * its);
        other.iter().map(pair).collect::<Vec<_>>()
    };
    one.iter().flat_map(with).collect()
}

/// A class of [`both`].
#[allow(clippy::needless_pass_by_value, reason = "cases are easier to read without a reference")]
pub fn side_by_side(one: impl ToString, other: impl ToString) -> String {
    format!("{} | {}", one.to_string(), other.to_string())
}

/// All pairs of some characters, each as likely.
pub fn each_pair(characters: &str) -> Law {
    let with = |first| characters.chars().map(move |second| format!("{first}{second}"));
    each_of(characters.chars().flat_map(with))
}

/// Why a sample does not follow a law; or why that cannot be told, when a class is too rare.
pub fn check(sample: &[String], law: &Law) -> Result<(), String> {
    let counts = counts(sample);
    if let Some(class) = counts.keys().find(|class| !law.contains_key(**class)) {
        return Err(format!("{class:?} is not in the law"));
    }
    let scale = f64::from(u32::try_from(sample.len()).unwrap()) / law.values().sum::<f64>();
    if let Some((class, _)) = law.iter().find(|(_, share)| *share * scale < FEWEST) {
        return Err(format!("{class:?} is too rare for {} values", sample.len()));
    }
    let square = |(class, share): (&String, &f64)| {
        let found = counts.get(&class[..]).copied().unwrap_or(0);
        (f64::from(found) - share * scale).powi(2) / (share * scale)
    };
    let chi_square = law.iter().map(square).sum();
    let freedom = f64::from(u32::try_from(law.len() - 1).unwrap());
    let off = deviations(chi_square, freedom);
    if off.abs() < LIMIT {
        return Ok(());
    }
    Err(format!("chi-square {chi_square:.1}, freedom {freedom}: {off:.1} standard deviations off"))
}

/// Chi-square as a number that is normal, with mean 0 and standard deviation 1, if the sample
/// follows the law: Wilson and Hilferty, "The distribution of chi-square", 1931. Where degrees of
/// freedom are few it is nearer to 0 than it should be: for one, what is refused is 27.5 and more,
/// which comes once in 6 million times.
fn deviations(chi_square: f64, freedom: f64) -> f64 {
    let spread = 2.0 / (9.0 * freedom);
    ((chi_square / freedom).cbrt() - 1.0 + spread) / spread.sqrt()
}

fn counts(sample: &[String]) -> BTreeMap<&str, u32> {
    let mut counts = BTreeMap::new();
    for class in sample {
        *counts.entry(&class[..]).or_default() += 1;
    }
    counts
}

/// The figures of a table: chi-square that is passed once in 1,000 times.
#[test]
fn deviations_are_those_of_a_table() {
    for (freedom, passed) in [(1.0, 10.83), (5.0, 20.52), (20.0, 45.31), (100.0, 149.45)] {
        // A normal number is 3.09 above its mean as often.
        let off = deviations(passed, freedom);
        assert!((off - 3.09).abs() < 0.06, "{freedom}: {off}");
    }
}
