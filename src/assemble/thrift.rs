//! Values of Thrift's compact protocol, as a tree: enough to change an offset in Parquet
//! metadata and write it back.
//!
//! Source: Apache Thrift, `doc/specs/thrift-compact-protocol.md`.

/// One value. Struct fields keep their order; integers of all widths are zigzag varints.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A boolean field of a struct.
    Bool(bool),
    /// A byte, or a boolean in a list.
    Byte(u8),
    /// I16, I32 or I64, with its type number.
    Int(u8, i64),
    /// Eight bytes, as they are.
    Double([u8; 8]),
    /// Bytes or text.
    Binary(Vec<u8>),
    /// A list, with its elements' type number.
    List(u8, Vec<Value>),
    /// A struct: field ids and values.
    Struct(Vec<(i16, Value)>),
}

/// Type numbers of the compact protocol.
mod kind {
    pub const TRUE: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const BYTE: u8 = 3;
    pub const I16: u8 = 4;
    pub const I32: u8 = 5;
    pub const I64: u8 = 6;
    pub const DOUBLE: u8 = 7;
    pub const BINARY: u8 = 8;
    pub const LIST: u8 = 9;
    pub const STRUCT: u8 = 12;
}

/// Structs nest no deeper than this in Parquet metadata; more is not Parquet.
const MAX_DEPTH: usize = 16;

impl Value {
    /// Reads a struct that starts at the beginning of `bytes`; `None` if it is not one.
    #[must_use]
    pub fn decode_struct(bytes: &[u8]) -> Option<Self> {
        Reader { bytes }.value(kind::STRUCT, 0)
    }

    /// A field of a struct.
    #[must_use]
    pub fn field(&self, id: i16) -> Option<&Self> {
        match self {
            Self::Struct(fields) => fields.iter().find(|field| field.0 == id).map(|field| &field.1),
            _ => None,
        }
    }

    /// A field of a struct, to change it.
    pub fn field_mut(&mut self, id: i16) -> Option<&mut Self> {
        match self {
            Self::Struct(fields) => {
                fields.iter_mut().find(|field| field.0 == id).map(|field| &mut field.1)
            }
            _ => None,
        }
    }

    /// Takes a field out of a struct.
    pub fn remove_field(&mut self, id: i16) {
        if let Self::Struct(fields) = self {
            fields.retain(|field| field.0 != id);
        }
    }

    /// The elements of a list; none for other values.
    pub fn items_mut(&mut self) -> &mut [Self] {
        match self {
            Self::List(_, items) => items,
            _ => &mut [],
        }
    }

    /// An I32.
    #[must_use]
    pub fn i32(value: i32) -> Self {
        Self::Int(kind::I32, value.into())
    }

    /// An integer.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(_, value) => Some(*value),
            _ => None,
        }
    }

    /// Sets an integer, if this is one.
    pub fn set_int(&mut self, value: i64) {
        if let Self::Int(_, old) = self {
            *old = value;
        }
    }

    /// Appends the value's encoding.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Bool(_) => {}
            Self::Byte(byte) => out.push(*byte),
            Self::Int(_, value) => push_varint(out, zigzag(*value)),
            Self::Double(bytes) => out.extend_from_slice(bytes),
            Self::Binary(bytes) => {
                push_varint(out, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Self::List(kind, items) => {
                push_list_header(out, *kind, items.len());
                for item in items {
                    item.encode(out);
                }
            }
            Self::Struct(fields) => encode_struct(fields, out),
        }
    }

    /// The type number that a header says.
    #[must_use]
    pub fn kind(&self) -> u8 {
        match self {
            Self::Bool(true) => kind::TRUE,
            Self::Bool(false) => kind::FALSE,
            Self::Byte(_) => kind::BYTE,
            Self::Int(kind, _) => *kind,
            Self::Double(_) => kind::DOUBLE,
            Self::Binary(_) => kind::BINARY,
            Self::List(..) => kind::LIST,
            Self::Struct(_) => kind::STRUCT,
        }
    }
}

fn encode_struct(fields: &[(i16, Value)], out: &mut Vec<u8>) {
    let mut last = 0;
    for (id, value) in fields {
        push_field_header(out, last, *id, value.kind());
        value.encode(out);
        last = *id;
    }
    out.push(0);
}

/// Appends a field's header: a small step from the last id shares a byte with the type.
pub fn push_field_header(out: &mut Vec<u8>, last: i16, id: i16, kind: u8) {
    if let Ok(step @ 1..=15) = u8::try_from(id - last) {
        out.push(step << 4 | kind);
    } else {
        out.push(kind);
        push_varint(out, zigzag(i64::from(id)));
    }
}

/// Appends a list's header: up to 14 elements share a byte with their type.
pub fn push_list_header(out: &mut Vec<u8>, kind: u8, length: usize) {
    if let Ok(length @ 0..=14) = u8::try_from(length) {
        out.push(length << 4 | kind);
    } else {
        out.push(0xF0 | kind);
        push_varint(out, length as u64);
    }
}

#[expect(clippy::cast_sign_loss, reason = "zigzag maps signed to unsigned")]
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self, kind: u8, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match kind {
            kind::TRUE => Value::Bool(true),
            kind::FALSE => Value::Bool(false),
            kind::BYTE => Value::Byte(self.byte()?),
            kind::I16..=kind::I64 => Value::Int(kind, self.int()?),
            kind::DOUBLE => Value::Double(self.take(8)?.try_into().ok()?),
            kind::BINARY => {
                let length = self.length()?;
                Value::Binary(self.take(length)?.to_vec())
            }
            kind::LIST => self.list(depth)?,
            kind::STRUCT => self.fields(depth)?,
            _ => return None,
        })
    }

    fn fields(&mut self, depth: usize) -> Option<Value> {
        let mut fields = Vec::new();
        let mut last = 0_i16;
        loop {
            let header = self.byte()?;
            if header == 0 {
                return Some(Value::Struct(fields));
            }
            let id = match header >> 4 {
                0 => i16::try_from(self.int()?).ok()?,
                step => last.checked_add(i16::from(step))?,
            };
            fields.push((id, self.value(header & 0x0F, depth + 1)?));
            last = id;
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let header = self.byte()?;
        let kind = header & 0x0F;
        let length = match header >> 4 {
            15 => self.length()?,
            short => usize::from(short),
        };
        // A boolean in a list is a byte of its own, not part of a header.
        let item = if kind <= kind::FALSE { kind::BYTE } else { kind };
        let items = (0..length).map(|_| self.value(item, depth + 1)).collect::<Option<_>>()?;
        Some(Value::List(kind, items))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.varint()?).ok()
    }

    #[expect(clippy::cast_possible_wrap, reason = "undoes zigzag")]
    fn int(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        let longs = (0..20).map(|n| Value::Int(kind::I64, n - 10)).collect();
        Value::Struct(vec![
            (1, Value::Int(5, -1)),
            (2, Value::Bool(true)),
            (3, Value::List(kind::TRUE, vec![Value::Byte(1), Value::Byte(2)])),
            (4, Value::Binary(b"text".to_vec())),
            (40, Value::List(kind::I64, longs)),
            (41, Value::Struct(vec![(1, Value::Double([7; 8])), (2, Value::Int(6, i64::MAX))])),
        ])
    }

    #[test]
    fn what_is_read_is_written_back() {
        let mut bytes = Vec::new();
        sample().encode(&mut bytes);
        assert_eq!(Value::decode_struct(&bytes), Some(sample()));
    }

    #[test]
    fn broken_bytes_are_none() {
        let mut bytes = Vec::new();
        sample().encode(&mut bytes);
        for length in 0..bytes.len() {
            assert_eq!(Value::decode_struct(&bytes[..length]), None, "{length} bytes");
        }
        assert_eq!(Value::decode_struct(&[0x1C; 100]), None, "nested too deeply");
        assert_eq!(Value::decode_struct(&[0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0x7F, 0]), None);
    }
}
