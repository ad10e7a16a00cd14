//! Styles of paging, each under a path of its own.

use std::collections::HashMap;
use std::ops::Range;

/// How pages are asked for, and what says that there are more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `/transactions?page=1&page_size=1000`, as the built-in API.
    Page,
    /// `/offset?offset=0&limit=1000`.
    Offset,
    /// `/cursor?page_size=1000`, then with `cursor=…` from the page before.
    Cursor,
    /// `/url?page_size=1000`, then the URL in the page before.
    Url,
    /// `/link?page_size=1000`, then the URL in the header `Link`; a page is a list alone.
    Link,
}

impl Style {
    /// The style of a path.
    pub fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/transactions" => Self::Page,
            "/offset" => Self::Offset,
            "/cursor" => Self::Cursor,
            "/url" => Self::Url,
            "/link" => Self::Link,
            _ => return None,
        })
    }

    /// The records that a query asks for, on pages that are not larger.
    pub fn range(self, query: &str, max_page_size: u64) -> Result<Range<u64>, String> {
        let query: HashMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let number = |name: &str, usual: u64, least: u64| {
            let Some(text) = query.get(name) else { return Ok(usual) };
            let number = text.parse().ok().filter(|number| *number >= least);
            number.ok_or_else(|| format!("{name} is a number from {least}, not {text}"))
        };
        let size_name = if self == Self::Offset { "limit" } else { "page_size" };
        let size = number(size_name, 1_000, 1)?.min(max_page_size);
        let start = match self {
            Self::Page => (number("page", 1, 1)? - 1).saturating_mul(size),
            Self::Offset => number("offset", 0, 0)?,
            Self::Cursor | Self::Url | Self::Link => number("cursor", 0, 0)?,
        };
        Ok(start..start.saturating_add(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_become_ranges() {
        let table = [
            (Style::Page, "", Ok(0..1_000)),
            (Style::Page, "page=3&page_size=10", Ok(20..30)),
            (Style::Page, "page=3&page_size=90000", Ok(10_000..15_000)),
            (Style::Offset, "offset=7&limit=2", Ok(7..9)),
            (Style::Link, "cursor=5&page_size=5", Ok(5..10)),
            (Style::Page, "page=0", Err("page is a number from 1, not 0")),
            (Style::Cursor, "cursor=x", Err("cursor is a number from 0, not x")),
        ];
        for (style, query, expected) in table {
            let found = style.range(query, 5_000);
            assert_eq!(found, expected.map_err(str::to_owned), "{query}");
        }
    }
}
