//! Sources that are read: their records, the values of them, and what becomes of bad ones.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod cases;
mod chunks;
mod csv;
mod gzip;
mod ndjson;
mod readers;

use arrow::array::{Array, ArrayRef, RecordBatch, make_array};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet_blocks::Error;
use parquet_blocks::job::BlockSize;
use parquet_blocks::source::{
    Answer, Next, Opened, Opening, RawBlock, Reject, Source, SourceReader,
};

/// What a source gives.
struct Read {
    opened: Opened,
    blocks: Vec<RawBlock>,
    batches: Vec<RecordBatch>,
    rejects: Vec<Reject>,
}

/// All blocks of a file that is given in chunks.
fn blocks<'a>(
    reader: &mut dyn SourceReader,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<RawBlock>, Error> {
    let (mut blocks, mut chunks) = (Vec::new(), chunks.into_iter());
    while reader.next() == Next::More {
        reader.give(chunks.next().map_or(Answer::End, Answer::Bytes))?;
        while let Some(block) = reader.pop() {
            blocks.push(block);
        }
    }
    assert_eq!(reader.next(), Next::Nothing);
    Ok(blocks)
}

/// Reads a whole file.
fn read(source: &dyn Source, bytes: &[u8], size: BlockSize) -> Result<Read, Error> {
    let opening = Opening::whole(bytes);
    let opened = source.open(&opening)?;
    let source = opened.spec.read().unwrap();
    let blocks = blocks(&mut *source.reader(&opening, size)?, [bytes])?;
    let decoder = source.decoder()?;
    let (mut batches, mut rejects) = (Vec::new(), Vec::new());
    for block in &blocks {
        let decoded = decoder.decode(block)?;
        assert!(decoded.batches.iter().all(|batch| batch.schema() == *decoder.schema()));
        batches.extend(decoded.batches);
        rejects.extend(decoded.rejects);
    }
    Ok(Read { opened, blocks, batches, rejects })
}

/// The values of batches as texts, row by row; `∅` for null.
fn rows(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    let options = FormatOptions::default().with_null("∅");
    let mut rows = Vec::new();
    for batch in batches {
        let columns: Vec<_> = batch.columns().iter().map(readable).collect();
        let formatters: Vec<_> = columns
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
            .collect();
        let row = |row| formatters.iter().map(|column| column.value(row).to_string()).collect();
        rows.extend((0..batch.num_rows()).map(row));
    }
    rows
}

/// A column whose zone is an offset: the formatter knows none by its name.
fn readable(column: &ArrayRef) -> ArrayRef {
    let DataType::Timestamp(unit, Some(_)) = column.data_type() else { return column.clone() };
    let data_type = DataType::Timestamp(*unit, Some("+00:00".into()));
    make_array(column.to_data().into_builder().data_type(data_type).build().unwrap())
}

/// What is wrong with a source, with its remedy.
fn refused(source: &dyn Source, bytes: &[u8]) -> String {
    let Err(error) = read(source, bytes, BlockSize::Rows(2)) else { panic!("the file is taken") };
    assert!(!error.remedy().is_empty(), "{error}");
    error.to_string()
}
