"""Whether pyarrow, DuckDB and Polars find in Parquet files the rows of an Arrow file, and how they are written.

Usage: parquet.py ARROW PARQUET... Prints as JSON, for each file, what differs and every column chunk.
"""

import json
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet as pq
from everything import READERS, columns, unlike


def by_pyarrow(path):
    file = pq.ParquetFile(path)
    rows = file.read()
    rows.validate(full=True)
    # ENUM is binary for it, and text for the others.
    for place, field in enumerate(rows.schema):
        if any(leaf.path == field.name and leaf.logical_type.type == "ENUM" for leaf in leaves(file)):
            rows = rows.set_column(place, field.with_type(pa.string()), rows.column(place).cast(pa.string()))
    return rows


def leaves(file):
    return [file.schema.column(place) for place in range(len(file.schema))]


def meaning(kind):
    """What every reader has to know of a type besides the values: names, zones, digits of decimals."""
    if pa.types.is_dictionary(kind):
        return meaning(kind.value_type)
    if pa.types.is_struct(kind):
        return {field.name: meaning(field.type) for field in kind}
    # A map is a list of pairs for Polars.
    if pa.types.is_map(kind):
        return [[meaning(kind.key_type), meaning(kind.item_type)]]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        inside = meaning(kind.value_type)
        return [list(inside.values()) if isinstance(inside, dict) and list(inside) == ["key", "value"] else inside]
    if pa.types.is_timestamp(kind):
        return "instant" if kind.tz else "local time"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    return None


def meanings(table):
    return [[field.name, meaning(field.type)] for field in table.schema]


def storage(field):
    """A field as an Arrow file has it: without what its values stand for."""
    kind = field.type
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    elif pa.types.is_struct(kind):
        kind = pa.struct([storage(inside) for inside in kind])
    elif pa.types.is_map(kind):
        kind = pa.map_(storage(kind.key_field), storage(kind.item_field))
    elif pa.types.is_list(kind):
        kind = pa.list_(storage(kind.value_field))
    return pa.field(field.name, kind, field.nullable)


def differences(rows, path):
    """Of each reader against the rows of the Arrow file."""
    expected, types = columns(rows), meanings(rows)
    schema = by_pyarrow(path).schema
    yield from (["schema", str(one), str(two)] for one, two in zip(rows.schema, schema, strict=True) if one != storage(two))
    for reader, read in {"pyarrow": by_pyarrow, **READERS}.items():
        found = read(path)
        yield from ([reader, str(one), str(two)] for one, two in zip(types, meanings(found), strict=True) if one != two)
        yield from ([reader, *difference] for difference in unlike(expected, columns(found)))


def counted_by_duckdb(path, name, value):
    query = f"""select count(*) from read_parquet('{path}') where "{name}" = ?"""
    return duckdb.execute(query, [value.as_py()]).fetchone()[0]


def counted_by_pyarrow(path, name, value):
    # JSON and ENUM are other types for it.
    column = pc.field(name).cast(value.type)
    return pyarrow.dataset.dataset(path).count_rows(filter=column == value)


# How many rows have a value in a column, for readers that look only where the file lets it be.
COUNTS = {
    "pyarrow": counted_by_pyarrow,
    "duckdb": counted_by_duckdb,
    "polars": lambda path, name, value: (
        polars.scan_parquet(path).filter(polars.col(name) == value.as_py()).select(polars.len()).collect().item()
    ),
}


COMPARED = [pa.types.is_string, pa.types.is_integer, pa.types.is_date, pa.types.is_decimal]


def lost(rows, path):
    """Least and greatest values that a reader misses by statistics, page indexes or bloom filters."""
    for name, column in zip(rows.column_names, rows.columns):
        kind = column.type
        if not any(is_kind(kind) for is_kind in COMPARED):
            continue
        for value in pc.min_max(column).values():
            expected = pc.sum(pc.equal(column, value)).as_py()
            found = {reader: count(path, name, value) for reader, count in COUNTS.items()}
            yield from ([reader, name, str(value), expected, count] for reader, count in found.items() if count != expected)


def chunks(path):
    """Every column chunk. Where bloom filters are is told by DuckDB alone."""
    metadata = pq.ParquetFile(path).metadata
    query = f"select row_group_id, column_id, bloom_filter_offset from parquet_metadata('{path}')"
    filters = {(group, column) for group, column, offset in duckdb.execute(query).fetchall() if offset is not None}
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            yield {
                "column": chunk.path_in_schema,
                "codec": chunk.compression,
                "encodings": sorted(chunk.encodings),
                "dictionary": chunk.has_dictionary_page,
                "column_index": chunk.has_column_index,
                "offset_index": chunk.has_offset_index,
                "bloom_filter": (group, column) in filters,
            }


def file(rows, path):
    metadata = pq.ParquetFile(path).metadata
    return {
        "differences": [*differences(rows, path), *lost(rows, path)],
        "version": metadata.format_version,
        "row_groups": metadata.num_row_groups,
        "chunks": list(chunks(path)),
    }


def main(arrow, *paths):
    rows = pa.ipc.open_file(arrow).read_all()
    print(json.dumps([file(rows, path) for path in paths]))


if __name__ == "__main__":
    main(*sys.argv[1:])
