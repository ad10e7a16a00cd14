"""Whether pyarrow, DuckDB and Polars read in other formats what the Parquet file of the same rows holds.

Usage: formats.py PARQUET FILE... A file's name ends in its format, and perhaps in .gz. Prints what
differs, as JSON: file, reader, column, the first differing row and both values.
"""

import json
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq
from everything import columns, unlike


def duckdb_reads(path, parquet, function, options=""):
    duck = duckdb.connect()
    duck.execute("set TimeZone = 'UTC'")
    described = duck.execute(f"describe select * from read_parquet('{parquet}')").fetchall()
    types = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in described) + "}"
    return duck.execute(f"select * from {function}('{path}', columns = {types}{options})").to_arrow_table()


def csv_by_pyarrow(path, schema):
    # An empty text has quotes, and a null has none.
    options = pa.csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    return pa.csv.read_csv(path, convert_options=options)


def nullable(kind):
    """A type whose fields inside may be null: readers of JSON know of no others."""
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, nullable(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(nullable(kind.value_type))
    return kind


def with_types(table, schema):
    """What a reader has found that takes dates, instants and decimals for texts or numbers.

    It takes a map for an object with all keys of the file: such columns are left out.
    """
    found = zip(table.select(schema.names).columns, schema)
    columns = {
        field.name: column.cast(nullable(field.type))
        for column, field in found
        if not (pa.types.is_map(field.type) and pa.types.is_struct(column.type))
    }
    return pa.table(columns)


def csv_by_polars(path, schema):
    texts = polars.read_csv(path, infer_schema=False).to_arrow()
    return with_types(pa.table([text.cast(pa.string()) for text in texts.columns], texts.column_names), schema)


READERS = {
    "csv": {
        "pyarrow": lambda path, parquet, schema: csv_by_pyarrow(path, schema),
        "duckdb": lambda path, parquet, schema: duckdb_reads(
            path, parquet, "read_csv", ", header = true, allow_quoted_nulls = false"
        ),
        "polars": lambda path, parquet, schema: csv_by_polars(path, schema),
    },
    "ndjson": {
        "pyarrow": lambda path, parquet, schema: with_types(pa.json.read_json(path), schema),
        "duckdb": lambda path, parquet, schema: duckdb_reads(path, parquet, "read_ndjson"),
        "polars": lambda path, parquet, schema: with_types(polars.read_ndjson(path, infer_schema_length=None).to_arrow(), schema),
    },
    "arrow": {
        "pyarrow": lambda path, parquet, schema: pa.ipc.open_file(path).read_all(),
        "polars": lambda path, parquet, schema: polars.read_ipc(path).to_arrow(),
    },
}


def differences(parquet, path):
    rows = pq.ParquetFile(parquet).read()
    expected = columns(rows)
    file_format = path.removesuffix(".gz").rsplit(".", 1)[1]
    for reader, read in READERS[file_format].items():
        table = read(path, parquet, rows.schema)
        table.validate(full=True)
        found = columns(table)
        missing = [name for name in expected if name not in found]
        assert all(pa.types.is_map(rows.schema.field(name).type) for name in missing), (reader, path, missing)
        for difference in unlike({name: expected[name] for name in found}, found):
            yield [path, reader, *difference]


def main(parquet, *paths):
    print(json.dumps([difference for path in paths for difference in differences(parquet, path)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
