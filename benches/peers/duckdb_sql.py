"""People by DuckDB on one thread: random places joined with the word lists, copied to a file.

Written for speed: joining a short list is looking up an array, three times as fast as indexing a
list value. Row groups are as near to the wanted rows as DuckDB's vectors of 2,048 rows allow, and
an instant has a unit of milliseconds or a time zone, but not both: it has milliseconds here.
"""

from pathlib import Path

import duckdb

from measure import GROUP_ROWS, mailbox, measure, options, words

AREAS = ["({}) ", "1-{}-", "{}-", "{}."]
"""The formats of phone numbers up to the area code; the last one goes on with a dot."""


def lists(words):
    """The lists that `people.sql` joins; each word is as likely as it is often there."""
    first, last = words["first_names"], words["last_names"]
    prefixes = words["city_prefixes"]
    return words | {
        "first_mailboxes": [mailbox(name) + "." for name in first],
        "last_mailboxes": [mailbox(name) for name in last],
        "names": first + last,
        "prefix_or_none": [name + " " for name in prefixes] + [""] * 4 * len(prefixes),
        "second_or_none": [" and " + name for name in last] + [""] * len(last),
        "areas": [style.format(area) for style in AREAS for area in range(100, 1_000)],
        "exchanges": [f"{exchange:03}{mark}" for mark in "-." for exchange in range(1_000)],
        "lines": [f"{line:04}" for line in range(10_000)],
        "extensions": [""] + [f" x{n:0{width}}" for width in (3, 4, 5) for n in range(10**width)],
    }


def create(database, name, words):
    database.execute(
        f"CREATE TABLE {name} AS SELECT unnest(range(len($words)))::UINTEGER AS place, "
        "unnest($words::VARCHAR[]) AS word",
        {"words": words},
    )
    # A function of the list's name gives the place of a random word.
    database.execute(f"CREATE MACRO any_of_{name}() AS floor(random() * {len(words)})::UINTEGER")


def main():
    given = options()
    database = duckdb.connect()
    database.execute("SET threads = 1")
    for name, list in lists(words(given)).items():
        create(database, name, list)
    query = Path(__file__).with_name("people.sql").read_text()
    settings = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {GROUP_ROWS}"
    copy = f"COPY ({query.replace('$rows', str(given.rows))}) TO '{given.out}' ({settings})"
    measure(given, lambda: database.execute(copy))


main()
