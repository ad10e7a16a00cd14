//! A place among tokens.

use super::families::is_nested;
use super::tokens::Token;
use crate::error::{Error, Result};

/// Tokens that are read from the first to the last.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    tokens: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        Self { tokens }
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a [Token] {
        self.tokens
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.first()
    }

    pub(super) fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// Reads these keywords, if they come next.
    pub(super) fn take(&mut self, keywords: &[&str]) -> bool {
        let next = self.tokens.get(..keywords.len());
        let are_next = next.is_some_and(|next| {
            next.iter().zip(keywords).all(|(token, keyword)| token.is(keyword))
        });
        if are_next {
            self.tokens = &self.tokens[keywords.len()..];
        }
        are_next
    }

    /// Reads a symbol, if it comes next.
    pub(super) fn take_symbol(&mut self, symbol: char) -> bool {
        let is_next = self.peek().is_some_and(|token| token.is_symbol(symbol));
        if is_next {
            self.next();
        }
        is_next
    }

    /// Reads a name of parts with points between, if one comes next.
    pub(super) fn take_name(&mut self) -> Option<Vec<&'a str>> {
        let mut parts = vec![self.peek()?.name()?];
        self.next();
        while self.peek().is_some_and(|token| token.is_symbol('.')) {
            self.next();
            parts.push(self.next()?.name()?);
        }
        Some(parts)
    }

    /// Reads what is in the parentheses that come next, if they do: the pieces between commas.
    ///
    /// # Errors
    /// [`Error::Sample`] for a parenthesis without an end.
    pub(super) fn take_list(&mut self) -> Result<Option<Vec<&'a [Token]>>> {
        let Some(open) = self.peek().filter(|token| token.is_symbol('(')) else { return Ok(None) };
        let inside = &self.tokens[1..];
        // What closes the brackets that are open.
        let mut closing = Vec::new();
        let (mut pieces, mut start, mut before) = (Vec::new(), 0, open);
        for (place, token) in inside.iter().enumerate() {
            let is_end = token.is_symbol(')');
            if is_end {
                // One that does not close was no bracket.
                while closing.pop_if(|symbol| *symbol == '>').is_some() {}
            }
            if token.is_symbol('(') {
                closing.push(')');
            } else if token.is_symbol('<') && before.name().is_some_and(is_nested) {
                closing.push('>');
            } else if closing.pop_if(|symbol| token.is_symbol(*symbol)).is_some() {
                // Inside others.
            } else if closing.is_empty() && (is_end || token.is_symbol(',')) {
                pieces.push(&inside[start..place]);
                start = place + 1;
                if is_end {
                    self.tokens = &inside[start..];
                    return Ok(Some(pieces));
                }
            }
            before = token;
        }
        let problem = "the parenthesis that begins here has no end";
        Err(Error::sample(format!("line {}", open.line), problem, "Close it with )."))
    }
}
