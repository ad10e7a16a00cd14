//! The Parquet writer: encoder and assembler, one block after another.

use super::{BlockWriter, Encoder, Sink, WriterStats};
use crate::assemble::{Assembler, MAGIC, check_schema};
use crate::batch::Batch;
use crate::error::{Error, Result};
use crate::job::Job;

/// Writes one Parquet file into a sink, one row group for each block.
pub struct ParquetWriter<S: Sink> {
    job: Job,
    sink: S,
    encoder: Option<(arrow::datatypes::SchemaRef, Encoder)>,
    assembler: Assembler,
    raw_bytes: u64,
}

impl<S: Sink> ParquetWriter<S> {
    /// A writer for a resolved job ([`Job::resolved`]).
    pub fn new(sink: S, job: &Job) -> Self {
        Self { job: job.clone(), sink, encoder: None, assembler: Assembler::new(), raw_bytes: 0 }
    }

    /// The encoder of the first block's schema; a block of another schema is refused.
    fn encoder_for(&mut self, block: &Batch) -> Result<&Encoder> {
        let schema = block.schema().clone();
        match &mut self.encoder {
            Some((first, _)) => check_schema(self.assembler.blocks(), first, &schema)?,
            none => *none = Some((schema.clone(), Encoder::new(schema, &self.job)?)),
        }
        match &self.encoder {
            Some((_, encoder)) => Ok(encoder),
            None => Err(Error::Assemble { block: 0, problem: "there is no encoder".into() }),
        }
    }
}

impl<S: Sink> BlockWriter for ParquetWriter<S> {
    fn start(&mut self) -> Result<()> {
        Ok(self.sink.write_all(MAGIC)?)
    }

    fn write_block(&mut self, block: &Batch) -> Result<()> {
        let number = self.assembler.blocks();
        let encoded = self.encoder_for(block)?.encode(number, block)?;
        self.assembler.append(encoded.tail(), encoded.data_bytes() as u64)?;
        self.raw_bytes += encoded.raw_bytes;
        encoded.pieces().try_for_each(|piece| Ok(self.sink.write_all(piece)?))
    }

    fn finish(mut self: Box<Self>) -> Result<WriterStats> {
        let footer = self.assembler.finish()?;
        self.sink.write_all(&footer.bytes)?;
        self.sink.commit()?;
        Ok(WriterStats { file: footer.stats, raw_bytes: self.raw_bytes })
    }
}
