//! The web and the network: checked with std's and the `http` crate's own parsers.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::{Method, StatusCode, Uri};
use parquet_blocks::generate::Locale;

use super::columns::{numbers, refused, texts};
use super::{assert_even, counts};

fn ipv4(scope: &str, count: u64) -> Vec<Ipv4Addr> {
    let generator = format!(r#"{{"ipv4": {{"scope": "{scope}"}}}}"#);
    let parse = |text: String| {
        let address: Ipv4Addr = text.parse().unwrap();
        assert_eq!(address.to_string(), text);
        address
    };
    texts(&generator, count).into_iter().map(parse).collect()
}

fn ipv6(scope: &str, count: u64) -> Vec<Ipv6Addr> {
    let generator = format!(r#"{{"ipv6": {{"scope": "{scope}"}}}}"#);
    let parse = |text: String| {
        let address: Ipv6Addr = text.parse().unwrap();
        assert_eq!(address.to_string(), text, "not in the form of RFC 5952");
        address
    };
    texts(&generator, count).into_iter().map(parse).collect()
}

#[test]
fn ipv4_addresses_are_of_their_scope() {
    let special = |address: &Ipv4Addr| {
        let [first, second, ..] = address.octets();
        address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_documentation()
            || address.is_multicast()
            || first == 0
            || first >= 240
            || (first == 100 && (64..128).contains(&second))
            || (first == 198 && (18..20).contains(&second))
    };
    let public = ipv4("public", 100_000);
    assert!(!public.iter().any(special));
    // Of the first bytes only 0, 10, 127 and those from 224 are never public.
    let firsts: BTreeSet<_> = public.iter().map(|address| address.octets()[0]).collect();
    assert_eq!(firsts.len(), 224 - 3);
    assert!(ipv4("private", 5_000).iter().all(Ipv4Addr::is_private));
    let networks = ipv4("documentation", 5_000);
    assert!(networks.iter().all(Ipv4Addr::is_documentation));
    let networks: Vec<_> =
        networks.iter().map(|address| format!("{:?}", &address.octets()[..3])).collect();
    assert_even(networks.iter().map(|network| &network[..]), 3);
    let any: Vec<_> =
        ipv4("any", 50_000).iter().map(|address| address.octets()[0].to_string()).collect();
    assert_even(any.iter().map(|first| &first[..]), 256);
}

#[test]
fn ipv6_addresses_are_of_their_scope() {
    let blocks = [0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00];
    let public = ipv6("public", 5_000);
    let of_registry = |address: &Ipv6Addr| blocks.contains(&(address.segments()[0] & 0xfff0));
    assert!(public.iter().all(of_registry));
    assert!(ipv6("private", 1_000).iter().all(|address| address.octets()[0] == 0xfd));
    let documentation = ipv6("documentation", 1_000);
    assert!(documentation.iter().all(|address| address.segments()[..2] == [0x2001, 0x0db8]));
    // One of eight groups in 65,536 is zero: some of these addresses have one.
    let any = ipv6("any", 60_000);
    assert!(any.iter().any(|address| address.segments().contains(&0)));
}

#[test]
fn mac_addresses_are_of_one_interface() {
    for (local, bit) in [(false, 0), (true, 2)] {
        let macs = texts(&format!(r#"{{"mac_address": {{"local": {local}}}}}"#), 16_000);
        for mac in &macs {
            let bytes: Vec<_> =
                mac.split(':').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
            assert!(bytes.len() == 6 && mac.len() == 17 && bytes[0] & 0b11 == bit, "{mac}");
        }
        assert_even(macs.iter().map(|mac| &mac[..2]), 64);
        assert_even(macs.iter().map(|mac| &mac[15..]), 256);
    }
}

#[test]
fn urls_and_domains_are_valid() {
    for &locale in Locale::ALL {
        let locale = serde_json::to_string(&locale).unwrap();
        for url in texts(&format!(r#"{{"url": {{"locale": {locale}, "max_segments": 4}}}}"#), 300) {
            let uri: Uri = url.parse().unwrap();
            let label = |label: &str| {
                !label.is_empty() && label.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            };
            assert!(uri.host().unwrap().split('.').all(label), "{url}");
            assert!(uri.path().matches('/').count() <= 4 && uri.scheme_str() == Some("https"));
        }
    }
    let safe = texts(r#"{"domain_name": {"safe": true, "locale": "zh_tw"}}"#, 300);
    assert!(
        safe.iter()
            .all(|domain| domain.strip_suffix(".example").is_some_and(|name| !name.is_empty()))
    );
}

#[test]
fn passwords_use_every_character() {
    let passwords = texts(r#"{"password": {"min_length": 8, "max_length": 12}}"#, 5_000);
    let lengths: Vec<_> = passwords.iter().map(|password| password.len().to_string()).collect();
    assert_even(lengths.iter().map(|length| &length[..]), 5);
    let all = passwords.concat();
    let characters: Vec<_> = all.chars().map(String::from).collect();
    assert_even(characters.iter().map(|character| &character[..]), 62);
    assert!(all.chars().all(|character| character.is_ascii_alphanumeric()));
}

#[test]
fn http_says_what_the_standards_know() {
    let statuses = numbers(r#"{"http_status": {"classes": [1, 2, 3, 4, 5]}}"#, 10_000);
    for status in &statuses {
        let known = StatusCode::from_u16(u16::try_from(*status).unwrap()).unwrap();
        assert!(known.canonical_reason().is_some() || [103, 208, 425].contains(status), "{status}");
    }
    let statuses: Vec<_> = statuses.iter().map(i32::to_string).collect();
    assert_even(statuses.iter().map(|status| &status[..]), 60);
    let errors = numbers(r#"{"http_status": {"classes": [5]}}"#, 1_000);
    assert!(errors.iter().all(|status| status / 100 == 5));
    let methods = texts(r#"{"http_method": {}}"#, 1_000);
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::CONNECT,
        Method::OPTIONS,
        Method::TRACE,
        Method::PATCH,
    ];
    assert!(methods.iter().all(|method| known.iter().any(|known| known == &method[..])));
    assert_eq!(counts(methods.iter().map(|method| &method[..])).len(), known.len());
    let types = texts(r#"{"mime_type": {}}"#, 6_000);
    assert!(types.iter().all(|one| one.matches('/').count() == 1));
    assert_even(types.iter().map(|one| &one[..]), 30);
}

#[test]
fn bad_parameters_are_named() {
    let cases = [
        (r#"{"password": {"min_length": 0}}"#, "min_length"),
        (r#"{"password": {"max_length": 257}}"#, "max_length"),
        (r#"{"password": {"min_length": 9, "max_length": 8}}"#, "max_length"),
        (r#"{"url": {"max_segments": 101}}"#, "max_segments"),
        (r#"{"http_status": {"classes": []}}"#, "classes"),
        (r#"{"http_status": {"classes": [6]}}"#, "classes"),
    ];
    for (generator, parameter) in cases {
        assert_eq!(refused(generator), parameter, "{generator}");
    }
}
