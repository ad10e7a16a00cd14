//! Pages: compressed, behind their headers.

use std::borrow::Cow;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, PageType};
use parquet::errors::{ParquetError, Result};

use super::snappy::Snappy;
use crate::assemble::thrift::Value;
use crate::batch::Repeat;

/// Bytes for which room is made before a page: more than a header has.
const HEADER: usize = 64;

/// The pages of one column chunk.
pub(super) struct Pages {
    data: Vec<Bytes>,
    dictionary: Option<Bytes>,
    /// Bytes of the data pages.
    written: usize,
    codec: Codec,
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

/// What a page holds: one and then the other.
#[derive(Default)]
pub(super) struct Body {
    pub head: Vec<u8>,
    pub values: Vec<u8>,
}

impl Body {
    fn len(&self) -> usize {
        self.head.len() + self.values.len()
    }

    /// Forgets all, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.head.clear();
        self.values.clear();
    }
}

impl Pages {
    pub(super) fn new(compression: Compression) -> Self {
        let codec = match compression {
            Compression::SNAPPY => {
                Codec::Snappy(Box::new((snap::raw::Encoder::new(), Snappy::default())))
            }
            _ => Codec::None,
        };
        Self { data: Vec::new(), dictionary: None, written: 0, codec }
    }

    /// Tells what comes again in the values that a page has so far, where that makes a difference.
    pub(super) fn note(&mut self, body: &mut Body, repeats: impl Iterator<Item = Repeat>) {
        if let Codec::Snappy(snappy) = &mut self.codec {
            snappy.1.push(&mut body.values, repeats);
        }
    }

    /// Writes a data page.
    pub(super) fn write_data(
        &mut self,
        body: &mut Body,
        rows: usize,
        encoding: Encoding,
    ) -> Result<Written> {
        let kind = vec![
            (1, int(rows)?),
            (2, int(encoding as usize)?),
            (3, int(Encoding::RLE as usize)?),
            (4, int(Encoding::RLE as usize)?),
        ];
        let kind = Value::Struct(kind);
        let (page, uncompressed) = self.codec.page(body, PageType::DATA_PAGE, kind)?;
        let written = Written { offset: self.written, compressed: page.len(), uncompressed };
        self.written += page.len();
        self.data.push(page);
        Ok(written)
    }

    /// Writes the dictionary, which comes before the data pages.
    pub(super) fn write_dictionary(&mut self, body: &mut Body, values: usize) -> Result<Written> {
        let kind =
            vec![(1, int(values)?), (2, int(Encoding::PLAIN as usize)?), (3, Value::Bool(false))];
        let kind = Value::Struct(kind);
        let (page, uncompressed) = self.codec.page(body, PageType::DICTIONARY_PAGE, kind)?;
        let written = Written { offset: 0, compressed: page.len(), uncompressed };
        self.dictionary = Some(page);
        Ok(written)
    }

    pub(super) fn bytes_written(&self) -> u64 {
        (self.written + self.dictionary.as_ref().map_or(0, Bytes::len)) as u64
    }

    /// All pages in the order of the file.
    pub(super) fn into_pages(self) -> Vec<Bytes> {
        self.dictionary.into_iter().chain(self.data).collect()
    }
}

/// An I32 of the header.
fn int(number: usize) -> Result<Value> {
    let number = i32::try_from(number);
    let number = number.map_err(|_| ParquetError::General("a page is too large".into()))?;
    Ok(Value::i32(number))
}

/// What compresses pages.
enum Codec {
    None,
    /// With a search for what comes again, and by notes of it.
    Snappy(Box<(snap::raw::Encoder, Snappy)>),
}

impl Codec {
    /// A page, and its bytes before compression: the header that the format's `PageHeader` has
    /// (`parquet.thrift`), in which `kind` is the part of its type, and then its compressed bytes.
    fn page(
        &mut self,
        body: &mut Body,
        page_type: PageType,
        kind: Value,
    ) -> Result<(Bytes, usize)> {
        let place = if page_type == PageType::DATA_PAGE { 5 } else { 7 };
        let uncompressed = body.len();
        let (start, rest) = self.compress(body)?;
        let header = Value::Struct(vec![
            (1, int(page_type as usize)?),
            (2, int(uncompressed)?),
            (3, int(start.len() + rest.len())?),
            (place, kind),
        ]);
        let mut page = Vec::with_capacity(HEADER + start.len() + rest.len());
        header.encode(&mut page);
        let uncompressed = page.len() + uncompressed;
        page.extend_from_slice(&start);
        page.extend_from_slice(rest);
        Ok((page.into(), uncompressed))
    }

    /// The compressed bytes, in two parts.
    fn compress<'a>(&'a mut self, body: &'a mut Body) -> Result<(Cow<'a, [u8]>, &'a [u8])> {
        match self {
            Self::None => Ok((Cow::from(&body.head), &body.values)),
            Self::Snappy(snappy) => {
                let (search, noted) = &mut **snappy;
                if let Some((start, elements)) = noted.finish(&body.head, &mut body.values) {
                    return Ok((start.into(), elements));
                }
                body.head.append(&mut body.values);
                let compressed = search.compress_vec(&body.head);
                let compressed =
                    compressed.map_err(|error| ParquetError::External(error.into()))?;
                Ok((compressed.into(), &[]))
            }
        }
    }
}
