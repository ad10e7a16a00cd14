//! The sequential writer: encoder and assembler of a format, one block after another.

use std::borrow::Cow;

use arrow::datatypes::SchemaRef;

use super::format::{BlockEncoder, FileAssembler, FileFormat};
use super::widen::widened;
use super::{BlockWriter, Sink, WriterStats};
use crate::assemble::check_schema;
use crate::batch::Batch;
use crate::error::{Error, Result};
use crate::job::Job;

/// Writes one file into a sink.
pub struct FileWriter<S: Sink> {
    format: &'static dyn FileFormat,
    job: Job,
    sink: S,
    begun: Option<Begun>,
    blocks: u64,
    raw_bytes: u64,
}

/// What the first block decides.
struct Begun {
    schema: SchemaRef,
    encoder: Box<dyn BlockEncoder>,
    assembler: Box<dyn FileAssembler>,
}

impl<S: Sink> FileWriter<S> {
    /// A writer for a resolved job ([`Job::files`]), in the format that it says.
    pub fn new(sink: S, job: &Job) -> Self {
        Self::with_format(sink, job.writer.format.writer(), job)
    }

    /// A writer of another format.
    pub fn with_format(sink: S, format: &'static dyn FileFormat, job: &Job) -> Self {
        Self { format, job: job.clone(), sink, begun: None, blocks: 0, raw_bytes: 0 }
    }

    /// Begins the file, when the first block has told its schema.
    fn begin(&mut self, schema: &SchemaRef) -> Result<Begun> {
        let encoder = self.format.encoder(schema, &self.job)?;
        let assembler = self.format.assembler(schema, &self.job)?;
        self.sink.write_all(&assembler.start())?;
        Ok(Begun { schema: schema.clone(), encoder, assembler })
    }

    fn encode_block(&mut self, begun: &mut Begun, block: &[Batch]) -> Result<()> {
        let mut encoding = begun.encoder.begin(self.blocks);
        for batch in block {
            let batch = self.fitting(batch, &begun.schema)?;
            encoding.write(&batch)?;
        }
        let encoded = encoding.finish()?;
        begun.assembler.append(encoded.tail(), encoded.data_bytes() as u64)?;
        self.blocks += 1;
        self.raw_bytes += encoded.raw_bytes;
        encoded.pieces().try_for_each(|piece| Ok(self.sink.write_all(piece)?))
    }

    /// Rows of the first block's schema; those of another are refused.
    fn fitting<'a>(&self, batch: &'a Batch, first: &SchemaRef) -> Result<Cow<'a, Batch>> {
        let batch = if self.job.writer.widen_numbers {
            widened(batch, first)?
        } else {
            Cow::Borrowed(batch)
        };
        check_schema(self.blocks, first, batch.schema())?;
        Ok(batch)
    }
}

impl<S: Sink> BlockWriter for FileWriter<S> {
    fn start(&mut self) -> Result<()> {
        Error::of(self.job.writer.problems())
    }

    fn write_batches(&mut self, block: &[Batch]) -> Result<()> {
        let Some(first) = block.first() else { return Ok(()) };
        let mut begun = match self.begun.take() {
            Some(begun) => begun,
            None => self.begin(first.schema())?,
        };
        let written = self.encode_block(&mut begun, block);
        self.begun = Some(begun);
        written
    }

    fn finish(mut self: Box<Self>) -> Result<WriterStats> {
        let mut begun = self.begun.take().ok_or_else(|| Error::Assemble {
            block: 0,
            problem: "a file needs at least one block".into(),
        })?;
        let footer = begun.assembler.finish()?;
        self.sink.write_all(&footer.bytes)?;
        self.sink.commit()?;
        Ok(WriterStats { file: footer.stats, raw_bytes: self.raw_bytes })
    }
}
