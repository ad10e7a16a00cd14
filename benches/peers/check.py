"""Whether a file is the one that was asked for: `check.py FILE ROWS`. Prints what its texts take."""

import sys

import pyarrow.compute as pc
import pyarrow.parquet as pq

from measure import GROUP_ROWS

COLUMNS = {
    "id": "INT64", "name": "BYTE_ARRAY", "email": "BYTE_ARRAY", "phone": "BYTE_ARRAY",
    "street": "BYTE_ARRAY", "city": "BYTE_ARRAY", "country": "BYTE_ARRAY",
    "company": "BYTE_ARRAY", "birth_date": "INT32", "signup_at": "INT64", "balance": "INT64",
    "active": "BOOLEAN",
}
TEXTS = [name for name, type in COLUMNS.items() if type == "BYTE_ARRAY"]


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found}, not {wanted}")


def main():
    path, rows = sys.argv[1], int(sys.argv[2])
    file = pq.ParquetFile(path)
    columns = [file.schema.column(index) for index in range(len(file.schema))]
    same("columns", {column.name: column.physical_type for column in columns}, COLUMNS)
    same("rows", file.metadata.num_rows, rows)
    same("row groups", file.num_row_groups, -(-rows // GROUP_ROWS))
    group = file.metadata.row_group(0)
    codecs = {group.column(index).compression for index in range(group.num_columns)}
    # A writer may leave a column as it is where compression does not pay.
    same("codecs", codecs - {"UNCOMPRESSED"}, {"SNAPPY"})
    # Reading decodes every page.
    table = file.read()
    table.validate(full=True)
    lengths = [pc.sum(pc.binary_length(table[name].cast("string"))).as_py() for name in TEXTS]
    print(sum(lengths) / rows)


main()
