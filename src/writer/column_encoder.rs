//! What encodes a column: values that are laid out as Parquet stores them as they are, others
//! through the parquet crate.

use std::mem;

use arrow::datatypes::{FieldRef, SchemaRef};
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::{ParquetError, Result as Encoded};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::SchemaDescriptor;

use super::block::Chunk;
use super::flat::{self, FlatColumn};
use super::options::WriterOptions;
use crate::batch::ColumnData;
use crate::error::{Error, Result};

/// The encoder of one column chunk, or of several for a column with columns inside.
pub(super) struct ColumnEncoder {
    field: FieldRef,
    way: Way,
}

/// How values are encoded.
enum Way {
    /// Not known before the first values: the parquet crate's writers, and which leaves they are of.
    Unknown(Vec<(usize, ArrowColumnWriter)>),
    Flat(Box<FlatColumn>),
    Crate(Vec<ArrowColumnWriter>),
}

/// Encoders for all columns of a schema, of which `file` is a file.
pub(super) fn column_encoders(
    schema: &SchemaRef,
    file: &SerializedFileWriter<Vec<u8>>,
) -> Encoded<Vec<ColumnEncoder>> {
    let factory = ArrowRowGroupWriterFactory::new(file, schema.clone());
    let writers = factory.create_column_writers(0)?.into_iter().enumerate();
    let columns = schema.fields().iter();
    let mut encoders: Vec<_> = columns
        .map(|field| ColumnEncoder { field: field.clone(), way: Way::Unknown(Vec::new()) })
        .collect();
    for (leaf, writer) in writers {
        let column = file.schema_descr().get_column_root_idx(leaf);
        if let Way::Unknown(leaves) = &mut encoders[column].way {
            leaves.push((leaf, writer));
        }
    }
    Ok(encoders)
}

impl ColumnEncoder {
    /// Adds values.
    ///
    /// # Errors
    /// What `failed` makes of the reason why the values do not fit Parquet, and
    /// [`Error::Generate`] when they are not of the column's type.
    pub(super) fn add(
        &mut self,
        data: &ColumnData,
        (schema, options): (&SchemaDescriptor, &WriterOptions),
        failed: impl Fn(ParquetError) -> Error,
    ) -> Result<()> {
        if let Way::Unknown(leaves) = &mut self.way {
            let leaves = mem::take(leaves);
            self.way = self.way_of(leaves, data, schema, options);
        }
        match &mut self.way {
            Way::Flat(flat) => flat.write(data).map_err(failed),
            Way::Crate(leaves) => {
                let array = data.to_array(self.field.data_type())?;
                let written = compute_leaves(&self.field, &array).and_then(|values| {
                    let mut pairs = leaves.iter_mut().zip(&values);
                    pairs.try_for_each(|(leaf, values)| leaf.write(values))
                });
                written.map_err(failed)
            }
            Way::Unknown(_) => Err(failed(ParquetError::General("no encoder is chosen".into()))),
        }
    }

    /// How values like these are encoded.
    fn way_of(
        &self,
        leaves: Vec<(usize, ArrowColumnWriter)>,
        data: &ColumnData,
        schema: &SchemaDescriptor,
        options: &WriterOptions,
    ) -> Way {
        if let ([(leaf, _)], Some(options)) =
            (&leaves[..], options.flat(self.field.name(), &data.values))
        {
            let descriptor = schema.column(*leaf);
            if flat::fits(&descriptor, &data.values) {
                return Way::Flat(Box::new(FlatColumn::new(descriptor, options)));
            }
        }
        Way::Crate(leaves.into_iter().map(|(_, writer)| writer).collect())
    }

    /// Bytes of values as an Arrow array.
    pub(super) fn arrow_bytes(&self, data: &ColumnData) -> u64 {
        data.arrow_bytes(self.field.data_type()) as u64
    }

    /// Ends the column: its chunks.
    pub(super) fn finish(self) -> Encoded<Vec<Chunk>> {
        let closed = |leaf: ArrowColumnWriter| Ok(Chunk::Crate(Box::new(leaf.close()?)));
        match self.way {
            Way::Flat(flat) => {
                let (pages, close) = flat.finish()?;
                Ok(vec![Chunk::Flat(pages, Box::new(close))])
            }
            Way::Crate(leaves) => leaves.into_iter().map(closed).collect(),
            Way::Unknown(leaves) => leaves.into_iter().map(|(_, leaf)| closed(leaf)).collect(),
        }
    }
}
