//! Names of types, as the dialects have them.

/// What a type is made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Family {
    Boolean,
    /// Whole numbers of so many bits; whether they have no sign.
    Whole(u8, bool),
    Float(u8),
    Decimal,
    Text,
    Bits,
    Bytes,
    Date,
    Time,
    /// Whether it is in UTC.
    Instant(bool),
    Uuid,
    /// Texts of a generator, as in a recipe.
    Asked(&'static str),
    Listed,
    List,
    Map,
    Struct,
    /// What says something about the type inside.
    Wrapper,
}

const JSON: &str = r#"{"json_text":{"fields":[
    {"name":"id","generator":{"foreign_key":{}}}, {"name":"label","generator":{"word":{}}}]}}"#;

/// Names of types in capitals, with bars between.
const TYPES: &[(&str, Family)] = &[
    ("BOOLEAN|BOOL", Family::Boolean),
    ("TINYINT|INT1|BYTEINT", Family::Whole(8, false)),
    ("SMALLINT|INT2|INT16|SMALLSERIAL|SERIAL2|YEAR", Family::Whole(16, false)),
    ("INT|INTEGER|INT4|INT32|MEDIUMINT|SERIAL|SERIAL4", Family::Whole(32, false)),
    ("BIGINT|INT8|INT64|BIGSERIAL|SERIAL8|LONG", Family::Whole(64, false)),
    ("UINT8|UTINYINT", Family::Whole(8, true)),
    ("UINT16|USMALLINT", Family::Whole(16, true)),
    ("UINT32|UINTEGER", Family::Whole(32, true)),
    ("UINT64|UBIGINT", Family::Whole(64, true)),
    ("REAL|FLOAT4|FLOAT32|BINARY_FLOAT", Family::Float(32)),
    ("DOUBLE|DOUBLE PRECISION|FLOAT|FLOAT8|FLOAT64|BINARY_DOUBLE", Family::Float(64)),
    ("DECIMAL|NUMERIC|DEC|FIXED|NUMBER|BIGNUMERIC|MONEY|SMALLMONEY", Family::Decimal),
    ("CHAR|CHARACTER|NCHAR|BPCHAR|NATIONAL CHAR|NATIONAL CHARACTER", Family::Text),
    ("VARCHAR|VARCHAR2|NVARCHAR|NVARCHAR2|CHARACTER VARYING|CHAR VARYING", Family::Text),
    ("NATIONAL CHARACTER VARYING|NATIONAL CHAR VARYING|LONG VARCHAR|SYSNAME", Family::Text),
    ("TEXT|TINYTEXT|MEDIUMTEXT|LONGTEXT|NTEXT|STRING|FIXEDSTRING|CITEXT|NAME", Family::Text),
    ("CLOB|NCLOB|CHARACTER LARGE OBJECT|XML", Family::Text),
    ("JSON|JSONB|VARIANT|SUPER", Family::Asked(JSON)),
    ("INET|CIDR|IPV4", Family::Asked(r#"{"ipv4":{}}"#)),
    ("IPV6", Family::Asked(r#"{"ipv6":{}}"#)),
    ("MACADDR|MACADDR8", Family::Asked(r#"{"mac_address":{}}"#)),
    ("BIT|BIT VARYING|VARBIT", Family::Bits),
    ("BYTEA|BYTES|BLOB|TINYBLOB|MEDIUMBLOB|LONGBLOB|BINARY LARGE OBJECT", Family::Bytes),
    ("BINARY|VARBINARY|BINARY VARYING|RAW|LONG RAW|IMAGE|ROWVERSION", Family::Bytes),
    ("DATE|DATE32", Family::Date),
    ("TIME|TIMETZ", Family::Time),
    ("TIMESTAMP|TIMESTAMP_NTZ|DATETIME|DATETIME2|DATETIME64|SMALLDATETIME", Family::Instant(false)),
    ("TIMESTAMPTZ|TIMESTAMP_LTZ|TIMESTAMP_TZ|DATETIMEOFFSET", Family::Instant(true)),
    ("UUID|UNIQUEIDENTIFIER|GUID", Family::Uuid),
    ("ENUM|ENUM8|ENUM16|SET", Family::Listed),
    ("ARRAY|LIST", Family::List),
    ("MAP", Family::Map),
    ("STRUCT|ROW|TUPLE|NESTED|RECORD", Family::Struct),
    ("NULLABLE|LOWCARDINALITY", Family::Wrapper),
];

/// What a type of a name is made for.
pub(super) fn family(name: &str) -> Option<Family> {
    let is_named = |names: &str| names.split('|').any(|known| known.eq_ignore_ascii_case(name));
    TYPES.iter().find(|(names, _)| is_named(names)).map(|&(_, family)| family)
}

/// Whether a name is that of a type.
pub(super) fn is_known(name: &str) -> bool {
    family(name).is_some()
}

/// Whether a name is that of a type with others inside.
pub(super) fn is_nested(name: &str) -> bool {
    let nested = [Family::List, Family::Map, Family::Struct, Family::Wrapper];
    family(name).is_some_and(|family| nested.contains(&family))
}
