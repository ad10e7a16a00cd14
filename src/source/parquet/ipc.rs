//! Rows as an Arrow IPC stream: what one wasm memory can give another.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::broken;
use crate::error::Result;

pub(super) type Written<T> = std::result::Result<T, ArrowError>;

pub(super) fn written(schema: &SchemaRef, batches: &[RecordBatch]) -> Written<Vec<u8>> {
    let mut stream = StreamWriter::try_new(Vec::new(), schema)?;
    batches.iter().try_for_each(|batch| stream.write(batch))?;
    stream.into_inner()
}

pub(super) fn batches(ipc: &[u8]) -> Written<Vec<RecordBatch>> {
    StreamReader::try_new(ipc, None)?.collect()
}

pub(super) fn write_schema(schema: &SchemaRef) -> Result<String> {
    let stream = written(schema, &[]).map_err(|error| broken("the schema", &error))?;
    Ok(BASE64_STANDARD.encode(stream))
}

pub(super) fn read_schema(text: &str) -> std::result::Result<SchemaRef, String> {
    let stream = BASE64_STANDARD.decode(text).map_err(|error| error.to_string())?;
    let reader = StreamReader::try_new(&stream[..], None).map_err(|error| error.to_string())?;
    Ok(reader.schema())
}
