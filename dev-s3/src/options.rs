//! What the command line says.

use dev_s3::chaos::{Faults, Kind};
use dev_s3::{Rules, Store};

/// The text of `--help`.
pub const HELP: &str = "\
An S3 server on a directory, for development and tests

Usage: dev-s3 [OPTIONS]

  --listen ADDRESS     where to listen; port 0 takes a free one [127.0.0.1:4566]
  --data DIR           where buckets are kept [target/dev-s3]
  --access-key ID      the access key that is accepted [test]
  --secret-key KEY     its secret [test]
  --bucket NAME        make this bucket first; may be given several times
  --hide-etag          do not let pages read ETag, like a store with a wrong CORS rule
  --min-part-bytes N   the smallest part that is not an upload's last [5242880]
  -h, --help           this text

Faults on purpose, decided by a seed:

  --chaos SEED         let some requests fail, and take orders below /_chaos/
  --fault-share SHARE  how many of them, 0 to 1 [0.05]
  --fault KIND         what can happen; may be given several times [see below]

  Without --fault, all kinds that a client gets over by trying again:
    server_error internal_error slow_down slow_down_retry_after too_many_requests
    too_many_requests_retry_after request_timeout error_without_cors reset_before_body
    reset_mid_body reset_after_body answer_lost answer_truncated slow stalled delayed_answer
    etag_missing etag_wrong complete_error complete_error_made
  and only if they are named:
    no_such_upload expired_token clock_skew

  GET    /_chaos/report   requests and faults so far, as JSON
  POST   /_chaos/faults   other faults: {\"seed\": 1, \"share\": 0.1, \"kinds\": [\"slow_down\"],
                          \"operations\": [\"UploadPart\"], \"after\": 2, \"at_most\": 3, \"stall_ms\": 30000,
                          \"delay_ms\": 1000, \"bytes_per_second\": 1048576, \"retry_after\": 1,
                          \"clock_offset\": 3600}; all may be left out
  DELETE /_chaos/faults   no more faults
  POST   /_chaos/expire   the session token expires
  POST   /_chaos/renew    it is valid again, or another one is: {\"session_token\": \"T\"}

The first line it prints is `dev-s3 listening on http://ADDRESS`.";

/// Where to listen, with which store, how strict, and with which faults.
pub struct Options {
    pub listen: String,
    pub store: Store,
    pub rules: Rules,
    pub faults: Option<Faults>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:4566".to_owned(),
            store: Store {
                data: "target/dev-s3".into(),
                access_key: "test".into(),
                secret_key: "test".into(),
                hide_etag: false,
                buckets: Vec::new(),
            },
            rules: Rules::default(),
            faults: None,
        }
    }
}

/// The options that the arguments give; `None` when they ask for help.
pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options::default();
    let (mut faults, mut kinds) = (Faults::default(), Vec::new());
    let mut chaos = false;
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--listen" => options.listen = value()?,
            "--data" => options.store.data = value()?.into(),
            "--access-key" => options.store.access_key = value()?,
            "--secret-key" => options.store.secret_key = value()?,
            "--bucket" => options.store.buckets.push(value()?),
            "--hide-etag" => options.store.hide_etag = true,
            "--min-part-bytes" => options.rules.min_part_bytes = number(&name, &value()?)?,
            "--chaos" => (chaos, faults.seed) = (true, number(&name, &value()?)?),
            "--fault-share" => faults.share = number(&name, &value()?)?,
            "--fault" => kinds.push(Kind::named(&value()?)?),
            "-h" | "--help" => return Ok(None),
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    if !kinds.is_empty() {
        faults.kinds = kinds;
    }
    options.rules.chaos_over_http = chaos;
    options.faults = chaos.then_some(faults);
    Ok(Some(options))
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} needs a number, not {text}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parsed(line: &str) -> Result<Option<Options>, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn faults_are_made_only_when_they_are_asked_for() {
        let options = parsed("--fault-share 0.5").unwrap().unwrap();
        assert!(options.faults.is_none() && !options.rules.chaos_over_http);
        let line = "--chaos 7 --fault-share 0.5 --fault slow --fault stalled";
        let faults = parsed(line).unwrap().unwrap().faults.unwrap();
        let kinds = vec![Kind::Slow, Kind::Stalled];
        assert_eq!(faults, Faults { seed: 7, share: 0.5, kinds, ..Faults::default() });
    }

    #[test]
    fn mistakes_are_named() {
        for (line, told) in [
            ("--chaos", "needs a value"),
            ("--chaos x", "needs a number"),
            ("--fault no", "slow_down"),
            ("--no", "unknown argument --no"),
        ] {
            assert!(parsed(line).is_err_and(|error| error.contains(told)), "{line}");
        }
    }

    #[test]
    fn help_names_every_kind() {
        for kind in Kind::ALL {
            let name = serde_json::to_value(kind).unwrap();
            let name = format!(" {}", name.as_str().unwrap());
            assert!(HELP.contains(&name), "{name}");
        }
    }
}
