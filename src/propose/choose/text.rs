//! Texts.

use super::{BY_TYPE, code, names, shape};
use crate::generate::{Choice, Generator, Regex, Sentence, Word, Words};
use crate::propose::facts::{Facts, Pick};

pub(super) fn texts(facts: &Facts) -> Vec<Pick> {
    let values: Vec<&str> = facts.values.iter().map(|(value, _)| value.as_str()).collect();
    let known = shape::known(&values)
        .map(|(generator, what)| Pick::new(generator, format!("all values are {what}")));
    let named = || {
        let generator = names::text(&facts.name, values.iter().copied())?;
        let why =
            if values.is_empty() { "by its name" } else { "by its name, as its values allow" };
        Some(Pick::new(generator, why))
    };
    let coded = || Some(Pick::new(code::code(&values)?, "all values have this form"));
    let best = known.or_else(|| few(facts)).or_else(named).or_else(coded);
    best.into_iter().chain(words(facts, &values)).chain(short(facts)).collect()
}

/// The values themselves, as often as they come.
fn few(facts: &Facts) -> Option<Pick> {
    let few = facts.few()?;
    let why = format!("{} different values in {} rows", few.len(), facts.count);
    Some(Pick::new(choice(few), why))
}

/// A choice of values as often as they come.
#[expect(clippy::cast_precision_loss, reason = "a sample has far fewer than 2^53 rows")]
pub(super) fn choice(values: &[(String, u64)]) -> Generator {
    let (values, weights) =
        values.iter().map(|(value, count)| (value.clone(), *count as f64)).unzip();
    Generator::Choice(Choice { values, weights })
}

/// Words, as many as the values have.
fn words(facts: &Facts, values: &[&str]) -> Vec<Pick> {
    let counts = || values.iter().map(|text| text.split_whitespace().count());
    let count = |count: Option<usize>| count.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let (least, most) =
        (count(counts().min()).clamp(1, 1_000), count(counts().max()).clamp(1, 1_000));
    let word = || Pick::new(Generator::Word(Word::default()), BY_TYPE);
    if values.is_empty() {
        let named = names::blind(&facts.name).map(|generator| Pick::new(generator, "by its name"));
        return named
            .into_iter()
            .chain([Pick::new(Generator::Words(Words::default()), BY_TYPE), word()])
            .collect();
    }
    if most == 1 {
        return vec![Pick::new(Generator::Word(Word::default()), "one word in each row")];
    }
    let why = format!("{least} to {most} words in each row");
    let generator = if values.iter().all(|text| text.ends_with('.')) {
        Generator::Sentence(Sentence { min_words: least, max_words: most, ..Sentence::default() })
    } else {
        Generator::Words(Words { min_words: least, max_words: most, ..Words::default() })
    };
    vec![Pick::new(generator, why), word()]
}

/// Most letters of a text that only has to be short.
const SHORT: u32 = 20;

/// Letters that are no more than a column allows.
fn short(facts: &Facts) -> Option<Pick> {
    let most = facts.longest?.clamp(1, SHORT);
    let regex = Regex { regex: format!("[a-z]{{1,{most}}}"), ..Regex::default() };
    Some(Pick::new(Generator::Regex(regex), format!("at most {most} letters")))
}
