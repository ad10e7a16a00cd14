"""A CSV file to Parquet by pyarrow's streaming reader on one thread: `pyarrow_csv.py CSV OUT`."""

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from measure import GROUP_ROWS, measure_once


def groups(batches):
    """Tables of as many rows as a row group has, and the rest: a reader's batches have fewer."""
    waiting = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= GROUP_ROWS:
            table = pa.Table.from_batches(waiting)
            yield table[:GROUP_ROWS]
            waiting = table[GROUP_ROWS:].to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting)


def convert(path, out):
    pa.set_cpu_count(1)
    rows = 0
    with (
        csv.open_csv(path, read_options=csv.ReadOptions(use_threads=False)) as reader,
        pq.ParquetWriter(out, reader.schema, compression="snappy") as writer,
    ):
        for table in groups(reader):
            writer.write_table(table)
            rows += len(table)
    return rows


measure_once(convert)
