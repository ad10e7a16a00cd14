"""Whether local times of a file are those of Python's zoneinfo and of DuckDB. Usage: zones.py FILE

A column "KIND ZONE" has instants, "KIND ZONE text" their local times. Prints what differs, as JSON.
"""

import json
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def is_open(kind, local):
    if kind == "business":
        return local.weekday() < 5 and 9 <= local.hour < 17
    return kind == "any" or (local.hour, local.minute) < (6, 30)


def by_python(table, name, kind, zone):
    """The first row whose text is another local time, or whose local time is not in the hours."""
    micros = pc.cast(table[name], pa.timestamp("us", "UTC")).cast(pa.int64()).to_pylist()
    for row, (at, text) in enumerate(zip(micros, table[f"{name} text"].to_pylist(), strict=True)):
        local = datetime.fromtimestamp(at // 1_000_000, ZoneInfo(zone)).replace(microsecond=at % 1_000_000)
        found = datetime.fromisoformat(text)
        same = found.replace(tzinfo=None) == local.replace(tzinfo=None) and found.utcoffset() == local.utcoffset()
        if not same or not is_open(kind, local):
            yield [name, "python", row, str(local), text]
            return
    if kind == "nights" and micros != sorted(micros):
        yield [name, "python", "not in order"]


def by_duckdb(duck, name, zone):
    shown = f"strftime(\"{name}\" at time zone '{zone}', '%Y-%m-%dT%H:%M:%S')"
    bad = f'select count(*) from rows where {shown} <> substr("{name} text", 1, 19)'
    ((count,),) = duck.execute(bad).fetchall()
    if count:
        yield [name, "duckdb", count]


def differences(path):
    table = pq.read_table(path)
    duck = duckdb.connect()
    duck.execute("set TimeZone = 'UTC'")
    duck.execute(f"create view rows as from read_parquet('{path}')")
    for name in table.column_names:
        kind, zone, *text = name.split(" ")
        if not text:
            assert table.schema.field(name).type.tz == zone
            yield from by_python(table, name, kind, zone)
            yield from by_duckdb(duck, name, zone)


if __name__ == "__main__":
    print(json.dumps(list(differences(sys.argv[1]))))
