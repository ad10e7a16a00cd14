//! Codes: texts of digits and letters that have a form in common.

use super::shape::is_capitals;
use crate::generate::{Generator, Pattern, Regex};

/// A kind of characters that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Digit,
    Capital,
    Small,
    Other(char),
}

/// Characters of a kind: what they are if that never changes, and how many.
struct Run {
    kind: Kind,
    least: usize,
    most: usize,
}

/// Longer texts are no codes.
const LONGEST_CODE: usize = 48;
/// Texts of more runs are no codes, unless they are random.
const MOST_RUNS: usize = 16;
/// Characters that are the same in so many texts are the same in all; in fewer, only what all of
/// them begin with.
const ENOUGH: usize = 4;

/// The generator of codes such as `AB-1234`: what all texts have in common.
pub(super) fn code(values: &[&str]) -> Option<Generator> {
    let is_code = |text: &&str| {
        let has_digit = text.bytes().any(|b| b.is_ascii_digit());
        let is_short = !text.is_empty() && text.len() <= LONGEST_CODE && text.is_ascii();
        is_short && (has_digit || is_capitals(text))
    };
    if values.is_empty() || !values.iter().all(is_code) {
        return None;
    }
    fixed(values).or_else(|| hexadecimal(values)).or_else(|| runs(values)).or_else(|| mixed(values))
}

/// A pattern, for texts that differ in digits and capitals only.
fn fixed(values: &[&str]) -> Option<Generator> {
    let first = values.first()?;
    if values.iter().any(|text| text.len() != first.len()) {
        return None;
    }
    let (mut pattern, mut is_beginning, mut drawn) = (String::new(), true, false);
    for (place, byte) in first.bytes().enumerate() {
        let at = |text: &&str| text.as_bytes()[place];
        let is_same = values.iter().all(|text| at(text) == byte);
        is_beginning &= is_same;
        let is_kept = is_beginning || values.len() >= ENOUGH || !byte.is_ascii_alphanumeric();
        let symbol = if is_same && is_kept {
            char::from(byte)
        } else if values.iter().all(|text| at(text).is_ascii_digit()) {
            '#'
        } else if values.iter().all(|text| at(text).is_ascii_uppercase()) {
            '?'
        } else {
            return None;
        };
        drawn |= "#?".contains(symbol);
        if "#?^".contains(symbol) && is_same && symbol == char::from(byte) {
            return None;
        }
        pattern.push(symbol);
    }
    drawn.then_some(Generator::Pattern(Pattern { pattern }))
}

/// Hashes and the like: all of one length.
fn hexadecimal(values: &[&str]) -> Option<Generator> {
    let length = values.first()?.len();
    let fits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let is_hash = |text: &&str| text.len() == length && text.bytes().all(fits);
    (length >= 8 && values.iter().all(is_hash)).then(|| regex(format!("[0-9a-f]{{{length}}}")))
}

/// Runs of the same kinds in all texts.
fn runs(values: &[&str]) -> Option<Generator> {
    let mut common = runs_of(values.first()?);
    for text in &values[1..] {
        let other = runs_of(text);
        let kinds = |runs: &[Run]| runs.iter().map(|run| run.kind).collect::<Vec<_>>();
        if common.len() > MOST_RUNS || kinds(&other) != kinds(&common) {
            return None;
        }
        for (run, other) in common.iter_mut().zip(other) {
            run.least = run.least.min(other.least);
            run.most = run.most.max(other.most);
        }
    }
    Some(regex(common.iter().map(Run::expression).collect()))
}

fn runs_of(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for character in text.chars() {
        let kind = match character {
            '0'..='9' => Kind::Digit,
            'A'..='Z' => Kind::Capital,
            'a'..='z' => Kind::Small,
            other => Kind::Other(other),
        };
        match runs.last_mut() {
            Some(run) if run.kind == kind => {
                run.least += 1;
                run.most += 1;
            }
            _ => runs.push(Run { kind, least: 1, most: 1 }),
        }
    }
    runs
}

impl Run {
    fn expression(&self) -> String {
        let kind = match self.kind {
            Kind::Digit => r"[0-9]".into(),
            Kind::Capital => "[A-Z]".into(),
            Kind::Small => "[a-z]".into(),
            Kind::Other(character) => escaped(character),
        };
        match (self.least, self.most) {
            (1, 1) => kind,
            (least, most) if least == most => format!("{kind}{{{least}}}"),
            (least, most) => format!("{kind}{{{least},{most}}}"),
        }
    }
}

fn escaped(character: char) -> String {
    if r"\.+*?()|[]{}^$#&-~".contains(character) {
        format!("\\{character}")
    } else {
        character.to_string()
    }
}

/// Letters and digits in any order, such as random keys.
fn mixed(values: &[&str]) -> Option<Generator> {
    if !values.iter().all(|text| text.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return None;
    }
    let lengths = || values.iter().map(|text| text.len());
    let (least, most) = (lengths().min()?, lengths().max()?);
    let small = values.iter().any(|text| text.bytes().any(|b| b.is_ascii_lowercase()));
    let capital = values.iter().any(|text| text.bytes().any(|b| b.is_ascii_uppercase()));
    let letters = [("A-Z", capital), ("a-z", small)];
    let letters: String =
        letters.iter().filter(|(_, there)| *there).map(|(range, _)| *range).collect();
    Some(regex(format!("[{letters}0-9]{{{least},{most}}}")))
}

fn regex(regex: String) -> Generator {
    Generator::Regex(Regex { regex, ..Regex::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_what_never_changes() {
        let table: [(&[&str], &str); 12] = [
            (&["AB-1234", "AB-0077"], r#"{"pattern":{"pattern":"AB-####"}}"#),
            (&["AB-1234", "XY-0077"], r#"{"pattern":{"pattern":"??-####"}}"#),
            (&["A1-5", "B1-5"], r#"{"pattern":{"pattern":"?#-#"}}"#),
            (&["A1-5", "B1-6", "C1-7", "D1-8"], r#"{"pattern":{"pattern":"?1-#"}}"#),
            (&["FRA", "CDG", "LHR"], r#"{"pattern":{"pattern":"???"}}"#),
            (&["u1", "u22"], r#"{"regex":{"regex":"[a-z][0-9]{1,2}","repeat":8}}"#),
            (&["$1.50", "$12.00"], r#"{"regex":{"regex":"\\$[0-9]{1,2}\\.[0-9]{2}","repeat":8}}"#),
            (&["0af31b99", "99ffab01"], r#"{"regex":{"regex":"[0-9a-f]{8}","repeat":8}}"#),
            (&["x7Kq2", "9aB"], r#"{"regex":{"regex":"[A-Za-z0-9]{3,5}","repeat":8}}"#),
            (&["A#1", "B#2"], r#"{"regex":{"regex":"[A-Z]\\#[0-9]","repeat":8}}"#),
            (&["hello", "world"], "null"),
            (&["one 1", "two, 2"], "null"),
        ];
        for (values, json) in table {
            assert_eq!(serde_json::to_string(&code(values)).unwrap(), json, "{values:?}");
        }
    }

    #[test]
    fn odd_texts_are_no_codes() {
        for text in ["", "é", "\u{1F600}1", "Ä9", "@", "a@", "://"] {
            assert!(code(&[text]).is_none(), "{text}");
        }
    }
}
