//! Every format's files, read back by the readers of the arrow crate.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, NullArray, RecordBatch, TimestampSecondArray,
};
use arrow::compute::{cast, concat_batches};
use arrow::csv::reader::Format as CsvFormat;
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef, TimeUnit};
use arrow::ipc::reader::FileReader;
use flate2::read::MultiGzDecoder;
use parquet_blocks::batch::Batch;
use parquet_blocks::error::Error;
use parquet_blocks::generate::Table;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline::{self, collect, generated, stream};
use parquet_blocks::plan::{Plan, plan, table};
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::{
    BlockWriter, EncodedBlock, FileWriter, Format, MemorySink, STEP_ROWS,
};
use serde_json::{Value, json};

const ROWS: u64 = 700;

/// A job for a preset, whose last block is smaller than the others.
fn job(preset: Preset, writer: &Value) -> Job {
    let job = json!({"version": 1, "source": {"generated": {"preset": preset, "seed": 42}},
        "rows": ROWS, "block": {"rows": 300}, "writer": writer});
    Job::from_json(&job.to_string()).unwrap()
}

fn file(job: &Job) -> Vec<u8> {
    let mut file = Vec::new();
    let stats = pipeline::run(job, MemorySink::new(&mut file)).unwrap().file;
    assert_eq!((stats.rows, stats.row_groups), (ROWS, 3));
    assert_eq!(stats.file_bytes, file.len() as u64);
    file
}

fn has_nested(table: &Table) -> bool {
    table.schema().fields().iter().any(|field| field.data_type().is_nested())
}

/// What a file should hold.
fn expected(job: &Job) -> RecordBatch {
    table(job).unwrap().rows(0..ROWS).unwrap().to_record_batch().unwrap()
}

/// The type that the crate's readers of texts can read for another: they know no zone by its name.
fn with_offset(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some("+00:00".into())),
        other => other.clone(),
    }
}

fn texts_schema(schema: &SchemaRef) -> SchemaRef {
    let field =
        |field: &Arc<Field>| field.as_ref().clone().with_data_type(with_offset(field.data_type()));
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

/// Whether the crate's reader of CSV can read all columns as they are.
fn csv_reads(schema: &SchemaRef) -> bool {
    let binary = |field: &Arc<Field>| {
        matches!(field.data_type(), DataType::Binary | DataType::FixedSizeBinary(_))
    };
    !schema.fields().iter().any(binary)
}

fn read(format: Format, file: &[u8], schema: &SchemaRef) -> RecordBatch {
    let texts = texts_schema(schema);
    let batches: Vec<RecordBatch> = match format {
        Format::Arrow => {
            let reader = arrow::ipc::reader::FileReader::try_new(Cursor::new(file), None).unwrap();
            assert_eq!(reader.num_batches(), 3);
            reader.map(Result::unwrap).collect()
        }
        Format::Ndjson => {
            let reader = arrow::json::ReaderBuilder::new(texts).build(Cursor::new(file)).unwrap();
            reader.map(Result::unwrap).collect()
        }
        Format::Csv => {
            let reader = arrow::csv::ReaderBuilder::new(texts).with_header(true);
            reader.build(Cursor::new(file)).unwrap().map(Result::unwrap).collect()
        }
        Format::Parquet => unreachable!("Parquet has tests of its own"),
    };
    let rows = concat_batches(&batches[0].schema(), &batches).unwrap();
    let columns = rows.columns().iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| cast(column, field.data_type()).unwrap());
    RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
}

fn text(file: &[u8]) -> &str {
    str::from_utf8(file).unwrap()
}

/// Values of columns, an empty text as a null: the crate's reader of CSV does not look at quotes.
fn without_empty(rows: &RecordBatch) -> Vec<Arc<dyn Array>> {
    let column = |column: &Arc<dyn Array>| match column.data_type() {
        DataType::Utf8 => {
            let texts = arrow::array::AsArray::as_string::<i32>(column);
            let texts = texts.iter().map(|text| text.filter(|text| !text.is_empty()));
            Arc::new(texts.collect::<arrow::array::StringArray>())
        }
        _ => column.clone(),
    };
    rows.columns().iter().map(column).collect()
}

#[test]
fn every_preset_comes_back_from_every_format() {
    let mut csv_files = 0;
    for preset in Preset::ALL {
        for format in [Format::Arrow, Format::Ndjson, Format::Csv] {
            let job = job(preset, &json!({"format": format}));
            let table = table(&job).unwrap();
            if format == Format::Csv && has_nested(&table) {
                continue;
            }
            let (file, expected) = (file(&job), expected(&job));
            if format == Format::Csv {
                assert!(csv_reads(table.schema()), "{preset:?}");
                let read = read(format, &file, table.schema());
                assert_eq!(without_empty(&read), without_empty(&expected), "{preset:?}");
                csv_files += 1;
            } else {
                assert_eq!(read(format, &file, table.schema()), expected, "{preset:?} {format:?}");
            }
        }
    }
    assert!(csv_files >= 3, "{csv_files}");
}

#[test]
fn csv_refuses_columns_with_values_inside_by_name() {
    let recipe = json!({"version": 1, "columns": [
        {"name": "id", "generator": {"sequence": {}}},
        {"name": "tags", "generator": {"list": {"of": {"word": {}}}}}]});
    let mut job = json!({"version": 1, "source": {"generated": {"recipe": recipe, "seed": 1}},
        "rows": 10, "also": {"format": "csv"}});
    for (path, field) in [("/also", "also.format"), ("/writer", "writer.format")] {
        let parsed = Job::from_json(&job.to_string()).unwrap();
        let Err(Error::Setting { first, others }) = plan(&parsed) else { panic!("{path}") };
        assert_eq!((first.field.as_str(), others.len()), (field, 0));
        assert!(first.message.contains("column tags (List("), "{first}");
        job["also"] = Value::Null;
        job["writer"] = json!({"format": "csv"});
    }
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

/// As workers make blocks, and as the sequential writer does.
#[test]
fn a_block_in_steps_has_the_bytes_of_one_batch() {
    for format in Format::ALL {
        let gzip = matches!(format, Format::Csv | Format::Ndjson);
        let job = job(Preset::People, &json!({"format": format, "gzip": gzip}));
        let (table, rows) = (table(&job).unwrap(), 0..STEP_ROWS + 100);
        let encoder = format.writer().encoder(table.schema(), &job).unwrap();
        let whole = encoder.encode(0, &[table.rows(rows.clone()).unwrap()]).unwrap();
        let steps = encoder.encode_rows(0, &table, rows).unwrap();
        let bytes = |block: &EncodedBlock| block.pieces().collect::<Vec<_>>().concat();
        assert!(bytes(&steps) == bytes(&whole), "{format:?}");
        assert!(steps.tail() == whole.tail() && steps.rows == whole.rows, "{format:?}");
    }
}

#[test]
fn a_batch_of_other_columns_is_refused_by_every_encoder() {
    let other = table(&job(Preset::Transactions, &json!({}))).unwrap().rows(0..10).unwrap();
    for format in Format::ALL {
        let job = job(Preset::People, &json!({"format": format}));
        let encoder = format.writer().encoder(table(&job).unwrap().schema(), &job).unwrap();
        assert!(encoder.encode(0, std::slice::from_ref(&other)).is_err(), "{format:?}");
    }
}

#[test]
fn a_tail_of_another_format_is_refused() {
    for format in Format::ALL {
        let job = job(Preset::People, &json!({"format": format}));
        let schema = table(&job).unwrap().schema().clone();
        let mut assembler = format.writer().assembler(&schema, &job).unwrap();
        for tail in [&b""[..], b"1234567", &[255; 16], &[255; 40]] {
            assert!(assembler.append(tail, 7).is_err(), "{format:?} {tail:?}");
        }
    }
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
fn options_of_another_format_are_refused_by_name() {
    let field = |writer: Value, also: Value| {
        let mut job = json!({"version": 1, "rows": 10, "writer": writer,
            "source": {"generated": {"preset": "people", "seed": 1}}});
        if !also.is_null() {
            job["also"] = also;
        }
        match Job::from_json(&job.to_string()) {
            Err(Error::Setting { first, .. }) => first.field,
            other => panic!("{job}: {other:?}"),
        }
    };
    let csv = |options: Value| json!({"format": "csv", "csv": options});
    let table = [
        (json!({"gzip": true}), Value::Null, "writer.gzip"),
        (json!({"csv": {}}), Value::Null, "writer.csv"),
        (json!({"format": "csv", "compression": "zstd"}), Value::Null, "writer.compression"),
        (json!({"format": "arrow", "gzip": true}), Value::Null, "writer.gzip"),
        (json!({"format": "ndjson", "csv": {}}), Value::Null, "writer.csv"),
        (json!({"format": "ndjson", "page_rows": 9}), Value::Null, "writer.page_rows"),
        (json!({"format": "xml"}), Value::Null, "writer.format"),
        (csv(json!({"delimiter": "\""})), Value::Null, "writer.csv.delimiter"),
        (csv(json!({"delimiter": "é"})), Value::Null, "writer.csv.delimiter"),
        (csv(json!({"delimiter": ", "})), Value::Null, "writer.csv.delimiter"),
        (csv(json!({"null": "a,b"})), Value::Null, "writer.csv.null"),
        (csv(json!({"quote": "'"})), Value::Null, "writer.csv.quote"),
        (json!({}), json!({}), "also.format"),
        (json!({}), json!({"format": "csv", "page_rows": 9}), "also.page_rows"),
        (json!({}), csv(json!({"null": "\n"})), "also.csv.null"),
    ];
    for (writer, also, expected) in table {
        assert_eq!(field(writer.clone(), also.clone()), expected, "{writer} {also}");
    }
}

/// Both files of a plan, by one of the pipelines.
fn both(
    plan: &Plan,
    run: impl FnOnce(Vec<Box<dyn BlockWriter + '_>>) -> pipeline::RunStats,
) -> [Vec<u8>; 2] {
    let job = Job::from_json(&plan.resolved).unwrap();
    let mut files = [Vec::new(), Vec::new()];
    let writers = files.iter_mut().zip(job.files()).map(|(file, job)| {
        Box::new(FileWriter::new(MemorySink::new(file), &job)) as Box<dyn BlockWriter>
    });
    let stats = run(writers.collect());
    let sizes = [stats.file, stats.also.unwrap()].map(|file| (file.rows, file.file_bytes));
    assert_eq!(sizes, files.each_ref().map(|file| (ROWS, file.len() as u64)));
    files
}

#[test]
fn two_files_in_one_pass_are_those_of_two_runs_and_of_both_pipelines() {
    let alone = job(Preset::Transactions, &json!({}));
    let mut beside = alone.clone();
    beside.also = Some(serde_json::from_value(json!({"format": "csv", "gzip": true})).unwrap());
    let plan = plan(&beside).unwrap();
    let streamed = both(&plan, |writers| stream(generated(&plan).unwrap(), writers).unwrap());
    let collected = both(&plan, |writers| collect(generated(&plan).unwrap(), writers).unwrap());
    assert!(streamed == collected);
    let csv = job(Preset::Transactions, &json!({"format": "csv", "gzip": true}));
    assert!(streamed == [file(&alone), file(&csv)]);
}

#[test]
fn a_plan_chooses_for_the_parquet_file_and_measures_the_first() {
    let csv = job(Preset::Transactions, &json!({"format": "csv"}));
    let plan_of_csv = plan(&csv).unwrap();
    assert_eq!(plan_of_csv.encodings, []);
    let size = file(&csv).len() as u64;
    assert!(plan_of_csv.estimated_file_bytes.abs_diff(size) < size / 50, "{plan_of_csv:?} {size}");
    let mut beside = csv;
    beside.also = Some(serde_json::from_value(json!({"format": "parquet"})).unwrap());
    let plan = plan(&beside).unwrap();
    assert_eq!(plan.estimated_file_bytes, plan_of_csv.estimated_file_bytes);
    assert_eq!(plan.encodings.len() as u64, plan.columns);
    let resolved = Job::from_json(&plan.resolved).unwrap();
    assert_eq!(resolved.also.unwrap().columns.len() as u64, plan.columns);
}

#[test]
fn a_target_size_is_met_in_every_format() {
    for writer in [
        json!({"format": "csv"}),
        json!({"format": "ndjson", "gzip": true}),
        json!({"format": "arrow"}),
    ] {
        let job = json!({"version": 1, "source": {"generated": {"preset": "people", "seed": 42}},
            "target_size_mb": 2, "block": {"size_mb": 0.5}, "writer": writer});
        let mut file = Vec::new();
        pipeline::run(&Job::from_json(&job.to_string()).unwrap(), MemorySink::new(&mut file))
            .unwrap();
        let (size, target) = (file.len() as u64, 2 << 20);
        assert!(size.abs_diff(target) < target / 50, "{writer}: {size}");
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

#[test]
fn nulls_of_a_column_without_a_type_and_values_of_dictionaries_are_written() {
    let job = job(Preset::People, &json!({}));
    let words: DictionaryArray<Int32Type> = [Some("a"), None, Some("b")].into_iter().collect();
    let rows = RecordBatch::try_from_iter_with_nullable([
        ("none", Arc::new(NullArray::new(3)) as ArrayRef, true),
        ("word", Arc::new(words), true),
    ]);
    let rows = Batch::from(&rows.unwrap());
    let encode = |format: Format| {
        let encoder = format.writer().encoder(rows.schema(), &job).unwrap();
        encoder.encode(0, std::slice::from_ref(&rows)).unwrap()
    };
    let csv = encode(Format::Csv).pieces().flatten().copied().collect::<Vec<_>>();
    assert!(String::from_utf8(csv).unwrap().ends_with(",a\n,\n,b\n"));
    let mut assembler = Format::Arrow.writer().assembler(rows.schema(), &job).unwrap();
    let mut file = assembler.start();
    let encoded = encode(Format::Arrow);
    assembler.append(encoded.tail(), encoded.data_bytes() as u64).unwrap();
    encoded.pieces().for_each(|piece| file.extend_from_slice(piece));
    file.extend(assembler.finish().unwrap().bytes);
    let mut reader = FileReader::try_new(Cursor::new(file), None).unwrap();
    let read = reader.next().unwrap().unwrap();
    assert_eq!(read.schema().field(1).data_type(), &DataType::Utf8);
    let texts: Vec<_> = read.column(1).as_string::<i32>().iter().collect();
    assert_eq!(texts, [Some("a"), None, Some("b")]);
}
