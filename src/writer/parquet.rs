//! Parquet: a row group for each block.

use arrow::datatypes::SchemaRef;

use super::Encoder;
use super::format::{BlockEncoder, FileAssembler, FileFormat};
use super::options::WriterOptions;
use crate::assemble::Assembler;
use crate::error::{Problem, Result};
use crate::job::Job;

/// Apache Parquet.
pub(super) struct Parquet;

impl FileFormat for Parquet {
    fn options(&self) -> &'static [&'static str] {
        &[
            "compression",
            "compression_level",
            "dictionary",
            "statistics",
            "page_size_kb",
            "page_rows",
            "dictionary_page_size_kb",
            "bloom_filters",
            "writer_version",
            "sorting_columns",
            "columns",
        ]
    }

    fn problems(&self, options: &WriterOptions) -> Vec<Problem> {
        options.parquet_problems()
    }

    fn encoder(&self, schema: &SchemaRef, job: &Job) -> Result<Box<dyn BlockEncoder>> {
        Ok(Box::new(Encoder::new(schema.clone(), job)?))
    }

    fn assembler(&self, _schema: &SchemaRef, _job: &Job) -> Result<Box<dyn FileAssembler>> {
        Ok(Box::new(Assembler::new()))
    }
}
