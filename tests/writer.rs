//! The sequential writer: one schema, and no half files.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::PathBuf;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet_blocks::batch::Batch;
use parquet_blocks::error::Error;
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::job::Job;
use parquet_blocks::pipeline;
use parquet_blocks::recipe::Preset;
use parquet_blocks::writer::{BlockWriter, FileSink, FileWriter, JOB_KEY, MemorySink};

fn job(rows: u64) -> Job {
    let text = format!(
        r#"{{"version":1,"source":{{"generated":{{"preset":"people","seed":42}}}},"rows":{rows},
            "block":{{"rows":100}},"destination":{{"download":true}}}}"#
    );
    Job::from_json(&text).unwrap()
}

fn rows(preset: Preset, range: std::ops::Range<u64>) -> Batch {
    DataGenerator::new(42).table(&preset.recipe()).unwrap().rows(range).unwrap()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("writer").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_file_holds_the_rows_and_the_job_that_makes_them_again() {
    let mut file = Vec::new();
    let stats = pipeline::run(&job(250), MemorySink::new(&mut file)).unwrap();
    assert_eq!((stats.file.rows, stats.file.row_groups, stats.file.columns), (250, 3, 12));
    assert_eq!(stats.file.file_bytes, file.len() as u64);
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file.clone())).unwrap();
    let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let found = metadata.iter().find(|entry| entry.key == JOB_KEY).unwrap();
    let again = Job::from_json(found.value.as_ref().unwrap()).unwrap();
    assert_eq!(again.destination, None);
    let mut copy = Vec::new();
    pipeline::run(&again, MemorySink::new(&mut copy)).unwrap();
    assert!(copy == file, "the job in the file makes another file");
}

#[test]
fn a_block_with_other_columns_is_refused_and_the_file_goes_on() {
    let mut file = Vec::new();
    let mut writer = Box::new(FileWriter::new(MemorySink::new(&mut file), &job(20)));
    writer.start().unwrap();
    writer.write_block(&rows(Preset::People, 0..10)).unwrap();
    let error = writer.write_block(&rows(Preset::Transactions, 0..10)).unwrap_err();
    let Error::SchemaMismatch { block, column, expected, found } = error else { panic!("{error}") };
    assert_eq!((block, column.as_str()), (1, "name"));
    assert_eq!((expected.as_str(), found.as_str()), ("name Utf8", "account Utf8"));
    let fewer = rows(Preset::People, 0..10).to_record_batch().unwrap().project(&[0, 1]).unwrap();
    let fewer = Batch::from(&fewer);
    let error = writer.write_block(&fewer).unwrap_err().to_string();
    assert!(error.ends_with("column email: expected email Utf8, found no such column"), "{error}");
    writer.write_block(&rows(Preset::People, 10..20)).unwrap();
    assert_eq!(writer.finish().unwrap().file.rows, 20);
    let read = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap();
    let read: Vec<_> = read.build().unwrap().map(Result::unwrap).collect();
    assert_eq!(read, [rows(Preset::People, 0..20).to_record_batch().unwrap()]);
}

#[test]
fn a_file_appears_when_it_is_whole() {
    let folder = folder("whole");
    let path = folder.join("people.parquet");
    fs::write(&path, "the old file").unwrap();
    let mut writer = Box::new(FileWriter::new(FileSink::create(&path).unwrap(), &job(10)));
    writer.start().unwrap();
    writer.write_block(&rows(Preset::People, 0..10)).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"the old file");
    let stats = writer.finish().unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), stats.file.file_bytes);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "the partial file is still there");
}

#[test]
fn a_dropped_writer_leaves_nothing() {
    let folder = folder("dropped");
    let mut writer =
        FileWriter::new(FileSink::create(&folder.join("p.parquet")).unwrap(), &job(10));
    writer.start().unwrap();
    writer.write_block(&rows(Preset::People, 0..10)).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    drop(writer);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    let mut file = vec![1];
    drop(FileWriter::new(MemorySink::new(&mut file), &job(10)));
    assert_eq!(file, [1]);
}

#[test]
fn a_writer_without_a_block_makes_no_file() {
    let mut file = Vec::new();
    let mut writer = Box::new(FileWriter::new(MemorySink::new(&mut file), &job(10)));
    writer.start().unwrap();
    assert!(writer.finish().is_err());
    assert!(file.is_empty());
}
