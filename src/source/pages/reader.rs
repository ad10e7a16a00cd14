//! The stages in a row: pages go in, blocks come out.

use super::{Batcher, Extractor, PageClient, Pages};
use crate::error::Result;
use crate::job::BlockSize;
use crate::source::{Answer, Next, RawBlock, SourceReader};

/// Reads an API page by page and cuts its records into blocks.
#[derive(Debug)]
pub struct PagesReader {
    client: PageClient,
    extractor: Extractor,
    batcher: Batcher,
}

impl PagesReader {
    /// Before the first page. The seed decides how long retries wait.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] that names every field that cannot be used.
    pub fn new(pages: &Pages, block: BlockSize, seed: u64) -> Result<Self> {
        Ok(Self {
            client: PageClient::new(pages, seed)?,
            extractor: Extractor::new(pages),
            batcher: Batcher::new(block),
        })
    }
}

impl SourceReader for PagesReader {
    fn next(&mut self) -> Next {
        self.client.request().cloned().map_or(Next::Nothing, Next::Page)
    }

    fn give(&mut self, answer: Answer) -> Result<()> {
        let Some(page) = self.client.answer(&answer)? else { return Ok(()) };
        let take = |number, record: &str| self.batcher.push(page.number, number, record);
        let records = self.extractor.extract(&page, take)?;
        self.client.turn(&page, records)?;
        if self.client.request().is_none() {
            self.batcher.finish();
        }
        Ok(())
    }

    fn pop(&mut self) -> Option<RawBlock> {
        self.batcher.pop()
    }
}
