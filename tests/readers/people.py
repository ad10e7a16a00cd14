"""What pyarrow and DuckDB read in a file of people. Usage: people.py FILE"""

import json
import sys

import duckdb
import pyarrow.parquet as pq

FACTS = """
    select count(*), count(distinct id), min(id), max(id), count(distinct email), sum(balance)::varchar,
           min(birth_date)::varchar, max(birth_date)::varchar,
           epoch_ms(min(signup_at)), epoch_ms(max(signup_at)),
           count(*) filter (active), sum(length(name) + length(phone) + length(street) + length(company))
    from {table}
"""


def main(path):
    """Schema, metadata and figures over every column, by each reader on its own."""
    file = pq.ParquetFile(path)
    rows = file.read()
    rows.validate(full=True)
    duck = duckdb.connect()
    duck.execute("set TimeZone = 'UTC'")
    by_duckdb = duck.execute(FACTS.format(table=f"read_parquet('{path}')")).fetchone()
    by_pyarrow = duck.execute(FACTS.format(table="rows")).fetchone()
    metadata = {key.decode(): value.decode() for key, value in file.metadata.metadata.items()}
    print(
        json.dumps(
            {
                "pyarrow": [int(n) if isinstance(n, int) else str(n) for n in by_pyarrow],
                "duckdb": [int(n) if isinstance(n, int) else str(n) for n in by_duckdb],
                "schema": {field.name: str(field.type) for field in rows.schema},
                "row_groups": file.metadata.num_row_groups,
                "codecs": sorted(
                    {
                        file.metadata.row_group(group).column(column).compression
                        for group in range(file.metadata.num_row_groups)
                        for column in range(file.metadata.num_columns)
                    }
                ),
                "has_page_index": all(
                    file.metadata.row_group(group).column(0).has_column_index
                    and file.metadata.row_group(group).column(0).has_offset_index
                    for group in range(file.metadata.num_row_groups)
                ),
                "job": json.loads(metadata["parquet_blocks.job"]),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
