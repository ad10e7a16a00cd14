"""A CSV file to Parquet by DuckDB on one thread: `duckdb_csv.py CSV OUT`."""

import duckdb

from measure import GROUP_ROWS, measure_once


def convert(csv, out):
    database = duckdb.connect()
    database.execute("SET threads = 1")
    settings = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {GROUP_ROWS}"
    copy = f"COPY (SELECT * FROM read_csv('{csv}')) TO '{out}' ({settings})"
    return database.execute(copy).fetchone()[0]


measure_once(convert)
