"""What the peers in Python share: options, the word lists, and how runs are measured. A peer prints
the rows per second of each run, as JSON.

Options: --rows N, --runs N, --words FILE (JSON of word lists), --out FILE (the Parquet file),
and the flags of a peer.
"""

import argparse
import json
import time

GROUP_ROWS = 100_000
"""Rows of a row group, in every peer's file and in the file they are compared with."""


def options(*flags):
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words", required=True)
    parser.add_argument("--out", required=True)
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


def words(options):
    with open(options.words) as file:
        return json.load(file)


def mailbox(name):
    """A name as it stands in a mailbox: lower case, letters only."""
    return "".join(filter(str.isalpha, name)).lower()


def measure(options, write):
    """Runs `write`, which makes all rows and the whole file: once to warm up, then `runs` times."""
    write()
    speeds = []
    for _ in range(options.runs):
        started = time.perf_counter()
        write()
        speeds.append(round(options.rows / (time.perf_counter() - started)))
    print(json.dumps(speeds))
