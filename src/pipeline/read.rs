//! Blocks of a source that is read.

use std::io::{Read, Seek, SeekFrom};
use std::iter;

use arrow::array::RecordBatch;

use super::Block;
use crate::batch::Batch;
use crate::error::{Error, Result};
use crate::job::BlockSize;
use crate::source::{Answer, Next, Opening, Source, SourceReader};

/// Bytes of a file that are read at a time.
const CHUNK: usize = 1 << 16;

/// The blocks of an opened source, each read and decoded when it is asked for. `feed` gives the
/// reader what it wants next.
///
/// # Errors
/// [`Error::Setting`] when the source was not opened.
pub fn read<F: FnMut(&Next, &mut dyn SourceReader) -> Result<()>>(
    source: &dyn Source,
    opening: &Opening,
    size: BlockSize,
    mut feed: F,
) -> Result<impl Iterator<Item = Result<Block>> + use<F>> {
    let (mut reader, decoder) = (source.reader(opening, size)?, source.decoder()?);
    let mut raw_block = move || loop {
        if let Some(block) = reader.pop() {
            return Some(Ok(block));
        }
        match reader.next() {
            Next::Nothing => return None,
            next => {
                if let Err(error) = feed(&next, reader.as_mut()) {
                    return Some(Err(error));
                }
            }
        }
    };
    Ok(iter::from_fn(move || {
        let decoded = raw_block()?.and_then(|raw| decoder.decode(&raw));
        Some(decoded.map(|mut decoded| {
            if decoded.batches.is_empty() {
                // A block is one in the file also when all of it is left out.
                decoded.batches.push(RecordBatch::new_empty(decoder.schema().clone()));
            }
            let batches = decoded.batches.iter().map(Batch::from).collect();
            Block { batches, rejects: decoded.rejects, ..Block::default() }
        }))
    }))
}

/// Feeds a reader from a file.
pub fn of_file(
    mut file: impl Read + Seek,
) -> impl FnMut(&Next, &mut dyn SourceReader) -> Result<()> {
    let mut chunk = Vec::new();
    move |next, reader| {
        chunk.clear();
        let most = match next {
            Next::Range(range) => {
                file.seek(SeekFrom::Start(range.start))?;
                range.end.saturating_sub(range.start)
            }
            Next::More | Next::Nothing => CHUNK as u64,
            Next::Page(page) => {
                let problem = "a file has no pages".into();
                let remedy = "Ask the API for them.".into();
                return Err(Error::Pages { page: page.page, problem, remedy });
            }
        };
        file.by_ref().take(most).read_to_end(&mut chunk)?;
        reader.give(if chunk.is_empty() { Answer::End } else { Answer::Bytes(&chunk) })
    }
}
