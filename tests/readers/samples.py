"""Files with all common types, as other programs write them. Usage: samples.py FOLDER

Prints as JSON the names of their columns by the names of the files.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

INSTANT = datetime(2024, 2, 29, 12, 30, 15, 250_000)
TIMES = [INSTANT, None, INSTANT + timedelta(days=3)]

WHOLE = {str(kind): pa.array([1, None, 100], kind) for kind in [
    pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(),
]}

COLUMNS = {
    **WHOLE,
    "float": pa.array([0.5, None, 2.5], pa.float32()),
    "double": pa.array([0.5, None, -2.5], pa.float64()),
    "decimal": pa.array([Decimal("1.25"), None, Decimal("999.99")], pa.decimal128(10, 2)),
    "large_decimal": pa.array([Decimal("1.25"), None, Decimal("999.99")], pa.decimal128(38, 2)),
    "boolean": pa.array([True, None, False]),
    "text": pa.array(["a", None, "Zürich"]),
    "large_text": pa.array(["a", None, ""], pa.large_string()),
    "dictionary": pa.array(["small", None, "large"]).dictionary_encode(),
    "binary": pa.array([b"\x00\xff", None, b""]),
    "fixed": pa.array([b"0123456789abcdef", None, b"fedcba9876543210"], pa.binary(16)),
    "date": pa.array([date(2024, 2, 29), None, date(1969, 1, 1)]),
    "date64": pa.array([date(2024, 2, 29), None, date(1969, 1, 1)], pa.date64()),
    "time_ms": pa.array([time(1, 2, 3), None, time(23, 59)], pa.time32("ms")),
    "time_ns": pa.array([time(1, 2, 3), None, time(23, 59)], pa.time64("ns")),
    **{f"timestamp_{unit}": pa.array(TIMES, pa.timestamp(unit)) for unit in ["s", "ms", "us", "ns"]},
    "timestamp_utc": pa.array(TIMES, pa.timestamp("us", "UTC")),
    "timestamp_zone": pa.array(TIMES, pa.timestamp("ms", "America/New_York")),
    "duration": pa.array([timedelta(seconds=5), None, timedelta(hours=1)], pa.duration("us")),
    "list": pa.array([[1, 2], None, []], pa.list_(pa.int32())),
    "large_list": pa.array([["a"], None, ["b", None]], pa.large_list(pa.string())),
    "struct": pa.array([{"city": "Rome", "zip": 1}, None, {"city": None, "zip": 2}]),
    "map": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    "lists": pa.array([[{"x": [1.5]}], None, [{"x": None}]], pa.list_(pa.struct({"x": pa.list_(pa.float64())}))),
}

BY_DUCKDB = """
    select i::tinyint as tinyint, i::smallint as smallint, i::integer as integer, i::bigint as bigint,
        i::utinyint as utinyint, i::usmallint as usmallint, i::uinteger as uinteger, i::ubigint as ubigint,
        i::hugeint as hugeint, i::float as float, i::double as double, i::decimal(9, 2) as small_decimal,
        i::decimal(38, 4) as large_decimal, i % 2 = 0 as boolean, 'text ' || i as varchar, 'b'::blob as blob,
        uuid() as uuid, (['sad', 'ok'])[1 + i % 2]::enum('sad', 'ok') as enum, '{"a": 1}'::json as json,
        date '2024-02-29' + i::integer as date, time '12:30:15' as time,
        timestamp_s '2024-02-29 12:30:15' as timestamp_s, timestamp_ms '2024-02-29 12:30:15' as timestamp_ms,
        timestamp '2024-02-29 12:30:15' as timestamp, timestamp_ns '2024-02-29 12:30:15' as timestamp_ns,
        timestamptz '2024-02-29 12:30:15+01' as timestamptz, interval (i) day as interval,
        [i, null] as list, {'city': 'Rome', 'at': {'x': i}} as struct, map {'a': i} as map,
        [{'x': [i]}] as lists, [i, i]::bigint[2] as array
    from range(1, 101) as numbers(i)
"""


def main(folder):
    table = pa.table(COLUMNS)
    path = lambda name: str(Path(folder) / name)
    pq.write_table(table, path("pyarrow.parquet"))
    pq.write_table(table, path("pyarrow_v1.parquet"), version="1.0", store_schema=False, use_dictionary=False)
    feather.write_feather(table, path("pyarrow.feather"), compression="lz4")
    with pa.ipc.new_file(path("pyarrow.arrow"), table.schema) as file:
        file.write_table(table)
    duck = duckdb.connect()
    duck.execute(f"copy ({BY_DUCKDB}) to '{path('duckdb.parquet')}' (format parquet)")
    by_duckdb = [name for name, *_ in duck.execute(f"describe {BY_DUCKDB}").fetchall()]
    files = ["pyarrow.parquet", "pyarrow_v1.parquet", "pyarrow.feather", "pyarrow.arrow"]
    print(json.dumps({**{name: list(COLUMNS) for name in files}, "duckdb.parquet": by_duckdb}))


if __name__ == "__main__":
    main(*sys.argv[1:])
