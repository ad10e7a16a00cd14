"""What the peers in Python share: options, the word lists, and how runs are measured. A peer prints
the rows per second of each run, as JSON.

Options: --rows N, --runs N, --words FILE (JSON of word lists), --out FILE (the Parquet file),
and the flags of a peer. One that reads a file has its path and that of the Parquet file instead.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

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


def measure_once(convert):
    """Runs `convert`, which makes a Parquet file of another and gives its rows. Only once, as a
    process keeps its peak of memory. Prints seconds, rows and that peak in bytes, as JSON."""
    started = time.perf_counter()
    rows = convert(*sys.argv[1:])
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "rows": rows, "peak_bytes": peak_bytes()}))


def peak_bytes():
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # On Linux, ru_maxrss starts with the memory of the process that has started this one.
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024
