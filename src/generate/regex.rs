//! Text by a regular expression.

mod unique;

use std::sync::Arc;

use arrow::datatypes::DataType;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use serde::{Deserialize, Serialize};

use super::permutation::Permutation;
use super::rng::{Draws, Stream};
use super::{BadParameter, Column, Context, Parameters, text};
use crate::batch::Values;
use crate::error::Result;

/// Text that a regular expression matches, such as `SKU-04417` for `SKU-\d{5}`; Utf8.
///
/// `.`, `\w`, `[^,]` and other classes of more than 255 characters give those on a keyboard
/// (printable ASCII), and white space is a space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Regex {
    /// The expression, in the syntax of Rust's `regex` crate, for the whole text. `^` and `$` may
    /// only stand at its ends; `\b` and the like are not there.
    pub regex: String,
    /// How many times more than they must `*`, `+` and `{n,}` repeat at most.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 1000)))]
    pub repeat: u32,
}

impl Default for Regex {
    fn default() -> Self {
        Self { regex: r"[A-Z]{3}-\d{4}".into(), repeat: 8 }
    }
}

impl Parameters for Regex {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        if self.repeat > 1000 {
            let problem = format!("{} is out of range", self.repeat);
            return Err(BadParameter::new("repeat", problem, "Enter 0 to 1000."));
        }
        let sampler = Sampler::new("regex", &self.regex, self.repeat)?;
        if context.is_unique() && !sampler.is_clear() {
            let problem = "the same text can be made in several ways";
            let remedy = "Let every way and every repetition end where another letter begins, or \
                leave out unique.";
            return Err(BadParameter::new("regex", problem, remedy));
        }
        let stream = context.stream();
        let order = context.order(stream, sampler.count());
        Ok(Arc::new(Regexes { stream, sampler, order }))
    }
}

struct Regexes {
    stream: Stream,
    sampler: Sampler,
    /// The order of the texts, of which none may come twice.
    order: Option<Permutation>,
}

impl Column for Regexes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        text(rows, 16, |row, text| {
            let mut draws = Draws::new(self.stream, row);
            if let Some(order) = &self.order {
                draws = draws.of_number(order.at(row), order.count());
            }
            self.sampler.push_to(text, &mut draws);
        })
    }

    fn distinct_rows(&self) -> Option<u64> {
        self.order.as_ref().map(Permutation::count)
    }
}

/// Most bytes of a text: a slip such as `(a{999}){999}` should not fill the memory.
const MAX_BYTES: u64 = 1 << 16;

/// Makes texts that an expression matches: at every fork each way is as likely as the others.
pub(super) struct Sampler(Node);

enum Node {
    Literal(Box<[u8]>),
    /// One of some characters.
    Class(Vec<char>),
    /// From `least` times on, in `times` ways.
    Repeat {
        least: u32,
        times: u32,
        node: Box<Node>,
    },
    Concat(Vec<Node>),
    Either(Vec<Node>),
}

impl Sampler {
    /// A sampler for an expression, which `parameter` has. `more` is how many times more than it
    /// must a repetition without an end repeats at most.
    pub(super) fn new(
        parameter: &str,
        expression: &str,
        more: u32,
    ) -> std::result::Result<Self, BadParameter> {
        let bad = |problem: String, remedy: &str| BadParameter::new(parameter, problem, remedy);
        let hir = regex_syntax::parse(expression)
            .map_err(|error| bad(cause(&error), "Correct the expression."))?;
        let node = node(&hir, more, true, true)
            .map_err(|problem| bad(problem, "Leave it out: the text is only what is matched."))?;
        if node.most_bytes() > MAX_BYTES {
            let problem = format!("the text can have {} bytes", node.most_bytes());
            return Err(bad(problem, "Repeat less: 65,536 bytes are the most."));
        }
        Ok(Self(node))
    }

    /// Appends a text.
    #[inline]
    pub(super) fn push_to(&self, text: &mut Vec<u8>, draws: &mut Draws) {
        self.0.push_to(text, draws);
    }
}

/// What is wrong with an expression, in one line.
fn cause(error: &regex_syntax::Error) -> String {
    let at = |position: regex_syntax::ast::Position, kind: String| {
        format!("{kind} (at character {})", position.offset + 1)
    };
    match error {
        regex_syntax::Error::Parse(error) => at(error.span().start, error.kind().to_string()),
        regex_syntax::Error::Translate(error) => at(error.span().start, error.kind().to_string()),
        other => other.to_string(),
    }
}

/// A part of an expression; `first` and `last` tell whether the text begins and ends with it.
fn node(hir: &Hir, more: u32, first: bool, last: bool) -> std::result::Result<Node, String> {
    let part = |hir| node(hir, more, first, last);
    Ok(match hir.kind() {
        HirKind::Empty => Node::Literal(Box::default()),
        HirKind::Literal(literal) => Node::Literal(literal.0.clone()),
        HirKind::Class(class) => Node::Class(characters(class)?),
        HirKind::Look(look) => at_an_end(*look, first, last)?,
        HirKind::Repetition(repetition) => repeat(repetition, more)?,
        HirKind::Capture(capture) => part(&capture.sub)?,
        HirKind::Alternation(ways) => {
            Node::Either(ways.iter().map(part).collect::<std::result::Result<_, _>>()?)
        }
        HirKind::Concat(parts) => {
            let end = parts.len() - 1;
            let parts = parts
                .iter()
                .enumerate()
                .map(|(place, hir)| node(hir, more, first && place == 0, last && place == end));
            Node::Concat(parts.collect::<std::result::Result<_, _>>()?)
        }
    })
}

fn repeat(repetition: &Repetition, more: u32) -> std::result::Result<Node, String> {
    let least = repetition.min;
    let most = repetition.max.unwrap_or(least.saturating_add(more));
    let node = Box::new(node(&repetition.sub, more, false, false)?);
    Ok(Node::Repeat { least, times: most.saturating_sub(least).saturating_add(1), node })
}

/// Nothing, for `^` where the text begins and `$` where it ends.
fn at_an_end(look: Look, first: bool, last: bool) -> std::result::Result<Node, String> {
    let (name, is_there) = match look {
        Look::Start | Look::StartLF | Look::StartCRLF => ("^", first),
        Look::End | Look::EndLF | Look::EndCRLF => ("$", last),
        _ => (r"\b", false),
    };
    if is_there {
        Ok(Node::Literal(Box::default()))
    } else {
        Err(format!("{name} inside the text"))
    }
}

/// Classes of more characters than this are meant as "anything".
const LARGE: usize = 255;

/// The characters of a class that a text should have.
fn characters(class: &Class) -> std::result::Result<Vec<char>, String> {
    let mut characters: Vec<char> = match class {
        Class::Unicode(class) => class.iter().flat_map(|r| r.start()..=r.end()).collect(),
        Class::Bytes(class) => {
            class.iter().flat_map(|r| r.start()..=r.end()).map(char::from).collect()
        }
    };
    let is_printable = |character: &char| (' '..='~').contains(character);
    if characters.len() > LARGE && characters.iter().any(is_printable) {
        characters.retain(is_printable);
    }
    if characters.contains(&' ') {
        characters.retain(|character| *character == ' ' || !character.is_whitespace());
    }
    if characters.is_empty() { Err("a class without characters".into()) } else { Ok(characters) }
}

impl Node {
    fn push_to(&self, text: &mut Vec<u8>, draws: &mut Draws) {
        match self {
            Self::Literal(bytes) => text.extend_from_slice(bytes),
            Self::Class(characters) => match draws.pick(characters) {
                character if character.is_ascii() => text.push(character as u8),
                character => {
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
            },
            Self::Repeat { least, times, node } => {
                for _ in 0..least + draws.below(*times) {
                    node.push_to(text, draws);
                }
            }
            Self::Concat(nodes) => nodes.iter().for_each(|node| node.push_to(text, draws)),
            #[expect(clippy::cast_possible_truncation, reason = "expressions are short")]
            Self::Either(ways) => {
                ways[draws.below(ways.len() as u32) as usize].push_to(text, draws);
            }
        }
    }

    /// Bytes of the longest text; a repetition costs one at least, so that it cannot be endless.
    fn most_bytes(&self) -> u64 {
        match self {
            Self::Literal(bytes) => bytes.len() as u64,
            Self::Class(_) => 4,
            Self::Repeat { least, times, node } => {
                (u64::from(*least) + u64::from(*times) - 1).saturating_mul(node.most_bytes().max(1))
            }
            Self::Concat(nodes) => {
                nodes.iter().fold(0, |bytes, node| bytes.saturating_add(node.most_bytes()))
            }
            Self::Either(ways) => ways.iter().map(Self::most_bytes).max().unwrap_or(0),
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, counts, texts, unevenness};

    fn sample(expression: &str, rows: u64) -> Vec<String> {
        let json = serde_json::json!({"regex": {"regex": expression}});
        texts(&json.to_string(), rows)
    }

    #[test]
    fn every_text_is_matched() {
        let expressions = [
            r"",
            r"plain",
            r"^[A-Z]{2}\d{3,5}-(red|green|blue)?$",
            r"(?i)hello",
            r"[^,;]+,\s\w*",
            r"(a|bc|def)+x{2,}y?",
            r"[äöüß]{3}\p{Greek}",
            r"(^a|b$)",
            r"(?-u:[a-f])\.\.\\",
            r"\D\S\W.",
            r"[\w.+-]+@[a-z]{2,8}\.(com|org)",
            r"(?:\d{1,3}\.){3}\d{1,3}",
        ];
        for expression in expressions {
            let whole = regex::Regex::new(&format!(r"\A(?:{expression})\z")).unwrap();
            for text in sample(expression, 500) {
                assert!(whole.is_match(&text), "{expression}: {text:?}");
            }
        }
    }

    #[test]
    fn ways_and_characters_are_even() {
        let texts = sample(r"(one|two|three|four|five|six|seven)[a-h][0-9]{0,6}", 30_000);
        let word = |text: &String| text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let ways = counts(texts.iter().map(|text| text[..word(text) - 1].to_string()));
        let letters = counts(texts.iter().map(|text| text.as_bytes()[word(text) - 1]));
        let lengths = counts(texts.iter().map(|text| text.len() - word(text)));
        for (counts, kinds) in [(ways, 7), (letters, 8), (lengths, 7)] {
            let off = unevenness(&counts);
            assert!(counts.len() == kinds && off < 5.0, "{counts:?} {off}");
        }
    }

    #[test]
    fn large_classes_give_printable_ascii() {
        let all: String = sample(r".\w\s[^x]", 3_000).concat();
        assert!(all.chars().all(|c| (' '..='~').contains(&c)));
        assert_eq!(counts(all.chars()).len(), 95, "some are never made");
    }

    #[test]
    fn what_cannot_be_made_is_named() {
        let problem = |expression| Sampler::new("regex", expression, 8).err().unwrap().problem;
        for (expression, cause) in [
            (r"a^b", "^ inside"),
            (r"(a$)b", "$ inside"),
            (r"(^a)*", "^ inside"),
            (r"\bword", r"\b inside"),
            (r"(?=a)b", "look-around"),
            (r"(a)\1", "backreferences"),
            (r"[a&&b]", "class without characters"),
            (r"(a{999}){999}", "998001 bytes"),
            (r"(a", "unclosed group (at character 1)"),
        ] {
            assert!(problem(expression).contains(cause), "{}", problem(expression));
        }
        assert_eq!(bad_parameter(r#"{"regex": {"regex": "("}}"#), "regex");
        assert_eq!(bad_parameter(r#"{"regex": {"repeat": 9999}}"#), "repeat");
    }
}
