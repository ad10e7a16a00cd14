"""The types that pyarrow, DuckDB and Polars have for a Parquet file's columns, and rows that they find by its statistics.

Usage: logical.py PARQUET COLUMN>VALUE... Prints as JSON the types by column, for each condition how many rows there are
and every reader finds, and how many DuckDB finds by some UUIDs.
"""

import json
import sys
from decimal import Decimal

import duckdb
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet as pq

COMPARE = {">": (pc.greater, lambda a, b: a > b), "<": (pc.less, lambda a, b: a < b)}


def types(path):
    file = pq.ParquetFile(path)
    leaves = [file.schema.column(index) for index in range(len(file.schema))]
    logical = {leaf.path: json.loads(leaf.logical_type.to_json())["Type"] for leaf in leaves}
    described = duckdb.execute("describe from read_parquet(?)", [path]).fetchall()
    polar = polars.scan_parquet(path).collect_schema()
    return {
        field.name: [logical.get(field.name), str(field.type), kind, str(polar[field.name])]
        for field, (_, kind, *_) in zip(file.schema_arrow, described, strict=True)
    }


def found(path, condition):
    sign = next(sign for sign in COMPARE if sign in condition)
    name, text = condition.split(sign)
    value = Decimal(text) if "." in text else int(text)
    by_arrow, by_operator = COMPARE[sign]
    column = pq.ParquetFile(path).read([name]).column(0)
    if pa.types.is_decimal(column.type):
        scalar = pa.scalar(Decimal(value), column.type)
    else:
        scalar = pa.scalar(value, column.type)
    expected = sum(by_operator(one, value) for one in column.to_pylist() if one is not None)
    return [
        expected,
        pyarrow.dataset.dataset(path).count_rows(filter=by_arrow(pc.field(name), scalar)),
        duckdb.execute(f"""select count(*) from read_parquet('{path}') where "{name}" {sign} {text}""").fetchone()[0],
        polars.scan_parquet(path)
        .filter(by_operator(polars.col(name), polars.lit(value).cast(polars.scan_parquet(path).collect_schema()[name])))
        .select(polars.len())
        .collect()
        .item(),
    ]


def uuids(path):
    """How many rows DuckDB finds by the least, the middle and the greatest UUID."""
    known = sorted(str(value) for value in pq.ParquetFile(path).read(["uuid"]).column(0).to_pylist() if value)
    query = f"select count(*) from read_parquet('{path}') where uuid = ?::uuid"
    return [duckdb.execute(query, [known[place]]).fetchone()[0] for place in (0, len(known) // 2, -1)]


def main(path, *conditions):
    rows = {condition: found(path, condition) for condition in conditions}
    print(json.dumps({"types": types(path), "found": rows, "uuids": uuids(path)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
