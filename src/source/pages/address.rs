//! URLs of pages.

use url::Url;

use super::builtin;
use crate::error::{Checked, Problem};

/// The URL of a job's pages.
///
/// # Errors
/// A [`Problem`] for what is none.
pub fn parse(text: &str) -> Checked<Url> {
    let bad = |problem: &str| {
        let remedy = "Enter a URL such as https://api.example.com/items?status=paid, or \
            builtin:transactions.";
        // What may be a password is not shown.
        let shown = text.rsplit_once('@').map_or(text, |(_, host)| host);
        Problem::new("source.pages.url", format!("{shown:?} {problem}"), remedy)
    };
    let url = Url::parse(text.trim()).map_err(|error| bad(&format!("is no URL: {error}")))?;
    if url.as_str() == builtin::URL {
        return Ok(url);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("has a user name: send an Authorization header instead"));
    }
    if url.fragment().is_some() {
        return Err(bad("has a fragment: # and what follows it is never sent"));
    }
    Ok(url)
}

/// A URL with further parameters in its query.
pub fn with(url: &Url, parameters: &[(&str, &str)]) -> Url {
    let mut url = url.clone();
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    url
}

/// The URL that a page names, relative to its own.
///
/// # Errors
/// What is wrong with it. Another origin is refused: request headers, which may be secrets, are for
/// the one that the job names.
pub fn follow(page: &Url, reference: &str) -> Result<Url, String> {
    let mut url = page.join(reference).map_err(|error| format!("is no URL: {error}"))?;
    if url.origin() != page.origin() {
        return Err(format!("is not on {}", page.origin().ascii_serialization()));
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_pages() {
        for good in ["http://localhost:1/a?b=c", " https://x.y/ ", "builtin:transactions"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        let table = [
            ("x", "is no URL"),
            ("", "is no URL"),
            ("https://", "is no URL"),
            ("http://h:99999/", "is no URL"),
            ("ftp://x/y", "neither http nor https"),
            ("builtin:people", "neither http nor https"),
            ("https://me:secret@h/", "user name"),
            ("https://h/#x", "fragment"),
        ];
        for (url, told) in table {
            let problem = parse(url).unwrap_err();
            assert_eq!(problem.field, "source.pages.url");
            assert!(problem.message.contains(told), "{url}: {problem}");
            assert!(!problem.message.contains("secret"), "{problem}");
        }
    }

    #[test]
    fn parameters_are_escaped() {
        let url = parse("https://h/a?b=c").unwrap();
        assert_eq!(with(&url, &[("p q", "ä&=")]).as_str(), "https://h/a?b=c&p+q=%C3%A4%26%3D");
        assert_eq!(with(&url, &[]), url);
        let builtin = with(&parse(builtin::URL).unwrap(), &[("page", "1")]);
        assert_eq!(builtin.as_str(), "builtin:transactions?page=1");
    }

    #[test]
    fn what_a_page_names_is_relative_to_it() {
        let page = Url::parse("https://h/v1/items?page=1").unwrap();
        let table = [
            ("https://h/v2?x", Ok("https://h/v2?x")),
            ("?page=2#top", Ok("https://h/v1/items?page=2")),
            ("/items/2", Ok("https://h/items/2")),
            ("../more", Ok("https://h/more")),
            ("//h:443/x", Ok("https://h/x")),
            ("http://h/x", Err("is not on https://h")),
            ("//other/x", Err("is not on https://h")),
            ("https://h:1/x", Err("is not on https://h")),
            ("javascript:x", Err("is not on https://h")),
            ("https://", Err("is no URL: empty host")),
        ];
        for (reference, expected) in table {
            let found = follow(&page, reference).map(String::from);
            assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{reference}");
        }
    }
}
