//! NDJSON: JSON objects, each on a line of its own. A web API's records are read as such, too.

mod check;
mod decode;
mod infer;
mod lines;
mod nested;

use arrow::compute::concat_batches;
use serde::{Deserialize, Serialize};

use super::beginning::Beginning;
use super::cutter::Cutter;
use super::file::FileReader;
use super::typed::failed;
use super::{
    BlockDecoder, ColumnType, FileIdentity, OnError, Opened, Opening, Source, SourceReader,
};
use crate::error::{Error, Problem, Result};
use crate::job::{BlockSize, SourceSpec};
pub use decode::Decoder;
pub use infer::{Inferred, infer};
use lines::Lines;

/// A file with a JSON object on each line: text in UTF-8, by itself or compressed by gzip.
///
/// Objects and lists inside become columns of structs and lists. A field that a record does not
/// have is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ndjson {
    /// The file; whichever is given when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileIdentity>,
    /// The columns; told from the file's beginning when left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnType>,
    /// What happens to bad values, to fields without a column, and to lines that are no objects.
    pub on_error: OnError,
}

/// Where the columns are in a job.
const COLUMNS: &str = "source.ndjson.columns";

impl Ndjson {
    fn cutter(&self, size: BlockSize) -> Cutter<Lines> {
        Cutter::new(Lines::new(), size, self.on_error, false)
    }
}

impl Source for Ndjson {
    fn problems(&self) -> Vec<Problem> {
        problems(&self.columns, COLUMNS)
    }

    fn open(&self, opening: &Opening) -> Result<Opened> {
        Error::of(self.problems())?;
        let beginning = Beginning::of(opening)?;
        let mut cutter = self.cutter(BlockSize::SourceBytes(u64::MAX));
        cutter.push(beginning.text())?;
        if !beginning.is_cut {
            cutter.end()?;
        }
        let Some(block) = cutter.pop() else {
            let problem = "no line ends in the part that was read, or there is none";
            let remedy = "Give a file with a JSON object on each line.";
            return Err(Error::source("line 1", problem, remedy));
        };
        let (mut spec, mut notes) = (self.clone(), Vec::new());
        if spec.columns.is_empty() {
            Inferred { columns: spec.columns, notes } = infer(&block)?;
        }
        let decoder = Decoder::new(&spec.columns, COLUMNS, spec.on_error)?;
        let batches = decoder.decode(&block)?.batches;
        let sample = concat_batches(decoder.schema(), &batches).map_err(failed)?;
        let sample_bytes = block.bytes.len() as u64;
        let total_bytes = if beginning.is_cut { beginning.total } else { Some(sample_bytes) };
        Ok(Opened { spec: SourceSpec::Ndjson(spec), sample, sample_bytes, total_bytes, notes })
    }

    fn reader(&self, opening: &Opening, block: BlockSize) -> Result<Box<dyn SourceReader>> {
        Ok(Box::new(FileReader::new(opening, self.cutter(block))?))
    }

    fn decoder(&self) -> Result<Box<dyn BlockDecoder>> {
        Ok(Box::new(Decoder::new(&self.columns, COLUMNS, self.on_error)?))
    }
}

/// What is wrong with columns that are at `field` in a job.
#[must_use]
pub fn problems(columns: &[ColumnType], field: &str) -> Vec<Problem> {
    let types = ColumnType::type_problems(columns, field, nested::is_supported);
    ColumnType::problems(columns, field).into_iter().chain(types).collect()
}
