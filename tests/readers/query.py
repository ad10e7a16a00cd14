"""The rows that DuckDB finds by a query of a file, which is the view `rows`. Usage: query.py FILE SQL"""

import json
import sys

import duckdb


def main(path, query):
    duck = duckdb.connect()
    duck.execute("set TimeZone = 'UTC'")
    duck.execute(f"create view rows as from read_parquet('{path}')")
    print(json.dumps(duck.execute(query).fetchall()))


if __name__ == "__main__":
    main(*sys.argv[1:])
