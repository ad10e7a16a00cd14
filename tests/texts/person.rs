//! Persons, how to reach them, and companies.

use arrow::array::AsArray;
use parquet_blocks::generate::Locale;

use super::columns::{refused, table, texts};
use super::{assert_even, counts};

/// A locale as recipes have it.
fn name(locale: Locale) -> String {
    serde_json::to_string(&locale).unwrap()
}

/// Texts of several columns, row by row.
fn together<const N: usize>(generators: [&str; N], rows: u64) -> Vec<[String; N]> {
    let columns = generators.map(|generator| format!(r#""generator": {generator}"#));
    let names: Vec<_> = (0..N).map(|n| format!("c{n}")).collect();
    let columns: Vec<_> =
        names.iter().map(|name| &name[..]).zip(columns.iter().map(|c| &c[..])).collect();
    let batch = table(&columns).rows(0..rows).unwrap().to_record_batch().unwrap();
    let text = |column: usize, row| batch.column(column).as_string::<i32>().value(row).to_string();
    (0..batch.num_rows()).map(|row| std::array::from_fn(|column| text(column, row))).collect()
}

#[test]
fn columns_of_one_person_agree() {
    let rows = together(
        [
            r#"{"first_name": {}}"#,
            r#"{"last_name": {}}"#,
            r#"{"name_title": {}}"#,
            r#"{"full_name": {}}"#,
            r#"{"full_name": {"title": 1}}"#,
            r#"{"username": {}}"#,
            r#"{"email": {"safe": true}}"#,
        ],
        1_000,
    );
    for [first, last, title, full, titled, user, mail] in rows {
        assert_eq!(full, format!("{first} {last}"));
        assert_eq!(titled, format!("{title} {first} {last}"));
        let plain = |name: &str| name.to_lowercase().replace('\'', "");
        assert!(mail.starts_with(&format!("{}.{}", plain(&first), plain(&last))), "{mail} {full}");
        assert!(user.starts_with(&plain(&first)[..1]) && user.contains(&plain(&last)), "{user}");
    }
}

#[test]
fn another_person_is_another_person() {
    let rows = together([r#"{"full_name": {}}"#, r#"{"full_name": {"person": "manager"}}"#], 1_000);
    // 3,007 first and 474 last names: two persons share theirs once in 1.4 million rows.
    assert!(rows.iter().all(|[one, other]| one != other));
}

#[test]
fn first_and_last_names_are_independent_and_even() {
    // Few names, so that each pair is expected often enough for chi-square: 24 · 17 pairs.
    let names = texts(r#"{"full_name": {"locale": "tr_tr"}}"#, 20_000);
    assert_even(names.iter().map(|name| &name[..]), 24 * 17);
    let firsts = texts(r#"{"first_name": {}}"#, 100_000);
    assert_even(firsts.iter().map(|name| &name[..]), 3_007);
}

#[test]
fn names_have_the_order_and_titles_of_their_locale() {
    let [given, family, full, titled] = together(
        [
            r#"{"first_name": {"locale": "ja_jp"}}"#,
            r#"{"last_name": {"locale": "ja_jp"}}"#,
            r#"{"full_name": {"locale": "ja_jp"}}"#,
            r#"{"full_name": {"locale": "ja_jp", "title": 1}}"#,
        ],
        1,
    )
    .remove(0);
    assert_eq!((full, titled), (format!("{family} {given}"), format!("{family}{given}様")));
}

#[test]
fn titles_and_suffixes_are_as_frequent_as_asked_for() {
    let names =
        texts(r#"{"full_name": {"locale": "it_it", "title": 0.25, "suffix": 0.5}}"#, 10_000);
    let with = |affix: fn(&&String) -> bool| names.iter().filter(affix).count();
    let titled =
        with(|name| name.split(' ').next().unwrap().contains('.') || name.starts_with("Maestr"));
    let suffixed = with(|name| name.ends_with("Jr.") || name.ends_with("Figlio"));
    // 5 standard deviations of a binomial.
    assert!(titled.abs_diff(2_500) < 217, "{titled}");
    assert!(suffixed.abs_diff(5_000) < 250, "{suffixed}");
    assert!(names.iter().all(|name| name.trim() == name && !name.contains('\t')));
}

#[test]
fn every_place_of_a_locales_templates_is_filled() {
    for &locale in Locale::ALL {
        for generator in ["full_name", "job_title", "company", "catch_phrase", "street", "city"] {
            let title = if generator == "full_name" { r#", "title": 0.5"# } else { "" };
            let generator = format!(r#"{{"{generator}": {{"locale": {}{title}}}}}"#, name(locale));
            for text in texts(&generator, 200) {
                assert!(!text.contains(['{', '}']) && text.chars().count() > 1, "{text}");
            }
        }
    }
}

#[test]
fn mailboxes_are_ascii_in_every_locale() {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c);
    for &locale in Locale::ALL {
        let locale = name(locale);
        for mail in texts(&format!(r#"{{"email": {{"locale": {locale}}}}}"#), 500) {
            let (mailbox, domain) = mail.split_once('@').unwrap();
            assert!(mail.chars().all(allowed) && domain.contains('.'), "{mail}");
            // RFC 5321 allows 64 bytes.
            assert!((5..=64).contains(&mailbox.len()) && !mailbox.starts_with('.'), "{mail}");
        }
        for user in texts(&format!(r#"{{"username": {{"locale": {locale}}}}}"#), 500) {
            assert!(
                user.chars().all(allowed) && user.ends_with(|c: char| c.is_ascii_digit()),
                "{user}"
            );
        }
    }
    let japanese = texts(r#"{"username": {"locale": "ja_jp"}}"#, 100);
    assert!(japanese.iter().all(|user| user.strip_prefix("user").unwrap().parse::<u32>().is_ok()));
}

#[test]
fn safe_addresses_belong_to_nobody() {
    let mails = texts(r#"{"email": {"safe": true, "locale": "de_de"}}"#, 3_000);
    let domains = mails.iter().map(|mail| mail.split_once('@').unwrap().1);
    assert_even(domains.clone(), 3);
    assert!(domains.into_iter().all(|domain| domain.starts_with("example.")));
}

#[test]
fn phones_follow_their_locales_formats() {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    for phone in texts(r#"{"phone": {"locale": "fr_fr"}}"#, 500) {
        assert!(phone.starts_with('0') && phone.len() == 14 && digits(&phone) == 10, "{phone}");
    }
    let cells = texts(r#"{"phone": {"locale": "ja_jp", "cell": true}}"#, 3_000);
    assert_even(cells.iter().map(|phone| &phone[..4]), 3);
    for &locale in Locale::ALL {
        for cell in [true, false] {
            let generator =
                format!(r#"{{"phone": {{"locale": {}, "cell": {cell}}}}}"#, name(locale));
            for phone in texts(&generator, 100) {
                let allowed = |c: char| c.is_ascii_digit() || "+()-. x".contains(c);
                assert!(phone.chars().all(allowed) && digits(&phone) >= 9, "{locale:?} {phone}");
            }
        }
    }
}

#[test]
fn companies_come_in_every_form() {
    let companies = texts(r#"{"company": {}}"#, 10_000);
    let pairs =
        companies.iter().filter(|name| name.replace("and Sons", "").contains(" and ")).count();
    // Half of them, and 5 standard deviations of a binomial.
    assert!(pairs.abs_diff(5_000) < 250, "{pairs}");
    let last = |name: &&String| name.rsplit(' ').next().unwrap().to_string();
    let forms: Vec<_> = companies.iter().map(|name| last(&name)).collect();
    assert_even(forms.iter().map(|form| &form[..]), 4);
    let titles = texts(r#"{"job_title": {}}"#, 10_000);
    assert_eq!(counts(titles.iter().map(|title| title.split(' ').next().unwrap())).len(), 12);
}

#[test]
fn bad_parameters_are_named() {
    assert_eq!(refused(r#"{"full_name": {"title": 1.5}}"#), "title");
    assert_eq!(refused(r#"{"full_name": {"suffix": -0.5}}"#), "suffix");
}
