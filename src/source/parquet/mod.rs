//! Parquet files as a source: read row group by row group, and cut into other blocks.

mod ipc;
mod reader;

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::basic::LogicalType as Annotation;
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::{Type, TypePtr};
use serde::{Deserialize, Serialize};

use super::{
    BlockDecoder, Decoded, FileIdentity, Opened, Opening, RawBlock, Source, SourceReader,
    SourceSpec,
};
use crate::error::{Error, Problem, Result};
use crate::job::BlockSize;
use crate::logical::LogicalType;
use crate::propose;
use ipc::{batches, read_schema, write_schema};
use reader::Reader;

/// Rows that are decoded at a time.
const BATCH_ROWS: usize = 8 * 1024;

/// A Parquet file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parquet {
    /// Which file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileIdentity>,
    /// The file's schema as an Arrow IPC message in base64: what decoders need of an opened file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
}

impl Source for Parquet {
    fn problems(&self) -> Vec<Problem> {
        let unreadable = |_| {
            let problem = "it is no Arrow schema in base64";
            Problem::new("source.parquet.schema", problem, "Leave it out: the file has it.")
        };
        self.schema
            .iter()
            .filter_map(|schema| read_schema(schema).map_err(unreadable).err())
            .collect()
    }

    fn open(&self, opening: &Opening) -> Result<Opened> {
        let metadata = metadata(opening)?;
        let schema = schema_of(&metadata)?;
        let sample = match opening.sample {
            [] => RecordBatch::new_empty(schema.clone()),
            ipc => {
                joined(&schema, &batches(ipc).map_err(|error| broken("the first rows", &error))?)?
            }
        };
        let rows = count(metadata.file_metadata().num_rows());
        let total = compressed(&metadata);
        let of_sample = u128::from(total) * sample.num_rows() as u128 / u128::from(rows.max(1));
        let groups = metadata.num_row_groups();
        Ok(Opened {
            spec: SourceSpec::Parquet(Self {
                schema: Some(write_schema(&schema)?),
                ..self.clone()
            }),
            sample,
            sample_bytes: u64::try_from(of_sample).unwrap_or(u64::MAX),
            total_bytes: Some(total),
            notes: vec![format!("The file has {groups} row groups; one at a time is in memory.")],
        })
    }

    fn reader(&self, opening: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>> {
        let metadata = metadata(opening)?;
        let rows_per_block = match block {
            BlockSize::Rows(rows) => rows,
            BlockSize::SourceBytes(bytes) => rows_of(bytes, &metadata),
            BlockSize::SizeMb(_) => BATCH_ROWS as u64,
        };
        let schema = schema_of(&metadata)?;
        Ok(Box::new(Reader::new(metadata, schema, rows_per_block)?))
    }

    fn decoder(&self) -> Result<Box<dyn BlockDecoder>> {
        Error::of(self.problems())?;
        let schema = self.schema.as_deref().and_then(|schema| read_schema(schema).ok());
        let schema = schema.ok_or_else(|| {
            Error::setting("source.parquet.schema", "the file was not opened", "Open it first.")
        })?;
        Ok(Box::new(Decoder { schema }))
    }
}

/// The footer of a file whose last bytes were read.
fn metadata(opening: &Opening) -> Result<ParquetMetaData> {
    let size = opening.size.unwrap_or(opening.bytes.len() as u64);
    let sample = propose::Sample { name: "", bytes: opening.bytes, size };
    propose::parquet_metadata(&sample).map_err(|error| match error {
        Error::Sample { at, problem, remedy } => Error::Source { place: at, problem, remedy },
        other => other,
    })
}

fn schema_of(metadata: &ParquetMetaData) -> Result<SchemaRef> {
    let file = metadata.file_metadata();
    parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata())
        .map(|schema| Arc::new(with_logical_types(&schema, file.schema_descr().root_schema())))
        .map_err(|error| broken("the schema", &error))
}

/// The columns with what their values stand for, which the Arrow schema in a file may not say. The
/// job and the like are of the file that was read, not of the one that is made.
fn with_logical_types(schema: &Schema, root: &Type) -> Schema {
    let field = |(field, column): (&FieldRef, &TypePtr)| {
        let field = field.as_ref().clone();
        match column.get_basic_info().logical_type_ref() {
            Some(Annotation::Uuid) => LogicalType::Uuid.mark(field),
            Some(Annotation::Json) => LogicalType::Json.mark(field),
            _ => field,
        }
    };
    Schema::new(schema.fields().iter().zip(root.get_fields()).map(field).collect::<Vec<_>>())
}

fn compressed(metadata: &ParquetMetaData) -> u64 {
    metadata.row_groups().iter().map(|group| count(group.compressed_size())).sum()
}

/// How many rows so many compressed bytes hold.
fn rows_of(bytes: u64, metadata: &ParquetMetaData) -> u64 {
    let rows = u128::from(count(metadata.file_metadata().num_rows()));
    let rows = u128::from(bytes) * rows / u128::from(compressed(metadata).max(1));
    u64::try_from(rows).unwrap_or(u64::MAX).max(1)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn broken(place: &str, error: &dyn std::fmt::Display) -> Error {
    Error::Source {
        place: place.into(),
        problem: format!("it cannot be read: {error}"),
        remedy: "Write the file again, or read it by the program that has made it.".into(),
    }
}

fn joined(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<RecordBatch> {
    concat_batches(schema, batches).map_err(|error| broken("the first rows", &error))
}

/// Reads the rows that a reader has decoded.
struct Decoder {
    schema: SchemaRef,
}

impl BlockDecoder for Decoder {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn decode(&self, block: &RawBlock) -> Result<Decoded> {
        let batches = if block.bytes.is_empty() { Ok(Vec::new()) } else { batches(&block.bytes) };
        let batches = batches.map_err(|error| broken("the rows", &error))?;
        Ok(Decoded { batches, rejects: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;
    use crate::pipeline;
    use crate::source::{Answer, Next};
    use crate::writer::MemorySink;

    /// A file of 2,500 rows in row groups of 1,000.
    fn file() -> Vec<u8> {
        let job = r#"{"version":1,"source":{"generated":{"preset":"orders","seed":42}},"rows":2500,
            "block":{"rows":1000}}"#;
        let mut file = Vec::new();
        pipeline::run(&Job::from_json(job).unwrap(), MemorySink::new(&mut file)).unwrap();
        file
    }

    fn opening(file: &[u8]) -> Opening<'_> {
        Opening { bytes: &file[file.len() - 8_000..], size: Some(file.len() as u64), sample: &[] }
    }

    /// Rows of each block, and all of them decoded.
    fn read(file: &[u8], block: BlockSize) -> (Vec<u64>, RecordBatch) {
        let Opened { spec, .. } = Parquet::default().open(&opening(file)).unwrap();
        let source = spec.read().unwrap();
        let mut reader = source.reader(&opening(file), block).unwrap();
        let decoder = source.decoder().unwrap();
        let (mut records, mut all) = (Vec::new(), Vec::new());
        loop {
            match reader.next() {
                Next::Range(range) => {
                    let range =
                        usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
                    reader.give(Answer::Bytes(&file[range])).unwrap();
                }
                Next::Nothing => break,
                other => panic!("{other:?}"),
            }
            while let Some(block) = reader.pop() {
                records.push(block.about.records);
                all.extend(decoder.decode(&block).unwrap().batches);
            }
        }
        (records, joined(decoder.schema(), &all).unwrap())
    }

    #[test]
    fn blocks_have_other_sizes_than_row_groups_and_the_same_rows() {
        let file = file();
        let whole = bytes::Bytes::from(file.clone());
        let expected =
            parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(whole, 2_500)
                .unwrap()
                .next()
                .unwrap()
                .unwrap();
        for (rows, blocks) in
            [(700, vec![700, 700, 700, 400]), (2_500, vec![2_500]), (9_999, vec![2_500])]
        {
            let (records, batch) = read(&file, BlockSize::Rows(rows));
            assert_eq!(records, blocks);
            assert_eq!(batch.columns(), expected.columns());
        }
        let (records, _) = read(&file, BlockSize::SourceBytes(1));
        assert_eq!(records.len(), 2_500);
    }

    #[test]
    fn uuids_and_json_stay_what_they_are() {
        let job = r#"{"version": 1, "rows": 9, "source": {"generated": {"seed": 1, "recipe": {"version": 1,
            "columns": [{"name": "u", "generator": {"uuid": {}}},
                {"name": "j", "generator": {"json_text": {"columns": ["u"]}}}]}}}}"#;
        let mut file = Vec::new();
        pipeline::run(&Job::from_json(job).unwrap(), MemorySink::new(&mut file)).unwrap();
        let opened = Parquet::default().open(&Opening::whole(&file)).unwrap();
        let schema = opened.spec.read().unwrap().decoder().unwrap().schema().clone();
        let names = schema.fields().iter().map(|field| field.extension_type_name());
        assert_eq!(names.collect::<Vec<_>>(), [Some("arrow.uuid"), Some("arrow.json")]);
    }

    #[test]
    fn what_is_no_parquet_file_is_told() {
        let error = |bytes: &[u8]| Parquet::default().open(&Opening::whole(bytes)).unwrap_err();
        assert_eq!(error(b"").kind(), "source");
        assert!(error(b"a,b\n1,2\n").to_string().contains("PAR1"), "{}", error(b"a,b\n1,2\n"));
        let mut cut = file();
        let size = cut.len();
        cut.truncate(size - 1);
        assert_eq!(error(&cut).kind(), "source");
    }

    #[test]
    fn a_file_that_is_shorter_than_its_footer_says_is_told() {
        let file = file();
        let mut reader = Parquet::default().reader(&opening(&file), BlockSize::Rows(10)).unwrap();
        while reader.next() == Next::Range(0..0) {
            reader.give(Answer::Bytes(&[])).unwrap();
        }
        let error = reader.give(Answer::Bytes(&[1, 2, 3])).unwrap_err();
        assert!(error.to_string().contains("shorter than its footer"), "{error}");
    }
}
