"""Whether pyarrow, DuckDB and Polars read the same values in files. Usage: everything.py FILE...

Prints what differs, as JSON: file, column, reader, the first differing row and both values.
"""

import json
import sys
from decimal import Decimal

import duckdb
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def plain(array):
    """Values of an Arrow array as Python has them in every reader: times as whole numbers, maps as pairs."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return plain(array.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return array.cast(pa.timestamp("ns", kind.tz)).cast(pa.int64()).to_pylist()
    if pa.types.is_time(kind):
        return array.cast(pa.time64("ns")).cast(pa.int64()).to_pylist()
    if pa.types.is_duration(kind):
        return array.cast(pa.duration("ns")).cast(pa.int64()).to_pylist()
    if pa.types.is_struct(kind):
        fields = [plain(pc.struct_field(array, [index])) for index in range(kind.num_fields)]
        valid = array.is_valid().to_pylist()
        return [list(row) if ok else None for ok, row in zip(valid, zip(*fields))]
    if pa.types.is_map(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return lists(array)
    return [value_of(value) for value in array.to_pylist()]


def lists(array):
    """Lists and maps: the elements of all rows, cut up again."""
    if isinstance(array, pa.MapArray):
        values = [list(pair) for pair in zip(plain(array.keys), plain(array.items))]
    else:
        values = plain(array.values)
    ends = array.offsets.to_pylist()
    rows = zip(array.is_valid().to_pylist(), ends, ends[1:])
    return [values[start:end] if ok else None for ok, start, end in rows]


def value_of(value):
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "hex") and hasattr(value, "urn"):
        return value.hex
    return value


def columns(table):
    names = table.column_names
    return {name: plain(table.column(name).combine_chunks()) for name in names}


def by_duckdb(path):
    duck = duckdb.connect()
    duck.execute("set TimeZone = 'UTC'")
    return duck.execute(f"select * from read_parquet('{path}')").to_arrow_table()


READERS = {
    "duckdb": by_duckdb,
    "polars": lambda path: polars.read_parquet(path).to_arrow(),
}


def same(one, other):
    """UUIDs are text for some readers, and bytes for others."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or one.replace("-", "") == other.replace("-", "")
    return one == other


def unlike(expected, found):
    """The first row that differs of each column, with both values."""
    for name, values in expected.items():
        pairs = zip(values, found[name], strict=True)
        bad = next((row for row, pair in enumerate(pairs) if not same(*pair)), None)
        if bad is not None:
            yield [name, bad, str(values[bad]), str(found[name][bad])]


def differences(path):
    rows = pq.ParquetFile(path).read()
    rows.validate(full=True)
    expected = columns(rows)
    for reader, read in READERS.items():
        found = columns(read(path))
        assert list(found) == list(expected), f"{reader} finds other columns in {path}"
        for name, *difference in unlike(expected, found):
            yield [path, name, reader, *difference]


def main(paths):
    print(json.dumps([difference for path in paths for difference in differences(path)]))


if __name__ == "__main__":
    main(sys.argv[1:])
