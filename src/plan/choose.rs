//! Chooses for each column what pays, on a sample: a dictionary, another encoding, compression.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::Array;
use arrow::datatypes::Schema;
use serde::Serialize;

use super::rows::Rows;
use crate::batch::{Batch, ColumnData, Values};
use crate::error::Result;
use crate::job::{BlockSize, Job};
use crate::writer::{BlockEncoder, Codec, ColumnOptions, Encoder, Encoding, Format, WriterOptions};

/// How one column is written, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnPlan {
    /// The column.
    pub name: String,
    /// Its Arrow type.
    pub data_type: String,
    /// `dictionary`, or the encoding of its values.
    pub encoding: String,
    /// Its codec.
    pub compression: Codec,
    /// Bytes of one row in the sample.
    pub bytes_per_row: f64,
}

/// What is left of the bytes when a slower way pays for its time, which is the user's too.
const WORTH_OF_ENCODING: f64 = 0.9;

/// The same for a codec that is chosen for speed: it takes more time than any encoding.
const WORTH_OF_FAST_CODECS: f64 = 0.85;

/// The same for codecs that are chosen for size and not for speed.
const WORTH_OF_SLOW_CODECS: f64 = 0.97;

/// A job whose Parquet file's writer says for each column what the sample speaks for, where the user
/// has not said it; and the same for people.
///
/// # Errors
/// [`crate::Error::Generate`] and [`crate::Error::Encode`] when the sample cannot be made.
pub(super) fn choose(job: &Job, rows: &Rows) -> Result<(Job, Vec<ColumnPlan>)> {
    let mut chosen = job.clone();
    let mut plans = Vec::new();
    let Some(writer) = parquet(&mut chosen).cloned() else { return Ok((chosen, plans)) };
    let mut columns = writer.columns.clone();
    let sample = rows.batch(0..sample_rows(job, &writer))?;
    for (field, column) in sample.schema().fields().iter().zip(sample.columns()) {
        let name = field.name();
        let given = writer.columns.get(name).copied().unwrap_or_default();
        let schema = Arc::new(Schema::new(vec![field.clone()]));
        let alone = Batch::new(schema, sample.rows(), vec![column.clone()])?;
        let (options, bytes) = cheapest(&writer, given, &alone)?;
        plans.push(plan_of(&writer, options, &alone, bytes));
        columns.insert(name.clone(), options);
    }
    if let Some(writer) = parquet(&mut chosen) {
        writer.columns = columns;
    }
    Ok((chosen, plans))
}

/// The options of the Parquet file, of which a job has one at most.
fn parquet(job: &mut Job) -> Option<&mut WriterOptions> {
    let mut writers = [Some(&mut job.writer), job.also.as_mut()].into_iter().flatten();
    writers.find(|writer| writer.format == Format::Parquet)
}

/// Most rows of the sample: enough for the dictionary of a column with a few hundred values to pay.
const SAMPLE_ROWS: u64 = 8 * 1024;

/// Fewer where blocks or the file have less or the codec is slow.
fn sample_rows(job: &Job, writer: &WriterOptions) -> u64 {
    let in_block = match job.block {
        BlockSize::Rows(rows) => rows,
        BlockSize::SizeMb(_) | BlockSize::SourceBytes(_) => SAMPLE_ROWS,
    };
    SAMPLE_ROWS.min(in_block).min(job.rows.unwrap_or(SAMPLE_ROWS)).min(writer.sample_rows())
}

/// The first of the ways, ordered by speed, that no other beats by enough; and its bytes.
fn cheapest(
    writer: &WriterOptions,
    given: ColumnOptions,
    sample: &Batch,
) -> Result<(ColumnOptions, usize)> {
    let mut best: Option<(ColumnOptions, usize)> = None;
    for way in ways(writer, given, &sample.columns()[0]) {
        let bytes = bytes_of(writer, way, sample)?;
        let worth = match way.compression {
            Some(Codec::None) | None => WORTH_OF_ENCODING,
            Some(Codec::Snappy | Codec::Lz4Raw) => WORTH_OF_FAST_CODECS,
            Some(_) => WORTH_OF_SLOW_CODECS,
        };
        #[expect(clippy::cast_precision_loss, reason = "a sample is small")]
        let pays = best.is_none_or(|(_, least)| (bytes as f64) < least as f64 * worth);
        if pays {
            best = Some((way, bytes));
        }
    }
    // There is always a way: what the user gave, or the writer's own.
    Ok(best.unwrap_or((given, 0)))
}

/// Ways to write a column, the fastest first. What the user has said is in all of them. Where that is
/// both the codec and the dictionary, nothing is left to choose: so says every job that a plan has
/// resolved, and its file is made again as it was.
fn ways(writer: &WriterOptions, given: ColumnOptions, column: &ColumnData) -> Vec<ColumnOptions> {
    if given.compression.is_some() && given.dictionary.is_some() {
        return vec![given];
    }
    let codec = writer.compression;
    // A level is a codec's own.
    let level = given.compression_level;
    let given =
        ColumnOptions { compression: given.compression.or(level.and(Some(codec))), ..given };
    let way = |dictionary: bool, encoding: Option<Encoding>, codec: Codec| ColumnOptions {
        dictionary: given.dictionary.or(Some(dictionary)),
        encoding: given.encoding.or(encoding),
        compression: given.compression.or(Some(codec)),
        ..given
    };
    let delta = Some(Encoding::DeltaBinaryPacked);
    let lengths = Some(Encoding::DeltaLengthByteArray);
    let mut ways = match &column.values {
        Values::Picks { .. } => vec![way(true, None, Codec::None), way(true, None, codec)],
        Values::Int32(_) | Values::Int64(_) => vec![
            way(false, None, Codec::None),
            way(false, delta, Codec::None),
            way(false, None, codec),
            way(true, None, Codec::None),
            way(true, None, codec),
        ],
        // Not every reader knows what version 2 of the format would take for values of a length.
        Values::Fixed { .. } => vec![
            way(false, Some(Encoding::Plain), Codec::None),
            way(false, Some(Encoding::Plain), codec),
        ],
        Values::Array(array) if array.data_type().is_decimal() => vec![
            way(false, Some(Encoding::Plain), Codec::None),
            way(false, Some(Encoding::Plain), codec),
            way(true, Some(Encoding::Plain), Codec::None),
            way(true, Some(Encoding::Plain), codec),
        ],
        Values::Boolean(_) => vec![way(false, None, Codec::None), way(false, None, codec)],
        Values::Bytes(_) => vec![
            way(false, None, Codec::None),
            way(false, lengths, Codec::None),
            way(false, lengths, codec),
            way(true, None, Codec::None),
            way(true, None, codec),
        ],
        _ => vec![
            way(false, None, Codec::None),
            way(false, None, codec),
            way(true, None, Codec::None),
            way(true, None, codec),
        ],
    };
    let dictionary = writer.dictionary && can_have_dictionary(&column.values);
    ways.retain(|way| dictionary || given.dictionary.is_some() || way.dictionary != Some(true));
    ways.dedup();
    if ways.is_empty() {
        ways.push(way(false, None, codec));
    }
    ways
}

/// Whether a dictionary can pay: not where three in four texts are different, as to find that out
/// by building it takes longest of all.
fn can_have_dictionary(values: &Values) -> bool {
    let Values::Bytes(texts) = values else { return true };
    let most = texts.len() / 4 * 3;
    let mut different = HashSet::with_capacity(most + 1);
    texts.iter().all(|text| {
        different.insert(text);
        different.len() <= most
    })
}

/// Bytes of the sample's column chunk.
fn bytes_of(writer: &WriterOptions, way: ColumnOptions, sample: &Batch) -> Result<usize> {
    let mut options = writer.clone();
    options.sorting_columns.clear();
    options.columns = [(sample.schema().field(0).name().clone(), way)].into();
    let encoder = Encoder::with_options(sample.schema().clone(), &options, Vec::new())?;
    Ok(encoder.encode(0, std::slice::from_ref(sample))?.data_bytes())
}

#[expect(clippy::cast_precision_loss, reason = "a sample is small")]
fn plan_of(
    writer: &WriterOptions,
    options: ColumnOptions,
    sample: &Batch,
    bytes: usize,
) -> ColumnPlan {
    let field = sample.schema().field(0);
    let encoding = match options.encoding {
        _ if options.dictionary.unwrap_or(writer.dictionary) => "dictionary".into(),
        encoding => encoding.unwrap_or(Encoding::Plain).name(),
    };
    ColumnPlan {
        name: field.name().clone(),
        data_type: field.data_type().to_string(),
        encoding,
        compression: options.compression.unwrap_or(writer.compression),
        bytes_per_row: bytes as f64 / sample.rows().max(1) as f64,
    }
}
