//! Whether an expression makes each text in one way only, and how many there are.

use std::collections::BTreeSet;

use super::{Node, Sampler};

impl Sampler {
    /// Whether other draws always make another text.
    ///
    /// So it is when the next character tells at every fork which way was taken, and after every
    /// repetition whether there was one more: the expression is deterministic, in the words of
    /// Brüggemann-Klein and Wood, "One-unambiguous regular languages" (1998).
    pub(super) fn is_clear(&self) -> bool {
        self.0.is_clear(&Letters::new())
    }

    /// For how many different numbers there are different draws at least.
    pub(super) fn count(&self) -> u64 {
        self.0.count()
    }
}

type Letters = BTreeSet<char>;

impl Node {
    /// The least that the product of all bounds is on any way through the draws.
    fn count(&self) -> u64 {
        match self {
            Self::Literal(_) => 1,
            Self::Class(characters) => characters.len() as u64,
            Self::Repeat { least, times, node } => {
                u64::from(*times).saturating_mul(node.count().saturating_pow(*least))
            }
            Self::Concat(nodes) => {
                nodes.iter().fold(1, |count, node| count.saturating_mul(node.count()))
            }
            Self::Either(ways) => {
                let least = ways.iter().map(Self::count).min().unwrap_or(1);
                least.saturating_mul(ways.len() as u64)
            }
        }
    }

    /// Whether draws can be told from the text, when what follows begins with one of some letters.
    fn is_clear(&self, follow: &Letters) -> bool {
        match self {
            Self::Literal(_) | Self::Class(_) => true,
            Self::Repeat { times, node, .. } => {
                let again = node.first();
                let ends = *times == 1 || !node.may_be_empty() && again.is_disjoint(follow);
                ends && node.is_clear(&(&again | follow))
            }
            Self::Concat(nodes) => {
                let mut follow = follow.clone();
                nodes.iter().rev().all(|node| {
                    let is_clear = node.is_clear(&follow);
                    follow = node.first_before(&follow);
                    is_clear
                })
            }
            Self::Either(ways) => {
                let differ = |(place, way): (usize, &Self)| {
                    ways[..place].iter().all(|other| way.differs(other, follow))
                };
                ways.iter().enumerate().all(differ) && ways.iter().all(|way| way.is_clear(follow))
            }
        }
    }

    /// Whether a text tells which of two ways it is of.
    fn differs(&self, other: &Self, follow: &Letters) -> bool {
        match (self, other) {
            (Self::Literal(one), Self::Literal(other))
                if !one.starts_with(other) && !other.starts_with(one) =>
            {
                true
            }
            _ => {
                !(self.may_be_empty() && other.may_be_empty())
                    && self.first_before(follow).is_disjoint(&other.first_before(follow))
            }
        }
    }

    /// What a text of it can begin with.
    fn first(&self) -> Letters {
        match self {
            Self::Literal(bytes) => String::from_utf8_lossy(bytes).chars().take(1).collect(),
            Self::Class(characters) => characters.iter().copied().collect(),
            Self::Repeat { least: 0, times: 1, .. } => Letters::new(),
            Self::Repeat { node, .. } => node.first(),
            Self::Concat(nodes) => {
                nodes.iter().rev().fold(Letters::new(), |follow, node| node.first_before(&follow))
            }
            Self::Either(ways) => ways.iter().flat_map(Self::first).collect(),
        }
    }

    /// What it and what follows can begin with.
    fn first_before(&self, follow: &Letters) -> Letters {
        if self.may_be_empty() { &self.first() | follow } else { self.first() }
    }

    fn may_be_empty(&self) -> bool {
        match self {
            Self::Literal(bytes) => bytes.is_empty(),
            Self::Class(_) => false,
            Self::Repeat { least, node, .. } => *least == 0 || node.may_be_empty(),
            Self::Concat(nodes) => nodes.iter().all(Self::may_be_empty),
            Self::Either(ways) => ways.iter().any(Self::may_be_empty),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::rng::{Draws, Stream};

    fn sampler(expression: &str) -> Sampler {
        Sampler::new("regex", expression, 3).unwrap()
    }

    /// All texts, one for each number.
    fn texts(sampler: &Sampler) -> Vec<Vec<u8>> {
        let text = |number| {
            let mut text = Vec::new();
            let draws = Draws::new(Stream::new(1, "r"), number);
            sampler.push_to(&mut text, &mut draws.of_number(number, sampler.count()));
            text
        };
        (0..sampler.count()).map(text).collect()
    }

    #[test]
    fn clear_expressions_make_no_text_twice() {
        for (expression, count) in [
            ("", 1),
            ("SKU-[0-9]{3}", 1_000),
            ("[A-C]{2}-[0-9]x?", 180),
            ("(small|medium|semi)-[ab]{5}", 96),
            ("(a|bc|d[ef])-?[0-9]{2}", 600),
            ("[0-9]{1,3}-[ab]", 60),
            ("(x[0-9]+y)*", 4),
            ("[äöü]{4}ß?", 162),
            ("(?:[0-9]{1,2}[.]){2}[0-9]", 4_000),
        ] {
            let sampler = sampler(expression);
            assert!(sampler.is_clear(), "{expression}");
            let mut texts = texts(&sampler);
            assert_eq!(texts.len() as u64, count, "{expression}");
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len() as u64, count, "{expression}");
        }
    }

    #[test]
    fn unclear_expressions_are_told() {
        for expression in [
            "(ab|ab)",
            "a*a",
            "(a|ab)b?",
            "(a?b?)*",
            "[0-9]{1,3}[0-9]",
            "(a|b?)(b|c)",
            "(a*)*",
            "a??a?",
        ] {
            assert!(!sampler(expression).is_clear(), "{expression}");
        }
    }
}
