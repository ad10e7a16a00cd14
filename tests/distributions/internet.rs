//! The web, the network and files.

use std::net::{Ipv4Addr, Ipv6Addr};

use fake::locales::{Data, EN, TR_TR};

use super::case::{Case, case, characters, early, one, pairs, whole};
use super::chi_square::{both, each_of, each_pair, shares, side_by_side};

pub fn cases() -> Vec<Case> {
    [domains(), http(), ipv4(), other_addresses(), files()].into_iter().flatten().collect()
}

/// The name, the word and the end of a domain.
fn of_domain(domain: &str) -> [&str; 3] {
    let (name, rest) = domain.split_once('-').unwrap();
    let (word, end) = rest.split_once('.').unwrap();
    [name, word, end]
}

/// The domain and the segments of a page's address.
fn of_url(url: &str) -> (&str, Vec<String>) {
    let mut parts = url.strip_prefix("https://").unwrap().split('/');
    (parts.next().unwrap(), parts.map(String::from).collect())
}

/// A name as it is in a domain.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('\'', "")
}

fn domains() -> Vec<Case> {
    let (domain, url) = (r#"{"domain_name": {}}"#, r#"{"url": {"max_segments": 4}}"#);
    let names = EN::NAME_LAST_NAME.iter().map(|name| plain(name));
    let halves = each_of(names.clone().map(|name| early(&name)));
    let ends = each_of(EN::INTERNET_DOMAIN_SUFFIX);
    vec![
        case(domain, "name", |text| one(of_domain(text)[0]), each_of(names)),
        case(
            domain,
            "half of the names, and the word",
            |text| {
                let [name, word, _] = of_domain(text);
                one(side_by_side(early(name), word))
            },
            both(&halves, &each_of(EN::LOREM_WORD)),
        ),
        case(domain, "end", |text| one(of_domain(text)[2]), ends.clone()),
        case(
            r#"{"domain_name": {"locale": "tr_tr"}}"#,
            "end",
            |text| one(of_domain(text)[2]),
            each_of(TR_TR::INTERNET_DOMAIN_SUFFIX),
        ),
        case(
            url,
            "end of the domain, and how many segments",
            |text| one(side_by_side(of_domain(of_url(text).0)[2], of_url(text).1.len())),
            both(&ends, &each_of(0..=4)),
        ),
        case(url, "segments", |text| of_url(text).1, each_of(EN::PATH_SEGMENTS)),
    ]
}

fn http() -> Vec<Case> {
    let methods = "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split(' ');
    let password = r#"{"password": {}}"#;
    let (digits, capitals, small) = ('0'..='9', 'A'..='Z', 'a'..='z');
    vec![
        case(r#"{"user_agent": {}}"#, "browser", whole, each_of(EN::INTERNET_USER_AGENT)),
        case(r#"{"http_method": {}}"#, "method", whole, each_of(methods)),
        case(password, "length", |text| one(text.len()), each_of(8..=20)),
        case(password, "characters", characters, each_of(digits.chain(capitals).chain(small))),
    ]
}

fn octets(address: &str) -> Vec<String> {
    address.parse::<Ipv4Addr>().unwrap().octets().map(|octet| octet.to_string()).into()
}

fn ipv4() -> Vec<Case> {
    let private = [("10", 24), ("172", 20), ("192", 16)];
    let sizes = shares(private.map(|(first, bits)| (first, 2_f64.powi(bits))));
    let documentation = r#"{"ipv4": {"scope": "documentation"}}"#;
    vec![
        case(r#"{"ipv4": {"scope": "any"}}"#, "octets", octets, each_of(0..=255)),
        case(
            r#"{"ipv4": {}}"#,
            "last two octets",
            |text| octets(text).split_off(2),
            each_of(0..=255),
        ),
        case(r#"{"ipv4": {"scope": "private"}}"#, "network", |text| one(&octets(text)[0]), sizes),
        case(documentation, "network", |text| one(&octets(text)[0]), each_of([192, 198, 203])),
        case(documentation, "last octet", |text| one(&octets(text)[3]), each_of(0..=255)),
    ]
}

/// All 32 digits of an IPv6 address.
fn nibbles(address: &str) -> String {
    format!("{:032x}", address.parse::<Ipv6Addr>().unwrap().to_bits())
}

fn other_addresses() -> Vec<Case> {
    let digits = "0123456789abcdef";
    let public = r#"{"ipv6": {}}"#;
    let documentation = r#"{"ipv6": {"scope": "documentation"}}"#;
    let registries = ["240", "260", "280", "2a0", "2c0"];
    let mac = r#"{"mac_address": {}}"#;
    vec![
        case(
            r#"{"ipv6": {"scope": "any"}}"#,
            "digits",
            |text| pairs(&nibbles(text)),
            each_pair(digits),
        ),
        case(public, "registry", |text| one(&nibbles(text)[..3]), each_of(registries)),
        case(public, "digits", |text| characters(&nibbles(text)[3..]), each_of(digits.chars())),
        case(documentation, "digits", |text| pairs(&nibbles(text)[8..]), each_pair(digits)),
        case(mac, "digits", |text| pairs(&text.replace(':', "")[2..]), each_pair(digits)),
    ]
}

/// The root and the rest of a path. The root `/` has no name.
fn of_path(path: &str) -> (&str, Vec<String>) {
    let mut parts: Vec<_> = path.strip_prefix('/').unwrap().split('/').map(String::from).collect();
    let is_root = |root: &&&str| root[1..] == parts[0];
    let root = EN::PATH_ROOT_DIRS.iter().find(is_root);
    if root.is_some() {
        parts.remove(0);
    }
    (root.unwrap_or(&"/"), parts)
}

/// The stem and the extension at the end of a path.
fn file(path: &str) -> Vec<String> {
    let (stem, extension) = path.rsplit('/').next().unwrap().split_once('.').unwrap();
    one(side_by_side(stem, extension))
}

fn root_and_depth(path: &str) -> Vec<String> {
    let (root, parts) = of_path(path);
    one(side_by_side(root, parts.len()))
}

fn files() -> Vec<Case> {
    let (stems, extensions) = (each_of(EN::PATH_SEGMENTS), each_of(EN::PATH_EXTENSIONS));
    let files = both(&stems, &extensions);
    let roots = each_of(EN::PATH_ROOT_DIRS);
    let (path, directory) = (r#"{"file_path": {}}"#, r#"{"directory_path": {}}"#);
    let directories = |path: &str| {
        let (_, mut parts) = of_path(path);
        parts.pop();
        parts
    };
    vec![
        case(r#"{"file_name": {}}"#, "stem and extension", file, files.clone()),
        case(path, "stem and extension", file, files),
        // The file is below one to three directories.
        case(path, "root and depth", root_and_depth, both(&roots, &each_of(2..=4))),
        case(path, "directories", directories, stems.clone()),
        case(directory, "root and depth", root_and_depth, both(&roots, &each_of(1..=3))),
        case(directory, "directories", |path| of_path(path).1, stems),
    ]
}
