//! How the next page is asked for.

use serde::{Deserialize, Serialize};

/// How an API is asked for the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// By its number.
    PageNumber(PageNumber),
    /// By how many records come before it.
    Offset(Offset),
    /// By what stands on the page before.
    Cursor(Cursor),
    /// By the URL with `rel="next"` in the header `Link` of the page before.
    LinkHeader,
}

/// Paging by numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageNumber {
    /// The query's parameter for the number.
    pub parameter: String,
    /// The number of the first page: 1 when left out.
    #[serde(default = "one")]
    pub first: u64,
    /// The parameter for the page size, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_parameter: Option<String>,
}

/// Paging by offset and limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offset {
    /// The query's parameter for the number of records that come before the page.
    pub offset_parameter: String,
    /// The parameter for the page size, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_parameter: Option<String>,
}

/// Paging by a cursor on each page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The query's parameter for it. When left out, the URL of the next page stands there itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Where it stands on a page, as a JSON pointer. The last page has none, null or an empty text.
    pub pointer: String,
}

fn one() -> u64 {
    1
}

impl Paging {
    /// The parameters whose values are ours, by their fields.
    pub(super) fn parameters(&self) -> Vec<(&'static str, &str)> {
        let all = match self {
            Self::PageNumber(by) => vec![
                ("page_number.parameter", Some(&by.parameter)),
                ("page_number.size_parameter", by.size_parameter.as_ref()),
            ],
            Self::Offset(by) => vec![
                ("offset.offset_parameter", Some(&by.offset_parameter)),
                ("offset.limit_parameter", by.limit_parameter.as_ref()),
            ],
            Self::Cursor(by) => vec![("cursor.parameter", by.parameter.as_ref())],
            Self::LinkHeader => Vec::new(),
        };
        all.into_iter().filter_map(|(field, name)| Some((field, name?.as_str()))).collect()
    }

    /// The parameter for the page size.
    pub(super) fn size_parameter(&self) -> Option<&str> {
        match self {
            Self::PageNumber(by) => by.size_parameter.as_deref(),
            Self::Offset(by) => by.limit_parameter.as_deref(),
            Self::Cursor(_) | Self::LinkHeader => None,
        }
    }

    /// The parameter that says which page, with its value for the page after so many pages and
    /// records. Nothing where the page before says it.
    pub(super) fn counted(&self, pages: u64, records: u64) -> Option<(&str, u64)> {
        match self {
            Self::PageNumber(by) => Some((&by.parameter, by.first.saturating_add(pages))),
            Self::Offset(by) => Some((&by.offset_parameter, records)),
            Self::Cursor(_) | Self::LinkHeader => None,
        }
    }

    /// Where a page has its cursor.
    pub(super) fn pointer(&self) -> Option<&str> {
        match self {
            Self::Cursor(by) => Some(&by.pointer),
            _ => None,
        }
    }
}
