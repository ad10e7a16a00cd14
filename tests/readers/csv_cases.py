"""The rows that pyarrow and DuckDB find in the CSV files of a directory. Usage: csv_cases.py DIRECTORY

Prints for each file by its name and reader the columns' names and then the rows; nothing for a reader that refuses the
file. Values are texts in one form for both, and null is null.
"""

import datetime
import json
import pathlib
import sys

import duckdb
import pyarrow.csv


def text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        if value.tzinfo:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value.isoformat()
    return str(value)


def rows(table):
    columns = [[text(value) for value in column.to_pylist()] for column in table.columns]
    return [table.column_names, *map(list, zip(*columns))]


def by_pyarrow(path, delimiter):
    options = {
        "parse_options": pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        # What is null in words is so for one reader alone.
        "convert_options": pyarrow.csv.ConvertOptions(null_values=[""]),
    }
    return rows(pyarrow.csv.read_csv(path, **options))


def by_duckdb(path, delimiter):
    duck = duckdb.connect()
    duck.execute("set TimeZone = 'UTC'")
    query = f"from read_csv('{path}', header = true, delim = '{delimiter}', quote = '\"', escape = '\"')"
    return rows(duck.execute(query).to_arrow_table())


def attempt(reader, path, delimiter):
    try:
        return reader(path, delimiter)
    except (pyarrow.ArrowException, duckdb.Error):
        return None


def main(directory):
    found = {}
    for path in sorted(pathlib.Path(directory).glob("*.csv")):
        delimiter = {"tabs": "\t", "semicolons": ";", "bars": "|"}.get(path.stem, ",")
        readers = {"pyarrow": by_pyarrow, "duckdb": by_duckdb}
        found[path.stem] = {name: attempt(reader, path, delimiter) for name, reader in readers.items()}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
