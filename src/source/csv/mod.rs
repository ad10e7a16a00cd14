//! CSV files: rows of a file whose fields are separated by commas or the like.

mod decode;
mod infer;
mod open;
mod scan;

use std::io::{Chain, Read};

use ::csv::ByteRecord;
use serde::{Deserialize, Serialize};

use super::cutter::Cutter;
use super::file::FileReader;
use super::typed::is_supported;
use super::{
    BlockDecoder, ColumnType, FileIdentity, OnError, Opened, Opening, Source, SourceReader,
};
use crate::error::{Checked, Error, Problem, Result};
use crate::job::BlockSize;
use decode::Decoder;
use scan::Scanner;

/// A CSV file: text in UTF-8, by itself or compressed by gzip.
///
/// Fields that are empty are null, but in columns of text, where they are empty texts. Lines without
/// anything are no records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Csv {
    /// The file; whichever is given when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileIdentity>,
    /// What separates fields; told from the file's beginning when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// What stands around fields that have delimiters or line breaks in them; `"` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<char>,
    /// Whether the first record has the columns' names; else they are `column_1` and so on. It has
    /// when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Texts that are null in every column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub null_words: Vec<String>,
    /// The columns; told from the file's beginning when left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnType>,
    /// What happens to bad values, and to records with more or fewer fields than there are columns.
    pub on_error: OnError,
}

/// Where the columns are in a job.
const COLUMNS: &str = "source.csv.columns";

impl Csv {
    fn has_header(&self) -> bool {
        self.header.unwrap_or(true)
    }

    fn dialect(&self) -> Dialect {
        let byte = |sign: Option<char>| sign.and_then(|sign| u8::try_from(sign).ok());
        Dialect {
            delimiter: byte(self.delimiter).unwrap_or(b','),
            quote: byte(self.quote).unwrap_or(b'"'),
        }
    }

    fn cutter(&self, size: BlockSize) -> Cutter<Scanner> {
        Cutter::new(Scanner::new(self.dialect()), size, self.on_error, self.has_header())
    }

    fn check_delimiter(&self) -> Checked {
        check_sign("delimiter", self.delimiter)?;
        if self
            .delimiter
            .is_some_and(|delimiter| u8::try_from(delimiter) == Ok(self.dialect().quote))
        {
            let problem = "the quote is the same";
            return Err(Problem::new("source.csv.delimiter", problem, "Enter another."));
        }
        Ok(())
    }
}

/// Whether a sign is one byte that can stand between fields or around them.
fn check_sign(field: &str, sign: Option<char>) -> Checked {
    match sign {
        Some(sign) if !sign.is_ascii() || matches!(sign, '\n' | '\r' | '\0') => {
            let problem = format!("{sign:?} cannot be it");
            let remedy = "Enter one ASCII character that is no line break.";
            Err(Problem::new(format!("source.csv.{field}"), problem, remedy))
        }
        _ => Ok(()),
    }
}

impl Source for Csv {
    fn problems(&self) -> Vec<Problem> {
        let signs = [self.check_delimiter(), check_sign("quote", self.quote)];
        let columns = ColumnType::problems(&self.columns, COLUMNS);
        let types = ColumnType::type_problems(&self.columns, COLUMNS, is_supported);
        signs.into_iter().filter_map(Checked::err).chain(columns).chain(types).collect()
    }

    fn open(&self, opening: &Opening) -> Result<Opened> {
        open::open(self, opening)
    }

    fn reader(&self, opening: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>> {
        Ok(Box::new(FileReader::new(opening, self.cutter(block))?))
    }

    fn decoder(&self) -> Result<Box<dyn BlockDecoder>> {
        let schema = ColumnType::opened(&self.columns, COLUMNS)?;
        Ok(Box::new(Decoder::new(schema, self)))
    }
}

/// How records are written.
#[derive(Clone, Copy, Debug)]
struct Dialect {
    delimiter: u8,
    quote: u8,
}

impl Dialect {
    /// Reads records of any number of fields.
    fn records(self, bytes: &[u8]) -> Records<'_> {
        let mut builder = ::csv::ReaderBuilder::new();
        builder.delimiter(self.delimiter).quote(self.quote).has_headers(false).flexible(true);
        Records(builder.from_reader(BLANK.chain(bytes)))
    }
}

/// A blank line before a block's bytes: the `csv` crate would take a byte order mark for none of
/// the first record, but in a block it is a part of a value.
const BLANK: &[u8] = b"\n";

/// The records of some bytes.
struct Records<'a>(::csv::Reader<Chain<&'static [u8], &'a [u8]>>);

impl Records<'_> {
    /// Reads the next; says whether there was one.
    fn read(&mut self, record: &mut ByteRecord) -> Result<bool> {
        let failed = |error: ::csv::Error| {
            Error::source("the file", error.to_string(), "Check that the file is CSV.")
        };
        self.0.read_byte_record(record).map_err(failed)
    }

    /// The place of the byte after the record that was read.
    fn place(&self) -> usize {
        // What is in memory has fewer bytes than usize.
        let place = usize::try_from(self.0.position().byte()).unwrap_or(usize::MAX);
        place.saturating_sub(BLANK.len())
    }
}
