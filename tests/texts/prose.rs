//! Lorem ipsum, files and colours.

use super::assert_even;
use super::columns::{refused, texts};

fn lengths(values: &[String], separator: &str) -> Vec<String> {
    values.iter().map(|text| text.split(separator).count().to_string()).collect()
}

#[test]
fn counts_fill_their_range_evenly() {
    let words = texts(r#"{"words": {"min_words": 3, "max_words": 7}}"#, 5_000);
    let counts = lengths(&words, " ");
    assert_even(counts.iter().map(|count| &count[..]), 5);
    assert!(counts.contains(&"3".into()) && counts.contains(&"7".into()));
    let paragraphs = texts(r#"{"paragraph": {"min_sentences": 2, "max_sentences": 4}}"#, 3_000);
    let counts = lengths(&paragraphs, ". ");
    assert_even(counts.iter().map(|count| &count[..]), 3);
    assert!(counts.contains(&"2".into()) && counts.contains(&"4".into()));
}

#[test]
fn sentences_begin_and_end_as_sentences() {
    for sentence in texts(r#"{"sentence": {}}"#, 1_000) {
        let words = sentence.split(' ').count();
        assert!((4..=9).contains(&words), "{sentence}");
        assert!(sentence.starts_with(|c: char| c.is_uppercase()) && sentence.ends_with('.'));
        assert_eq!(sentence.matches(|c: char| c.is_uppercase()).count(), 1, "{sentence}");
    }
    for paragraph in texts(r#"{"paragraph": {"locale": "zh_cn"}}"#, 200) {
        assert!(paragraph.ends_with('。') && !paragraph.contains([' ', '.']), "{paragraph}");
    }
}

#[test]
fn words_are_as_frequent_in_every_place_of_a_sentence() {
    let all = texts(r#"{"words": {"min_words": 2, "max_words": 2}}"#, 20_000);
    let (first, second): (Vec<_>, Vec<_>) =
        all.iter().map(|two| two.split_once(' ').unwrap()).unzip();
    let et = |words: &[&str]| words.iter().filter(|word| **word == "et").count();
    let in_list = texts(r#"{"word": {}}"#, 20_000);
    let alone = et(&in_list.iter().map(|word| &word[..]).collect::<Vec<_>>());
    // `et` is 11 of 249 words: 884 of 20,000, and 5 standard deviations of a binomial.
    for count in [et(&first), et(&second), alone] {
        assert!(count.abs_diff(884) < 146, "{count}");
    }
}

#[test]
fn paths_are_as_deep_as_asked_for() {
    let roots = ["etc", "home", "bin", "sbin", "usr", "tmp", "var"];
    for path in texts(r#"{"file_path": {"min_depth": 1, "max_depth": 2}}"#, 1_000) {
        let parts: Vec<_> = path.strip_prefix('/').unwrap().split('/').collect();
        let below = parts.len() - usize::from(roots.contains(&parts[0]));
        assert!((2..=3).contains(&below) && parts.iter().all(|part| !part.is_empty()), "{path}");
        let (stem, extension) = parts.last().unwrap().split_once('.').unwrap();
        assert!(!stem.is_empty() && (2..=3).contains(&extension.len()), "{path}");
    }
    let directories = texts(r#"{"directory_path": {"min_depth": 3, "max_depth": 3}}"#, 8_000);
    assert!(directories.iter().all(|path| !path.contains(['.']) && !path.ends_with('/')));
    let rooted = directories.iter().filter(|path| path.split('/').count() == 4).count();
    // One root in eight is `/`; 5 standard deviations of a binomial.
    assert!(rooted.abs_diff(1_000) < 148, "{rooted}");
    let extensions = texts(r#"{"file_extension": {}}"#, 3_000);
    assert_even(extensions.iter().map(|extension| &extension[..]), 15);
}

#[test]
fn colours_are_colours() {
    for hex in texts(r#"{"hex_colour": {}}"#, 500) {
        let digits = hex.strip_prefix('#').unwrap();
        assert!(digits.len() == 6 && u32::from_str_radix(digits, 16).is_ok(), "{hex}");
        assert_eq!(digits, digits.to_lowercase());
    }
    for rgb in texts(r#"{"rgb_colour": {}}"#, 500) {
        let parts = rgb.strip_prefix("rgb(").unwrap().strip_suffix(')').unwrap();
        let parts: Vec<_> = parts.split(", ").map(|part| part.parse::<u8>().unwrap()).collect();
        assert_eq!(parts.len(), 3, "{rgb}");
    }
    let names = texts(r#"{"colour_name": {}}"#, 20_000);
    assert_even(names.iter().map(|name| &name[..]), 148);
}

#[test]
fn bad_parameters_are_named() {
    let cases = [
        (r#"{"words": {"min_words": 0}}"#, "min_words"),
        (r#"{"words": {"min_words": 5, "max_words": 4}}"#, "max_words"),
        (r#"{"sentence": {"max_words": 1001}}"#, "max_words"),
        (r#"{"paragraph": {"min_sentences": 0}}"#, "min_sentences"),
        (r#"{"file_path": {"max_depth": 101}}"#, "max_depth"),
        (r#"{"directory_path": {"min_depth": 0}}"#, "min_depth"),
    ];
    for (generator, parameter) in cases {
        assert_eq!(refused(generator), parameter, "{generator}");
    }
}
