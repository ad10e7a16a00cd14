//! Values are as likely as their generator says: a table of generators, what is looked at of their
//! values and how often each must come, checked by chi-square at a fixed seed.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod case;
mod chi_square;
mod code;
mod elsewhere;
#[path = "../common/examples.rs"]
mod examples;
mod internet;
mod number;
mod person;
mod place;
mod text;

use std::collections::BTreeSet;
use std::fs;

use case::Case;
use chi_square::{Law, check, each_of};
use elsewhere::{NOT_DRAWN, TESTED};
use examples::{examples, name};
use parquet_blocks::generate::rng::{Stream, below};

/// The cases of each family.
const FAMILIES: [fn() -> Vec<Case>; 6] =
    [code::cases, internet::cases, number::cases, person::cases, place::cases, text::cases];

fn check_all(cases: &[Case]) {
    let problems: Vec<_> = cases.iter().flat_map(Case::problems).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn codes_follow_their_law() {
    check_all(&code::cases());
}

#[test]
fn addresses_and_files_follow_their_law() {
    check_all(&internet::cases());
}

#[test]
fn numbers_keys_and_nested_values_follow_their_law() {
    check_all(&number::cases());
}

#[test]
fn persons_follow_their_law() {
    check_all(&person::cases());
}

#[test]
fn places_follow_their_law() {
    check_all(&place::cases());
}

#[test]
fn texts_follow_their_law() {
    check_all(&text::cases());
}

/// `examples` has every generator of the schema, as `tests/generators.rs` checks.
#[test]
fn the_law_of_every_generator_is_tested() {
    let cases = FAMILIES.iter().flat_map(|cases| cases()).map(|case| case.name());
    let drawn: BTreeSet<_> = cases.chain(TESTED.iter().map(|(name, ..)| *name)).collect();
    let not_drawn: BTreeSet<_> = NOT_DRAWN.iter().map(|(name, _)| *name).collect();
    assert!(drawn.is_disjoint(&not_drawn), "what is drawn has a law");
    assert_eq!(&drawn | &not_drawn, examples().map(name).collect());
}

#[test]
fn tests_elsewhere_are_there() {
    for (generator, file, test) in TESTED {
        let code = fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(code.contains(&format!("fn {test}()")), "{generator}: {file} has no test {test}");
        assert!(code.contains(generator), "{file} does not test {generator}");
    }
}

/// Digits that are all as likely.
fn digits() -> Vec<u32> {
    let stream = Stream::new(42, "digits");
    (0..10_000).map(|row| below(stream.at(row), 10)).collect()
}

#[test]
fn samples_that_do_not_follow_their_law_are_refused() {
    let law = each_of(0..10);
    let of = |digits: Vec<u32>| digits.iter().map(u32::to_string).collect::<Vec<_>>();
    assert_eq!(check(&of(digits()), &law), Ok(()));
    let refused = |sample: Vec<u32>, law: &Law, why: &str| {
        let problem = check(&of(sample), law).unwrap_err();
        assert!(problem.contains(why), "{problem}");
    };
    let biased = (0..).zip(digits()).map(|(row, digit)| if row % 20 == 0 { 7 } else { digit });
    refused(biased.collect(), &law, "standard deviations off");
    refused(digits(), &each_of(0..11), "standard deviations off");
    refused(digits(), &each_of((0..10).chain([7])), "standard deviations off");
    refused(digits(), &each_of(0..9), "\"9\" is not in the law");
    refused(digits()[..40].to_vec(), &law, "too rare for 40 values");
    // In turn: more even than chance is.
    refused((0..10_000).map(|row| row % 10).collect(), &law, "standard deviations off");
}
