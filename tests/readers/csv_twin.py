"""The rows that pyarrow finds in a CSV file, and in the Parquet file that was made of it, as JSON. Usage: csv_twin.py CSV PARQUET"""

import json
import sys

import pyarrow.parquet
from csv_cases import by_pyarrow, rows


def main(csv, parquet):
    print(json.dumps({"csv": by_pyarrow(csv, ","), "parquet": rows(pyarrow.parquet.read_table(parquet))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
