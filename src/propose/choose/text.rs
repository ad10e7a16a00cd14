//! Texts.

use std::collections::BTreeSet;

use super::{BY_TYPE, code, names, shape};
use crate::generate::{Choice, Generator, Regex, Sentence, Word, Words};
use crate::propose::facts::{Facts, Pick};
use crate::propose::trial;

pub(super) fn texts(facts: &Facts) -> Vec<Pick> {
    let values: Vec<&str> = facts.values.iter().map(|(value, _)| value.as_str()).collect();
    let best = best(facts, &values);
    let short = best.first().and_then(|pick| short_ones(pick, facts));
    let words = if values.is_empty() { blind(facts) } else { counted(&values) };
    let word = Pick::new(Generator::Word(Word::default()), BY_TYPE);
    best.into_iter().chain(short).chain(words).chain([word]).chain(letters(facts)).collect()
}

/// What most says how texts are made: the values, the name or their form.
fn best(facts: &Facts, values: &[&str]) -> Vec<Pick> {
    if let Some((generator, what)) = shape::known(values) {
        return vec![Pick::new(generator, format!("all values are {what}"))];
    }
    if let Some(few) = few(facts) {
        return vec![few];
    }
    let named = named(facts, values);
    if !named.is_empty() {
        return named;
    }
    let code =
        code::code(values).map(|generator| Pick::new(generator, "all values have this form"));
    code.into_iter().collect()
}

/// The values themselves, as often as they come.
#[expect(clippy::cast_precision_loss, reason = "a sample has far fewer than 2^53 rows")]
fn few(facts: &Facts) -> Option<Pick> {
    let few = facts.few()?;
    let (values, weights) = few.iter().map(|(value, count)| (value.clone(), *count as f64)).unzip();
    let why = format!("{} different values in {} rows", few.len(), facts.count);
    Some(Pick::new(Generator::Choice(Choice { values, weights }), why))
}

fn named(facts: &Facts, values: &[&str]) -> Vec<Pick> {
    let why = if values.is_empty() { "by its name" } else { "by its name, as its values allow" };
    let generators = names::texts(&facts.about, values).into_iter();
    generators.map(|generator| Pick::new(generator, why)).collect()
}

/// So many short texts are enough to choose from.
const ENOUGH: usize = 10;
/// And no more than these are put into a recipe.
const MOST: usize = 50;

/// Those texts of a generator that are short enough for the column, where some are not.
fn short_ones(pick: &Pick, facts: &Facts) -> Option<Pick> {
    let longest = facts.longest? as usize;
    let made = trial::texts(&pick.generator).ok()?;
    let (short, long): (Vec<_>, Vec<_>) =
        made.into_iter().partition(|text| text.chars().count() <= longest);
    let different: BTreeSet<_> = short.into_iter().collect();
    if long.is_empty() || different.len() < ENOUGH {
        return None;
    }
    let values = different.into_iter().take(MOST).collect();
    let why = format!("{}, of at most {longest} characters", pick.why);
    Some(Pick::new(Generator::Choice(Choice { values, weights: Vec::new() }), why))
}

/// Words for a column without values, as its name says.
fn blind(facts: &Facts) -> Vec<Pick> {
    let named = names::blind(&facts.about).map(|generator| Pick::new(generator, "by its name"));
    let words = Pick::new(Generator::Words(Words::default()), BY_TYPE);
    named.into_iter().chain([words]).collect()
}

/// Most words that a generator makes.
const MOST_WORDS: usize = 1_000;

/// Words, as many as the values have.
#[expect(clippy::cast_possible_truncation, reason = "at most a thousand")]
fn counted(values: &[&str]) -> Vec<Pick> {
    let counts = values.iter().map(|text| text.split_whitespace().count().clamp(1, MOST_WORDS));
    let (Some(min_words), Some(max_words)) = (counts.clone().min(), counts.max()) else {
        return Vec::new();
    };
    let (min_words, max_words) = (min_words as u32, max_words as u32);
    let why = match (min_words, max_words) {
        (1, 1) => "one word in each row".into(),
        _ => format!("{min_words} to {max_words} words in each row"),
    };
    let generator = if max_words == 1 {
        Generator::Word(Word::default())
    } else if values.iter().all(|text| text.ends_with('.')) {
        Generator::Sentence(Sentence { min_words, max_words, ..Sentence::default() })
    } else {
        Generator::Words(Words { min_words, max_words, ..Words::default() })
    };
    vec![Pick::new(generator, why)]
}

/// Most letters of a text that only has to be short, and of one that only has to be unique.
const LETTERS: u32 = 20;
const DIFFERENT_LETTERS: u32 = 12;

/// Letters that are no more than a column allows; as many in every row where no text may come twice.
fn letters(facts: &Facts) -> Option<Pick> {
    let (most, regex) = if facts.is_unique_by_schema() {
        let most = facts.longest.unwrap_or(DIFFERENT_LETTERS).clamp(1, DIFFERENT_LETTERS);
        (most, format!("[a-z]{{{most}}}"))
    } else {
        let most = facts.longest?.clamp(1, LETTERS);
        (most, format!("[a-z]{{1,{most}}}"))
    };
    let regex = Regex { regex, ..Regex::default() };
    Some(Pick::new(Generator::Regex(regex), format!("at most {most} letters")))
}
