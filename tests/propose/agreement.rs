//! Columns about the same person, place or birth agree in the rows that are made.

use std::collections::BTreeMap;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Int32Type, TimestampMicrosecondType};
use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::{generators, guess, proposed, rows};

#[test]
fn what_is_later_by_its_name_is_after_what_is_before() {
    let sql = "CREATE TABLE orders (updated_at TIMESTAMP, ordered_at TIMESTAMP NOT NULL, \
        shipped_at TIMESTAMP NOT NULL, delivered_at TIMESTAMP NOT NULL, seen_by DATE, due_date DATE, \
        start_date DATE NOT NULL, end_date DATE NOT NULL, paid_at TIMESTAMPTZ)";
    let proposal = proposed("", sql.as_bytes());
    let made = |column| guess(&proposal, column);
    assert_eq!(made("updated_at"), ("date_offset", "after ordered_at"));
    assert_eq!(made("shipped_at"), ("date_offset", "after updated_at"));
    assert_eq!(made("delivered_at"), ("date_offset", "after shipped_at"));
    // Of another type than what is first, or of nothing known.
    for column in ["ordered_at", "paid_at"] {
        assert_eq!(made(column).0, "timestamp", "{column}");
    }
    assert_eq!(made("seen_by").0, "date");
    assert_eq!(made("due_date"), ("date_offset", "after start_date"));
    assert_eq!(made("end_date"), ("date_offset", "after due_date"));
    let batch = &rows(&proposal)[0];
    let times = |column: usize| {
        batch.column(column).as_primitive::<TimestampMicrosecondType>().values().to_vec()
    };
    let [ordered, shipped, delivered] = [1, 2, 3].map(times);
    assert!(ordered.iter().zip(&shipped).all(|(one, other)| one <= other));
    assert!(shipped.iter().zip(&delivered).all(|(one, other)| one <= other));
    let day = proposed(
        "",
        b"CREATE TABLE t (start_at TIMESTAMP, end_at TIMESTAMP, start_date DATE, end_date DATE)",
    );
    assert_eq!(generators(&day)["end_at"]["date_offset"]["unit"], "minutes");
}

/// The texts of a column.
fn texts<'a>(batch: &'a RecordBatch, column: &str) -> Vec<&'a str> {
    let array = batch.column_by_name(column).unwrap_or_else(|| panic!("no {column}"));
    array.as_string::<i32>().iter().flatten().collect()
}

/// Whether a mail address is made from somebody's name.
fn is_of(email: &str, name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap();
    let letters: String = last.chars().filter(char::is_ascii_alphabetic).collect();
    email.contains(&letters.to_lowercase())
}

#[test]
fn a_sender_and_a_recipient_are_two_people() {
    let sql = "CREATE TABLE mails (sender_name TEXT NOT NULL, recipient_name TEXT NOT NULL, \
        sender_email TEXT NOT NULL, recipient_email TEXT NOT NULL)";
    let batch = &rows(&proposed("", sql.as_bytes()))[0];
    let column = |name| texts(batch, name);
    let (senders, recipients) = (column("sender_name"), column("recipient_name"));
    for (row, email) in column("sender_email").iter().enumerate() {
        assert!(is_of(email, senders[row]), "{email} of {}", senders[row]);
        let other = column("recipient_email")[row];
        assert!(is_of(other, recipients[row]), "{other} of {}", recipients[row]);
    }
    let same = senders.iter().zip(&recipients).filter(|(sender, recipient)| sender == recipient);
    assert_eq!(same.count(), 0, "two people in each row");
}

#[test]
fn the_parts_of_an_address_agree_and_those_of_two_do_not() {
    let sql = "CREATE TABLE customers (city VARCHAR(80) NOT NULL, state VARCHAR(80) NOT NULL, \
        country VARCHAR(80) NOT NULL, country_code CHAR(2) NOT NULL, latitude DOUBLE PRECISION, \
        delivery_city VARCHAR(80) NOT NULL, delivery_country VARCHAR(80) NOT NULL)";
    let proposal = proposed("", sql.as_bytes());
    assert_eq!(guess(&proposal, "latitude").0, "place");
    let batch = &rows(&proposal)[0];
    let column = |name| texts(batch, name);
    for (city, country) in
        [("city", "country"), ("delivery_city", "delivery_country"), ("country", "country_code")]
    {
        let mut of = BTreeMap::new();
        for (city, country) in column(city).into_iter().zip(column(country)) {
            assert_eq!(*of.entry(city).or_insert(country), country, "{city}");
        }
    }
    assert_ne!(column("city"), column("delivery_city"));
    let illinois =
        column("city").into_iter().zip(column("state")).find(|(city, _)| *city == "Chicago");
    assert!(illinois.is_none_or(|(_, state)| state == "Illinois"));
}

#[test]
fn short_postcodes_put_the_whole_address_into_the_united_states() {
    let sql =
        "CREATE TABLE t (zip CHAR(5) NOT NULL, state CHAR(3) NOT NULL, country TEXT NOT NULL)";
    let proposal = proposed("", sql.as_bytes());
    assert_eq!(generators(&proposal)["state"]["place"]["show"], "state_code");
    let batch = &rows(&proposal)[0];
    assert!(texts(batch, "zip").iter().all(|zip| zip.len() == 5 && zip.parse::<u32>().is_ok()));
    assert!(texts(batch, "country").iter().all(|country| *country == "United States"));
}

#[test]
fn an_age_is_that_of_the_birth_date_beside_it() {
    let sql = "CREATE TABLE t (age INT NOT NULL, birth_date DATE NOT NULL)";
    let proposal = proposed("", sql.as_bytes());
    assert_eq!(
        generators(&proposal)["age"],
        json!({"age": {"of": "birth_date", "at": "2026-01-01"}})
    );
    assert_eq!(guess(&proposal, "age").0, "age");
    let batch = &rows(&proposal)[0];
    let ages = batch.column(0).as_primitive::<Int32Type>();
    let births = batch.column(1).as_primitive::<Date32Type>();
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    for (age, birth) in ages.iter().flatten().zip(births.iter().flatten()) {
        let birth = epoch + chrono::TimeDelta::days(birth.into());
        let is_first = (birth.month(), birth.day()) == (1, 1);
        assert_eq!(age, 2025 - birth.year() + i32::from(is_first), "{birth}");
    }
    // Ages of another type stay as they are.
    let wide = proposed("", b"CREATE TABLE t (age BIGINT, birth_date DATE)");
    assert_eq!(guess(&wide, "age").0, "integer");
}
