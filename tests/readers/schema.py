"""What pyarrow finds in any file: its schema, how its columns are written, its first rows. Usage: schema.py FILE"""

import json
import sys

import pyarrow.parquet as pq


def main(path):
    """Every column chunk of the first row group, by the column that it belongs to."""
    file = pq.ParquetFile(path)
    rows = file.read()
    rows.validate(full=True)
    group = file.metadata.row_group(0)
    chunks = [group.column(column) for column in range(group.num_columns)]
    print(
        json.dumps(
            {
                "schema": {field.name: str(field.type) for field in rows.schema},
                "rows": rows.num_rows,
                "first": rows.slice(0, 5).to_pylist(),
                "version": file.metadata.format_version,
                "columns": {
                    chunk.path_in_schema: {
                        "codec": chunk.compression,
                        "encodings": sorted(chunk.encodings),
                        "statistics": chunk.is_stats_set,
                        "page_index": chunk.has_column_index,
                        "dictionary": chunk.has_dictionary_page,
                    }
                    for chunk in chunks
                },
                "job": json.loads(file.metadata.metadata[b"parquet_blocks.job"]),
            },
            default=str,
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
