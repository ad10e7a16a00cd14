//! The header `Link` (RFC 8288).

/// The URL with `rel="next"`, as it stands there.
pub fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, link) = rest.split_once('<')?;
        let (url, parameters) = link.split_once('>')?;
        let (is_next, after) = read_parameters(parameters);
        if is_next {
            return Some(url.trim());
        }
        rest = after;
    }
}

/// Whether the parameters of a link say that it is the next, and what stands behind them.
fn read_parameters(text: &str) -> (bool, &str) {
    let (mut is_next, mut rest) = (None, text.trim_start());
    while let Some(parameter) = rest.strip_prefix(';') {
        let name_end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let (name, behind) = parameter.split_at(name_end);
        let (value, after) = match behind.strip_prefix('=') {
            Some(value) => read_value(value.trim_start()),
            None => (String::new(), behind),
        };
        if name.trim().eq_ignore_ascii_case("rel") {
            // The first counts (RFC 8288, 3.3).
            is_next.get_or_insert_with(|| {
                value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
            });
        }
        rest = after.trim_start();
    }
    (is_next.unwrap_or_default(), rest)
}

/// A token or a text in quotes, and what stands behind it.
fn read_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return (text[..end].trim().into(), &text[end..]);
    };
    let (mut value, mut is_escaped) = (String::new(), false);
    for (place, letter) in quoted.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => {
                is_escaped = true;
                continue;
            }
            '"' => return (value, &quoted[place + 1..]),
            _ => {}
        }
        value.push(letter);
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found() {
        let table = [
            (r#"<https://h/2>; rel="next""#, Some("https://h/2")),
            (r#"<a>; rel="prev", <b>; rel="next", <c>; rel="last""#, Some("b")),
            ("<a>;rel=next", Some("a")),
            ("<a> ; REL = Next ; title=x", Some("a")),
            (r#"<a>; title="one, <b>; rel=next"; rel="prev",<c>; rel="first next""#, Some("c")),
            (r#"<a>; title="a \" quote"; rel="next""#, Some("a")),
            (r#"<a,b;c>; rel="next""#, Some("a,b;c")),
            (r#"<a>; rel="prev"; rel="next""#, None),
            (r#"<a>; rel="nextish""#, None),
            ("<a>, <b>; rel=next", Some("b")),
            ("<a>; crossorigin; rel=next", Some("a")),
            (r#"<>; rel="next""#, Some("")),
            ("", None),
            ("<a", None),
            (r#"<a>; rel="next"#, Some("a")),
            ("<a>; rel=", None),
            ("<a>;;;", None),
        ];
        for (header, expected) in table {
            assert_eq!(next(header), expected, "{header}");
        }
    }
}
