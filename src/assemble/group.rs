//! One row group's metadata on its way into another file.

use super::thrift::Value;

/// Field ids in `parquet.thrift`.
mod id {
    pub mod row_group {
        pub const COLUMNS: i16 = 1;
        pub const NUM_ROWS: i16 = 3;
        pub const FILE_OFFSET: i16 = 5;
        pub const ORDINAL: i16 = 7;
    }
    pub mod column_chunk {
        pub const FILE_OFFSET: i16 = 2;
        pub const META_DATA: i16 = 3;
        pub const OFFSET_INDEX_OFFSET: i16 = 4;
        pub const OFFSET_INDEX_LENGTH: i16 = 5;
        pub const COLUMN_INDEX_OFFSET: i16 = 6;
        pub const COLUMN_INDEX_LENGTH: i16 = 7;
    }
    /// Of `ColumnMetaData`: data, index and dictionary page, bloom filter.
    pub const PAGE_OFFSETS: [i16; 4] = [9, 10, 11, 14];
    pub mod offset_index {
        pub const PAGE_LOCATIONS: i16 = 1;
    }
    pub mod page_location {
        pub const OFFSET: i16 = 1;
    }
}
use id::{column_chunk, row_group};

/// A row group whose page offsets are those of the assembled file. Its page indexes stand at the
/// file's end, so their places are told when all row groups are known.
pub struct Group {
    /// The `RowGroup`, encoded; index offsets are relative to this group's own indexes.
    metadata: Vec<u8>,
    /// The `ColumnIndex` of every column, one after another.
    pub column_indexes: Vec<u8>,
    /// The `OffsetIndex` of every column, one after another.
    pub offset_indexes: Vec<u8>,
    column_indexes_at: u64,
    offset_indexes_at: u64,
}

impl Group {
    /// Takes the one row group of a file and shifts its offsets by `shift`. `tail` are the bytes
    /// of that file from `tail_start` on. Gives the group and its rows, or `None` if the list
    /// is not one row group or its offsets point outside the tail.
    pub fn new(
        list: Option<&Value>,
        tail: &[u8],
        tail_start: u64,
        shift: u64,
        ordinal: u64,
    ) -> Option<(Self, i64)> {
        let Some(Value::List(_, items)) = list else {
            return None;
        };
        let [row_group] = items.as_slice() else {
            return None;
        };
        let mut row_group = row_group.clone();
        let rows = row_group.field(row_group::NUM_ROWS)?.int()?;
        let tail = Tail { bytes: tail, start: tail_start };
        let shift = i64::try_from(shift).ok()?;
        shift_field(&mut row_group, row_group::FILE_OFFSET, shift);
        if let Some(field) = row_group.field_mut(row_group::ORDINAL) {
            field.set_int(i64::try_from(ordinal).ok()?);
        }
        let mut group = Self {
            metadata: Vec::new(),
            column_indexes: Vec::new(),
            offset_indexes: Vec::new(),
            column_indexes_at: 0,
            offset_indexes_at: 0,
        };
        for column in row_group.field_mut(row_group::COLUMNS)?.items_mut() {
            group.take_column(column, &tail, shift)?;
        }
        row_group.encode(&mut group.metadata);
        Some((group, rows))
    }

    /// Shifts a `ColumnChunk` and takes its page indexes out of the tail.
    fn take_column(&mut self, column: &mut Value, tail: &Tail, shift: i64) -> Option<()> {
        let file_offset = column.field(column_chunk::FILE_OFFSET)?.int()?;
        if file_offset != 0 {
            // 0 says that the metadata is in the footer only, as the format recommends.
            shift_field(column, column_chunk::FILE_OFFSET, shift);
        }
        let metadata = column.field_mut(column_chunk::META_DATA)?;
        for id in id::PAGE_OFFSETS {
            shift_field(metadata, id, shift);
        }
        self.take_column_index(column, tail)?;
        self.take_offset_index(column, tail, shift)
    }

    /// A `ColumnIndex` holds no offsets: it is copied as it is.
    fn take_column_index(&mut self, column: &mut Value, tail: &Tail) -> Option<()> {
        let (at, length) = (column_chunk::COLUMN_INDEX_OFFSET, column_chunk::COLUMN_INDEX_LENGTH);
        if column.field(at).is_none() {
            return Some(());
        }
        let relative = self.column_indexes.len();
        self.column_indexes.extend_from_slice(tail.index(column, at, length)?);
        set_field(column, at, relative);
        Some(())
    }

    /// An `OffsetIndex` holds the pages' offsets, so it is shifted, and may change its length.
    fn take_offset_index(&mut self, column: &mut Value, tail: &Tail, shift: i64) -> Option<()> {
        let (at, length) = (column_chunk::OFFSET_INDEX_OFFSET, column_chunk::OFFSET_INDEX_LENGTH);
        if column.field(at).is_none() {
            return Some(());
        }
        let relative = self.offset_indexes.len();
        shift_offset_index(tail.index(column, at, length)?, shift, &mut self.offset_indexes)?;
        set_field(column, at, relative);
        set_field(column, length, self.offset_indexes.len() - relative);
        Some(())
    }

    /// Bytes kept for this group.
    pub fn bytes(&self) -> usize {
        self.metadata.len() + self.column_indexes.len() + self.offset_indexes.len()
    }

    /// Says where [`Self::column_indexes`] begin in the file.
    pub fn place_column_indexes(&mut self, position: u64) {
        self.column_indexes_at = position;
    }

    /// Says where [`Self::offset_indexes`] begin in the file.
    pub fn place_offset_indexes(&mut self, position: u64) {
        self.offset_indexes_at = position;
    }

    /// Appends the `RowGroup` with its indexes' final places.
    pub fn encode(&self, with_ordinal: bool, out: &mut Vec<u8>) {
        // It was encoded by `new`, so it decodes.
        let Some(mut row_group) = Value::decode_struct(&self.metadata) else {
            return;
        };
        if !with_ordinal {
            row_group.remove_field(row_group::ORDINAL);
        }
        let columns = row_group.field_mut(row_group::COLUMNS).map(Value::items_mut);
        for column in columns.unwrap_or_default() {
            let places = [
                (column_chunk::COLUMN_INDEX_OFFSET, self.column_indexes_at),
                (column_chunk::OFFSET_INDEX_OFFSET, self.offset_indexes_at),
            ];
            for (id, position) in places {
                shift_field(column, id, i64::try_from(position).unwrap_or(i64::MAX));
            }
        }
        row_group.encode(out);
    }
}

/// The end of a file: its bytes from `start` on.
struct Tail<'a> {
    bytes: &'a [u8],
    start: u64,
}

impl<'a> Tail<'a> {
    /// The bytes of a column's page index; `None` if they are not in the tail.
    fn index(&self, column: &Value, offset_id: i16, length_id: i16) -> Option<&'a [u8]> {
        let offset = u64::try_from(column.field(offset_id)?.int()?).ok()?;
        let start = usize::try_from(offset.checked_sub(self.start)?).ok()?;
        let length = usize::try_from(column.field(length_id)?.int()?).ok()?;
        self.bytes.get(start..start.checked_add(length)?)
    }
}

/// Adds to an integer field, where there is one.
fn shift_field(value: &mut Value, id: i16, shift: i64) {
    if let Some(field) = value.field_mut(id)
        && let Some(old) = field.int()
    {
        field.set_int(old.saturating_add(shift));
    }
}

fn set_field(value: &mut Value, id: i16, to: usize) {
    if let Some(field) = value.field_mut(id) {
        field.set_int(i64::try_from(to).unwrap_or(i64::MAX));
    }
}

/// Appends an `OffsetIndex` whose page locations are shifted.
fn shift_offset_index(bytes: &[u8], shift: i64, out: &mut Vec<u8>) -> Option<()> {
    let mut index = Value::decode_struct(bytes)?;
    for page in index.field_mut(id::offset_index::PAGE_LOCATIONS)?.items_mut() {
        shift_field(page, id::page_location::OFFSET, shift);
    }
    index.encode(out);
    Some(())
}
