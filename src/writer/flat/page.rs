//! Pages: compressed, behind their headers.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};

/// The pages of one column chunk.
pub(super) struct Pages {
    data: TrackedWrite<Vec<u8>>,
    dictionary: Vec<u8>,
    snappy: Option<snap::raw::Encoder>,
}

/// A page that is written.
pub(super) struct Written {
    /// Where it begins, counted without the dictionary page.
    pub offset: usize,
    /// Bytes with its header, as they stand in the file.
    pub compressed: usize,
    /// Bytes with its header, before compression.
    pub uncompressed: usize,
}

impl Pages {
    pub(super) fn new(compression: Compression) -> Self {
        let snappy = (compression == Compression::SNAPPY).then(snap::raw::Encoder::new);
        Self { data: TrackedWrite::new(Vec::new()), dictionary: Vec::new(), snappy }
    }

    pub(super) fn write_data(
        &mut self,
        bytes: Vec<u8>,
        rows: usize,
        encoding: Encoding,
    ) -> Result<Written> {
        let uncompressed = bytes.len();
        let page = Page::DataPage {
            buf: self.compress(bytes)?,
            num_values: count(rows)?,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        write(&mut self.data, page, uncompressed)
    }

    /// Writes the dictionary, which comes before the data pages.
    pub(super) fn write_dictionary(&mut self, bytes: &[u8], values: usize) -> Result<Written> {
        let page = Page::DictionaryPage {
            buf: self.compress(bytes.to_vec())?,
            num_values: count(values)?,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        let mut sink = TrackedWrite::new(Vec::new());
        let written = write(&mut sink, page, bytes.len())?;
        self.dictionary = sink.into_inner()?;
        Ok(written)
    }

    pub(super) fn bytes_written(&self) -> u64 {
        (self.data.bytes_written() + self.dictionary.len()) as u64
    }

    /// All pages in the order of the file.
    pub(super) fn into_bytes(self) -> Result<Bytes> {
        let data = self.data.into_inner()?;
        if self.dictionary.is_empty() {
            return Ok(data.into());
        }
        Ok([self.dictionary, data].concat().into())
    }

    fn compress(&mut self, bytes: Vec<u8>) -> Result<Bytes> {
        match &mut self.snappy {
            None => Ok(bytes.into()),
            Some(encoder) => {
                let compressed = encoder.compress_vec(&bytes);
                Ok(compressed.map_err(|error| ParquetError::External(error.into()))?.into())
            }
        }
    }
}

fn write(sink: &mut TrackedWrite<Vec<u8>>, page: Page, uncompressed: usize) -> Result<Written> {
    let spec =
        SerializedPageWriter::new(sink).write_page(CompressedPage::new(page, uncompressed))?;
    Ok(Written {
        offset: usize::try_from(spec.offset).unwrap_or(usize::MAX),
        compressed: spec.compressed_size,
        uncompressed: spec.uncompressed_size,
    })
}

fn count(values: usize) -> Result<u32> {
    u32::try_from(values).map_err(|_| ParquetError::General(format!("{values} values in a page")))
}
