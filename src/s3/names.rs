//! Which names of buckets, keys and regions there can be.

use crate::error::{Checked, Problem, grouped};
use crate::limits::MAX_KEY_BYTES;

/// What bucket names begin or end with that mean something else.
const RESERVED: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// Amazon S3 user guide, "General purpose bucket naming rules".
pub(super) fn check_bucket(bucket: &str) -> Checked {
    let Some(broken) = broken_bucket_rule(bucket) else { return Ok(()) };
    Err(Problem::new(
        "destination.s3.bucket",
        format!("{bucket:?} is not a bucket name: {broken}"),
        "Use 3 to 63 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends.",
    ))
}

fn broken_bucket_rule(bucket: &str) -> Option<String> {
    let allowed = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '.')
    };
    let reserved = RESERVED.iter().find(|start| bucket.starts_with(**start));
    let reserved = reserved.or_else(|| RESERVED_ENDS.iter().find(|end| bucket.ends_with(**end)));
    let is_ip_address = bucket.parse::<std::net::Ipv4Addr>().is_ok();
    if let Some(letter) = bucket.chars().find(|letter| !allowed(*letter)) {
        Some(format!("it has {letter:?}"))
    } else if !(3..=63).contains(&bucket.len()) {
        Some(format!("it has {} characters", bucket.len()))
    } else if bucket.starts_with(['-', '.']) || bucket.ends_with(['-', '.']) {
        Some("it begins or ends with a hyphen or a dot".into())
    } else if bucket.contains("..") {
        Some("it has two dots next to each other".into())
    } else if is_ip_address {
        Some("it looks like an IP address".into())
    } else {
        reserved.map(|part| format!("{part:?} is reserved"))
    }
}

pub(super) fn check_key(key: &str) -> Checked {
    let bad =
        |problem: String, remedy: &str| Err(Problem::new("destination.s3.key", problem, remedy));
    if key.is_empty() {
        return bad("the key is empty".into(), "Enter a key such as data/people.parquet.");
    }
    if key.len() > MAX_KEY_BYTES {
        let problem = format!("the key has {} bytes", grouped(key.len() as u64));
        return bad(problem, "Use at most 1,024 bytes of UTF-8.");
    }
    // Browsers resolve these in a URL, even percent-encoded, so the key would be another one.
    if key.split('/').any(|segment| segment == "." || segment == "..") {
        let problem = format!("{key:?} has a segment . or ..");
        return bad(
            problem,
            "Use a key without . and .. between slashes: no browser can send them.",
        );
    }
    Ok(())
}

pub(super) fn check_region(region: &str) -> Checked {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if !region.is_empty() && region.chars().all(letter) {
        return Ok(());
    }
    Err(Problem::new(
        "destination.s3.region",
        format!("{region:?} is not a region"),
        "Enter a region such as us-east-1; most other stores accept any.",
    ))
}
