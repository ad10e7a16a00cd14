//! What the command line says.

use dev_s3::chaos::{Faults, Kind, Operation};
use dev_s3::{Rules, Store};

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
            "--anonymous" => options.rules.anonymous = true,
            "--min-part-bytes" => options.rules.min_part_bytes = number(&name, &value()?)?,
            "--cors" => options.rules.cors_of_buckets = is_of_buckets(&value()?)?,
            "--session-token" => options.rules.session_token = Some(value()?),
            "--region" => options.rules.region = Some(value()?),
            "--clock-offset" => options.rules.clock_offset = number(&name, &value()?)?,
            "--foreign-bucket" => options.rules.foreign_buckets.push(value()?),
            "--deny" => options.rules.denied.push(Operation::named(&value()?)?),
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

/// Whether the rules of buckets decide which pages are let in.
fn is_of_buckets(cors: &str) -> Result<bool, String> {
    match cors {
        "open" => Ok(false),
        "bucket" => Ok(true),
        _ => Err(format!("--cors is open or bucket, not {cors}")),
    }
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
    fn rules_are_those_of_a_store_that_lets_everything_in_unless_they_are_said() {
        let rules = parsed("").unwrap().unwrap().rules;
        assert!(!rules.cors_of_buckets && rules.session_token.is_none() && rules.region.is_none());
        assert!(rules.foreign_buckets.is_empty() && rules.denied.is_empty());
        assert_eq!(rules.clock_offset, 0);
        assert!(!parsed("--cors bucket --cors open").unwrap().unwrap().rules.cors_of_buckets);

        let line = "--cors bucket --session-token T --region eu-west-1 --clock-offset -60 \
                    --foreign-bucket a --foreign-bucket b --deny PutObject --deny ListParts";
        let rules = parsed(line).unwrap().unwrap().rules;
        assert!(rules.cors_of_buckets);
        assert_eq!(rules.session_token.as_deref(), Some("T"));
        assert_eq!(rules.region.as_deref(), Some("eu-west-1"));
        assert_eq!(rules.clock_offset, -60);
        assert_eq!(rules.foreign_buckets, ["a", "b"]);
        assert_eq!(rules.denied, [Operation::PutObject, Operation::ListParts]);
    }

    #[test]
    fn mistakes_are_named() {
        for (line, told) in [
            ("--chaos", "needs a value"),
            ("--chaos x", "needs a number"),
            ("--fault no", "slow_down"),
            ("--cors shut", "--cors is open or bucket"),
            ("--clock-offset now", "needs a number"),
            ("--deny Everything", "`PutObject`"),
            ("--no", "unknown argument --no"),
        ] {
            assert!(parsed(line).is_err_and(|error| error.contains(told)), "{line}");
        }
    }
}
