//! What the command line says.

use dev_api::Options;

/// What `--help` says.
pub const HELP: &str = "\
A paged web API of made-up transactions, for development and tests

Usage: dev-api [OPTIONS]

  --listen ADDRESS     where to listen; port 0 takes a free one [127.0.0.1:4567]
  --records N          how many records there are [100000]
  --seed N             the same seed makes the same records [42]
  --latency-ms N       how long each answer takes [0]
  --max-page-size N    the largest page; who asks for more gets so much [10000]
  --token T            refuse who does not send Authorization: Bearer T
  -h, --help           this text

The same records in every style of paging; pages of every origin may read them (CORS):

  /transactions?page=1&page_size=1000   by number, as the product's built-in API
  /offset?offset=0&limit=1000           by what comes before
  /cursor?page_size=1000                by the cursor at /next_cursor, with cursor=…
  /url?page_size=1000                   by the URL at /next
  /link?page_size=1000                  by the header Link; a page is a list alone

Faults on purpose:

  --fail-page PAGE:KIND[:TIMES]   what goes wrong with a page, always or so often; may be given
                       several times. KIND is a status (429 comes with Retry-After), cut (half of
                       the JSON), wrong_type (a text for a number) or lost (no answer)
  --endless            after the last page the first one comes again

The first line it prints is `dev-api listening on http://ADDRESS`.";

/// Where to listen, and the API; `None` when the arguments ask for help.
pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<(String, Options)>, String> {
    let (mut listen, mut options) = ("127.0.0.1:4567".to_owned(), Options::default());
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--listen" => listen = value()?,
            "--records" => options.records = number(&name, &value()?)?,
            "--seed" => options.seed = number(&name, &value()?)?,
            "--latency-ms" => options.latency_ms = number(&name, &value()?)?,
            "--max-page-size" => options.max_page_size = number(&name, &value()?)?,
            "--token" => options.token = Some(value()?),
            "--fail-page" => options.faults.push(value()?.parse()?),
            "--endless" => options.endless = true,
            "-h" | "--help" => return Ok(None),
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    if options.max_page_size == 0 {
        return Err("--max-page-size needs a number above 0".into());
    }
    Ok(Some((listen, options)))
}

fn number(name: &str, text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{name} needs a number, not {text}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parsed(line: &str) -> Result<Option<(String, Options)>, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_read() {
        let line = "--listen :0 --records 5 --fail-page 2:cut --fail-page 3:500:1 --endless";
        let (listen, options) = parsed(line).unwrap().unwrap();
        assert_eq!((listen.as_str(), options.records, options.faults.len()), (":0", 5, 2));
        assert!(options.endless && options.token.is_none());
        assert!(parsed("--seed 1 --help").unwrap().is_none());
    }

    #[test]
    fn mistakes_are_named() {
        for (line, told) in [
            ("--records", "--records needs a value"),
            ("--records x", "--records needs a number, not x"),
            ("--fail-page 3", "3 is not PAGE:KIND"),
            ("--max-page-size 0", "needs a number above 0"),
            ("--no", "unknown argument --no"),
        ] {
            assert!(parsed(line).is_err_and(|error| error.contains(told)), "{line}");
        }
    }
}
