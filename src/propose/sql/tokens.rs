//! SQL as words, names, texts, numbers and symbols: what all dialects agree about, and the ways to
//! quote that they do not.

use crate::error::{Error, Result};

/// A piece of SQL.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The line that it begins in, from 1.
    pub(super) line: usize,
    /// Where it stands in the text, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A keyword or name without quotes.
    Word(String),
    /// A name in double quotes, backticks or brackets.
    Name(String),
    /// A text in single or dollar quotes.
    Text(String),
    Number(String),
    Symbol(char),
}

impl Token {
    /// Whether it is a keyword, in small or capital letters.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(&self.kind, Kind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    pub(super) fn is_symbol(&self, symbol: char) -> bool {
        self.kind == Kind::Symbol(symbol)
    }

    /// The name that it is.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(name) | Kind::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// What it is, for people.
    pub(super) fn shown(&self) -> String {
        match &self.kind {
            Kind::Word(shown) | Kind::Name(shown) | Kind::Number(shown) => shown.clone(),
            Kind::Text(text) => format!("'{text}'"),
            Kind::Symbol(symbol) => symbol.to_string(),
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        if let Kind::Number(number) = &self.kind { number.parse().ok() } else { None }
    }
}

/// The tokens of a text, without comments and without the data of `COPY … FROM stdin`.
///
/// # Errors
/// [`Error::Sample`] for a text, name or comment without an end, with the line of its beginning.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut lexer = Lexer { text, at: 0, line: 1 };
    let mut tokens: Vec<Token> = Vec::new();
    loop {
        lexer.skip_blanks()?;
        let (start, line) = (lexer.at, lexer.line);
        let Some(kind) = lexer.next()? else { return Ok(tokens) };
        let is_end = kind == Kind::Symbol(';');
        tokens.push(Token { kind, line, start, end: lexer.at });
        if is_end && tokens.iter().rev().nth(1).is_some_and(|token| token.is("stdin")) {
            lexer.skip_data();
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes on by some bytes, which end where a character does.
    fn advance(&mut self, bytes: usize) -> &'a str {
        let passed = &self.rest()[..bytes];
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at += bytes;
        passed
    }

    fn advance_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        self.advance(rest.find(|c| !fits(c)).unwrap_or(rest.len()))
    }

    /// Goes past what ends with `end`; nothing if it does not end.
    fn advance_past(&mut self, end: &str) -> Option<&'a str> {
        let length = self.rest().find(end)?;
        let inside = self.advance(length);
        self.advance(end.len());
        Some(inside)
    }

    fn skip_blanks(&mut self) -> Result<()> {
        loop {
            self.advance_while(char::is_whitespace);
            let rest = self.rest();
            // Microsoft's temporary tables have names such as `#rows`.
            let begins_line =
                self.text[..self.at].is_empty() || self.text[..self.at].ends_with('\n');
            let is_hash = rest.starts_with("# ") || rest.starts_with('#') && begins_line;
            if rest.starts_with("--") || is_hash {
                self.advance_while(|c| c != '\n');
            } else if rest.starts_with("/*") {
                let line = self.line;
                self.advance_past("*/").ok_or_else(|| endless("comment", line))?;
            } else {
                return Ok(());
            }
        }
    }

    /// Data that `\.` ends in a line of its own.
    fn skip_data(&mut self) {
        if self.advance_past("\n\\.").is_none() {
            self.advance(self.rest().len());
        }
    }

    fn next(&mut self) -> Result<Option<Kind>> {
        let line = self.line;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let kind = match first {
            '\'' => Kind::Text(self.quoted('\'').ok_or_else(|| endless("text", line))?),
            '"' | '`' => Kind::Name(self.quoted(first).ok_or_else(|| endless("name", line))?),
            '[' if self.is_name_in_brackets() => {
                self.advance(1);
                Kind::Name(self.advance_past("]").unwrap_or_default().into())
            }
            '$' if self.dollars().is_some() => {
                let quote = self.dollars().unwrap_or_default();
                self.advance(quote.len());
                let text = self.advance_past(quote).ok_or_else(|| endless("text", line))?;
                Kind::Text(text.into())
            }
            '0'..='9' => {
                Kind::Number(self.advance_while(|c| c.is_ascii_digit() || c == '.').into())
            }
            _ if is_letter(first) => Kind::Word(
                self.advance_while(|c| is_letter(c) || c.is_numeric() || c == '$').into(),
            ),
            symbol => {
                self.advance(symbol.len_utf8());
                Kind::Symbol(symbol)
            }
        };
        Ok(Some(kind))
    }

    /// What is between two quotes, of which two stand for one inside, as does one after a `\`.
    fn quoted(&mut self, quote: char) -> Option<String> {
        self.advance(1);
        let mut text = String::new();
        loop {
            text.push_str(self.advance_while(|c| c != quote && c != '\\'));
            let mut next = self.rest().chars();
            match (next.next()?, next.next()) {
                ('\\', Some(after)) if after == quote => self.advance(2),
                ('\\', _) => {
                    text.push_str(self.advance(1));
                    continue;
                }
                (_, Some(after)) if after == quote => self.advance(2),
                _ => {
                    self.advance(1);
                    return Some(text);
                }
            };
            text.push(quote);
        }
    }

    /// Whether brackets have a name in them, and not the size of an array.
    fn is_name_in_brackets(&self) -> bool {
        let inside = self.rest()[1..].split_once(']').map_or("", |(inside, _)| inside);
        inside.starts_with(is_letter) && !inside.contains(['\n', ',', '\''])
    }

    /// The opening `$$` or `$word$` that the rest begins with.
    fn dollars(&self) -> Option<&'a str> {
        let rest = self.rest();
        let end = 1 + rest.get(1..)?.find('$')?;
        rest[1..end].chars().all(is_letter).then(|| &rest[..=end])
    }
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn endless(what: &str, line: usize) -> Error {
    let problem = format!("the {what} that begins here has no end");
    Error::sample(format!("line {line}"), problem, "Close it, or leave it out.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).unwrap().into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn every_way_to_quote_is_read() {
        let word = |text: &str| Kind::Word(text.into());
        let name = |text: &str| Kind::Name(text.into());
        let text = |text: &str| Kind::Text(text.into());
        let expected = vec![
            word("a1"),
            name("b \"c\""),
            name("d"),
            name("e f"),
            word("INT"),
            Kind::Symbol('['),
            Kind::Number("3".into()),
            Kind::Symbol(']'),
            text("it's"),
            text("o'clock"),
            text("back\\slash"),
            text("$1;"),
            Kind::Number("1.50".into()),
        ];
        let sql = r#"a1 "b ""c""" `d` [e f] INT[3] 'it''s' 'o\'clock' 'back\slash' $f$$1;$f$ 1.50"#;
        assert_eq!(kinds(sql), expected);
    }

    #[test]
    fn comments_and_data_are_left_out_and_lines_counted() {
        let sql = "-- one\n# two\n/* three\n */ a\nCOPY t FROM stdin;\nit's\t\"x\n\\.\nb";
        let tokens = tokens(sql).unwrap();
        let lines: Vec<_> = tokens.iter().map(|token| token.line).collect();
        assert_eq!(lines, [4, 5, 5, 5, 5, 5, 8]);
    }

    #[test]
    fn what_has_no_end_is_told_with_its_line() {
        for sql in ["\n'a''", "\n\"a", "\n/* a", "\n$x$ a $$", "\n'\\'"] {
            let error = tokens(sql).unwrap_err().to_string();
            assert!(error.starts_with("line 2: "), "{sql}: {error}");
        }
    }
}
