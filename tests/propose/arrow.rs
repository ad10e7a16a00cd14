use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Fields, IntervalUnit, Schema, TimeUnit};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use parquet_blocks::propose::Format;

use super::{guess, proposed, refused, types};

fn list(of: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", of, true))
}

fn schema() -> Schema {
    let entries = Fields::from(vec![
        Field::new("keys", DataType::Utf8, false),
        Field::new("values", DataType::Float64, true),
    ]);
    let entries = Field::new("entries", DataType::Struct(entries), false);
    let address = Fields::from(vec![
        Field::new("city", DataType::LargeUtf8, true),
        Field::new("zip", DataType::Utf8, true),
    ]);
    let text = Box::new(DataType::Utf8);
    let zone = || Some("Europe/Paris".into());
    let columns = [
        ("id", DataType::Int32),
        ("customer_id", DataType::Int64),
        ("small", DataType::Int8),
        ("medium", DataType::Int16),
        ("unsigned", DataType::UInt32),
        ("ratio", DataType::Float32),
        ("price", DataType::Decimal128(10, 2)),
        ("huge", DataType::Decimal128(38, 4)),
        ("flag", DataType::Boolean),
        ("email", DataType::Utf8View),
        ("kind", DataType::Dictionary(Box::new(DataType::Int32), text)),
        ("day", DataType::Date32),
        ("at", DataType::Timestamp(TimeUnit::Microsecond, zone())),
        ("local", DataType::Timestamp(TimeUnit::Nanosecond, None)),
        ("old", DataType::Timestamp(TimeUnit::Second, None)),
        ("time", DataType::Time64(TimeUnit::Microsecond)),
        ("key", DataType::FixedSizeBinary(16)),
        ("hash", DataType::FixedSizeBinary(20)),
        ("blob", DataType::LargeBinary),
        ("tags", DataType::LargeList(list(DataType::Utf8))),
        ("point", DataType::FixedSizeList(list(DataType::Float64), 3)),
        ("labels", DataType::Map(Arc::new(entries), false)),
        ("address", DataType::Struct(address)),
        ("took", DataType::Duration(TimeUnit::Second)),
        ("every", DataType::Interval(IntervalUnit::MonthDayNano)),
        ("nothing", DataType::Null),
    ];
    Schema::new(columns.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec())
}

pub(super) fn stream() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &schema()).unwrap();
    writer.write(&RecordBatch::new_empty(Arc::new(schema()))).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn every_type_with_a_generator_is_made() {
    let proposal = proposed("", &stream());
    assert_eq!((proposal.format, proposal.rows), (Format::Arrow, None));
    let expected = [
        "id Int32",
        "customer_id Int64",
        "small Int8",
        "medium Int16",
        "unsigned UInt32",
        "ratio Float32",
        "price Decimal128(10, 2)",
        "huge Decimal128(38, 4)",
        "flag Boolean",
        "email Utf8",
        "kind Utf8",
        "day Date32",
        r#"at Timestamp(µs, "Europe/Paris")"#,
        "local Timestamp(ns)",
        "old Timestamp(ms)",
        "time Time64(µs)",
        "key FixedSizeBinary(16)",
        "hash Binary",
        "blob Binary",
        "tags List(non-null Utf8, field: 'element')",
        "point List(non-null Float64, field: 'element')",
        r#"labels Map("key_value": non-null Struct("key": non-null Utf8, "value": non-null Float64), unsorted)"#,
        r#"address Struct("city": non-null Utf8, "zip": non-null Utf8)"#,
        "took Int64",
    ];
    assert_eq!(types(&proposal), expected);
    assert_eq!(guess(&proposal, "id").0, "sequence");
    assert_eq!(guess(&proposal, "customer_id").0, "foreign_key");
    assert_eq!(guess(&proposal, "address.city").0, "place");
    assert_eq!(guess(&proposal, "labels.value").0, "float");
}

#[test]
fn what_is_not_made_as_it_was_is_noted() {
    let notes = proposed("", &stream()).notes;
    let noted: Vec<_> = notes.iter().filter_map(|note| note.split_once(':')).map(|n| n.0).collect();
    let expected = ["old", "hash", "point", "took", "every", "nothing"];
    assert_eq!(noted, expected, "{notes:?}");
    assert!(notes.contains(&"took: is Int64 here, not Duration(s).".into()), "{notes:?}");
}

#[test]
fn files_are_read_as_streams_are() {
    let mut bytes = Vec::new();
    let mut writer = FileWriter::try_new(&mut bytes, &schema()).unwrap();
    writer.finish().unwrap();
    assert_eq!(proposed("a.arrow", &bytes).recipe, proposed("", &stream()).recipe);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let stream = stream();
    for bytes in [&stream[..3], &stream[..100], b"ARROW1\0\0", &[0xFF; 64]] {
        let problem = refused(Format::Arrow, bytes);
        assert!(problem.starts_with("byte "), "{problem}");
    }
}
