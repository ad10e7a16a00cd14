//! Sources that are read: their records, the values of them, and what becomes of bad ones.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod csv;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet_blocks::Error;
use parquet_blocks::job::BlockSize;
use parquet_blocks::source::{
    Answer, Next, Opened, Opening, RawBlock, Reject, Source, SourceReader,
};

/// What a source gives.
pub struct Read {
    pub opened: Opened,
    pub blocks: Vec<RawBlock>,
    pub batches: Vec<RecordBatch>,
    pub rejects: Vec<Reject>,
}

/// All blocks of a file that is given in chunks.
pub fn blocks<'a>(
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
pub fn read(source: &dyn Source, bytes: &[u8], size: BlockSize) -> Result<Read, Error> {
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
pub fn rows(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    let options = FormatOptions::default().with_null("∅");
    let mut rows = Vec::new();
    for batch in batches {
        let formatters: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
            .collect();
        let row = |row| formatters.iter().map(|column| column.value(row).to_string()).collect();
        rows.extend((0..batch.num_rows()).map(row));
    }
    rows
}

/// What is wrong with a source, with its remedy.
pub fn refused(source: &dyn Source, bytes: &[u8]) -> String {
    let Err(error) = read(source, bytes, BlockSize::Rows(2)) else { panic!("the file is taken") };
    assert!(!error.remedy().is_empty(), "{error}");
    error.to_string()
}
