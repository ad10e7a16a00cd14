//! The same seed makes the same rows, however they are asked for.

#![allow(clippy::unwrap_used, missing_docs)]

use std::ops::Range;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Int64Type, TimeUnit, TimestampMillisecondType,
};
use parquet_blocks::generate::{DataGenerator, Table};
use parquet_blocks::recipe::{Preset, Recipe};

const PRESETS: [Preset; 2] = [Preset::People, Preset::Transactions];
const ROWS: u64 = 10_000;

fn table(preset: Preset, seed: u64) -> Table {
    DataGenerator::new(seed).table(&preset.recipe()).unwrap()
}

fn rows(table: &Table, rows: Range<u64>) -> RecordBatch {
    table.rows(rows).unwrap().to_record_batch().unwrap()
}

#[test]
fn rows_do_not_depend_on_the_block_size() {
    for preset in PRESETS {
        let table = table(preset, 42);
        let whole = rows(&table, 0..ROWS);
        for rows_per_block in [1, 7, 1_000, 9_999, 10_000, 20_000] {
            let count = if rows_per_block == 1 { 50 } else { ROWS };
            let blocks: Vec<_> = table
                .blocks(count, rows_per_block)
                .map(|block| block.unwrap().to_record_batch().unwrap())
                .collect();
            assert_eq!(blocks.len() as u64, count.div_ceil(rows_per_block));
            let joined = concat_batches(table.schema(), &blocks).unwrap();
            assert_eq!(joined, whole.slice(0, usize::try_from(count).unwrap()), "{rows_per_block}");
        }
    }
}

#[test]
fn any_rows_can_be_had_without_those_before_them() {
    let far = 1 << 40;
    for preset in PRESETS {
        let table = table(preset, 7);
        let both = rows(&table, far..far + 2);
        assert_eq!(rows(&table, far + 1..far + 2), both.slice(1, 1));
    }
}

#[test]
fn another_seed_makes_other_rows() {
    for preset in PRESETS {
        let (one, two) = (table(preset, 1), table(preset, 2));
        let (one, two) = (rows(&one, 0..100), rows(&two, 0..100));
        let same = (0..one.num_columns()).filter(|&c| one.column(c) == two.column(c)).count();
        assert_eq!(same, 1, "only the sequence stays");
    }
}

#[test]
fn a_recipe_of_another_version_is_refused_as_such() {
    let other = r#"{"version": 2, "columns": [{"name": "a", "generator": {"of_later": {}}}]}"#;
    let error = Recipe::from_json(other).unwrap_err().to_string();
    assert_eq!(error, "version: version 2 is not known");
    let recipe = Recipe { version: 2, ..Preset::People.recipe() };
    let error = DataGenerator::new(1).table(&recipe).err().unwrap();
    assert_eq!(error.to_string(), "source.generated.recipe.version: version 2 is not known");
    assert_eq!(error.remedy(), "Use version 1.");
}

#[test]
fn blocks_are_made_when_they_are_pulled() {
    // A table of 2^60 rows: only what is taken is made.
    let taken = table(Preset::People, 42).blocks(1 << 60, 10).take(2).count();
    assert_eq!(taken, 2);
}

#[test]
fn columns_have_the_types_that_readers_expect() {
    let types = |preset| {
        let table = table(preset, 42);
        let fields = table.schema().fields().clone();
        fields.iter().map(|field| field.data_type().clone()).collect::<Vec<_>>()
    };
    let utc = || DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    let (int, text, money) = (DataType::Int64, DataType::Utf8, DataType::Decimal128(12, 2));
    let mut people = vec![int.clone()];
    people.extend(vec![text.clone(); 7]);
    people.extend([DataType::Date32, utc(), money.clone(), DataType::Boolean]);
    assert_eq!(types(Preset::People), people);
    let transactions =
        [int, text.clone(), money, text.clone(), utc(), text.clone(), text.clone(), text];
    assert_eq!(types(Preset::Transactions), transactions);
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> &'a dyn arrow::array::Array {
    batch.column_by_name(name).unwrap().as_ref()
}

#[test]
fn values_are_in_their_ranges_and_fill_them() {
    let people = rows(&table(Preset::People, 42), 0..ROWS);
    let ids = column(&people, "id").as_primitive::<Int64Type>();
    assert!((1..).zip(ids.values()).all(|(n, id)| n == *id));
    let births = column(&people, "birth_date").as_primitive::<Date32Type>().values();
    // 1940-01-01 and 2007-12-31 in days since 1970-01-01.
    let (first, last) = (-10_958, 13_878);
    assert!(births.iter().all(|day| (first..=last).contains(day)));
    assert!(births.iter().min().unwrap() - first < 30 && last - births.iter().max().unwrap() < 30);
    let signups = column(&people, "signup_at").as_primitive::<TimestampMillisecondType>().values();
    // 2015-01-01 and 2026-01-01 in milliseconds since 1970-01-01.
    let (from, to) = (1_420_070_400_000, 1_767_225_600_000);
    assert!(signups.iter().all(|instant| (from..to).contains(instant)));
    assert!(signups.iter().any(|instant| instant % 1000 != 0), "no milliseconds");
    let balances = column(&people, "balance").as_primitive::<Decimal128Type>().values();
    assert!(balances.iter().all(|amount| (-50_000..=10_000_000).contains(amount)));
    assert!(balances.iter().any(|amount| *amount < 0));
    let active = column(&people, "active").as_boolean().true_count();
    // 80 % of 10,000 and five standard deviations of a binomial.
    assert!(active.abs_diff(8_000) < 200, "{active}");
}

#[test]
fn mail_addresses_belong_to_the_names() {
    let people = rows(&table(Preset::People, 42), 0..ROWS);
    let names = column(&people, "name").as_string::<i32>();
    let mails = column(&people, "email").as_string::<i32>();
    for (name, mail) in names.iter().zip(mails).map(|(name, mail)| (name.unwrap(), mail.unwrap())) {
        let mailbox = name.to_lowercase().replace('\'', "").replace(' ', ".");
        assert!(mail.starts_with(&mailbox) && mail.contains('@'), "{name} {mail}");
    }
}
