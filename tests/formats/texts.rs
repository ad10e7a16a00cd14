//! CSV and NDJSON: what stands in their lines.

use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow::array::{RecordBatch, TimestampSecondArray};
use arrow::csv::reader::Format as CsvFormat;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use flate2::read::MultiGzDecoder;
use parquet_blocks::batch::Batch;
use parquet_blocks::job::Job;
use parquet_blocks::plan::table;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::Format;
use serde_json::{Value, json};

use crate::{ROWS, file, job};

fn text(file: &[u8]) -> &str {
    str::from_utf8(file).unwrap()
}

#[test]
fn csv_is_written_as_its_options_say() {
    let csv = json!({"delimiter": ";", "header": false, "null": "NULL"});
    let recipe = json!({"version": 1, "columns": [
        {"name": "a;b", "generator": {"choice": {"values": ["x;y", "", "NULL", "q\"q", "l\nl"]}}},
        {"name": "n", "generator": {"sequence": {}}, "nulls": 0.5}]});
    let mut job = json!({"version": 1, "source": {"generated": {"recipe": recipe, "seed": 3}},
        "rows": ROWS, "block": {"rows": 300}, "writer": {"format": "csv", "csv": csv}});
    let written = file(&Job::from_json(&job.to_string()).unwrap());
    let written = text(&written);
    for expected in ["\"x;y\";", "\"\";", "\"NULL\";", "\"q\"\"q\";", "\"l\nl\";", ";NULL\n"] {
        assert!(written.contains(expected), "{expected:?}");
    }
    let (format, _) =
        CsvFormat::default().with_delimiter(b';').infer_schema(Cursor::new(written), None).unwrap();
    assert_eq!(format.fields().len(), 2);
    job["writer"]["csv"] = json!({"delimiter": ";"});
    let named = file(&Job::from_json(&job.to_string()).unwrap());
    assert!(text(&named).starts_with("\"a;b\";n\n"));
}

#[test]
fn a_null_in_a_lone_column_is_no_empty_line() {
    let recipe = json!({"version": 1, "columns": [
        {"name": "n", "generator": {"sequence": {}}, "nulls": 0.5}]});
    let job = json!({"version": 1, "source": {"generated": {"recipe": recipe, "seed": 3}},
        "rows": ROWS, "block": {"rows": 300}, "writer": {"format": "csv"}});
    let written = file(&Job::from_json(&job.to_string()).unwrap());
    let lines: Vec<_> = text(&written).lines().collect();
    assert_eq!(lines.len() as u64, ROWS + 1);
    assert!(lines.contains(&"\"\"") && !lines.contains(&""));
}

#[test]
fn ndjson_has_every_column_in_every_line() {
    let job = job(Preset::WebEvents, &json!({"format": "ndjson"}));
    let columns = table(&job).unwrap().schema().fields().len();
    let file = file(&job);
    let lines: Vec<Value> =
        text(&file).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, ROWS);
    assert!(lines.iter().all(|line| line.as_object().unwrap().len() == columns));
}

#[test]
fn gzip_members_are_the_same_text_again_and_again() {
    for format in ["csv", "ndjson"] {
        let plain = file(&job(Preset::People, &json!({"format": format})));
        let zipped = job(Preset::People, &json!({"format": format, "gzip": true}));
        let file = file(&zipped);
        assert!(file.len() < plain.len() / 2);
        let mut text = Vec::new();
        MultiGzDecoder::new(&file[..]).read_to_end(&mut text).unwrap();
        assert!(text == plain, "{format}");
        assert!(file == self::file(&zipped), "{format} changes from run to run");
        // No time of the run: bytes 4 to 7 of a member (RFC 1952).
        assert_eq!(file[4..8], [0; 4]);
    }
}

#[test]
fn times_without_a_text_fail_the_block() {
    let job = job(Preset::People, &json!({}));
    let zone = Some("UTC".into());
    let field = Field::new("at", DataType::Timestamp(TimeUnit::Second, zone), true);
    let schema: SchemaRef = Arc::new(Schema::new(vec![field]));
    let times = |last| {
        let times = TimestampSecondArray::from(vec![Some(0), None, Some(last), Some(1)]);
        let rows = RecordBatch::try_new(schema.clone(), vec![Arc::new(times.with_timezone("UTC"))]);
        Batch::from(&rows.unwrap())
    };
    for format in [Format::Csv, Format::Ndjson] {
        let encoder = format.writer().encoder(&schema, &job).unwrap();
        assert!(encoder.encode(0, &[times(2)]).is_ok(), "{format:?}");
        for year_300_000 in [9_404_052_000_000, -9_528_000_000_000] {
            let error = encoder.encode(4, &[times(year_300_000)]).unwrap_err().to_string();
            assert!(error.starts_with("block 4: "), "{format:?} {error}");
        }
    }
}
