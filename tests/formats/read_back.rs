//! Files of every preset, read by the readers of the arrow crate.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{Array, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet_blocks::generate::Table;
use parquet_blocks::job::Job;
use parquet_blocks::plan::table;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::Format;
use serde_json::json;

use crate::{ROWS, file, job};

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
