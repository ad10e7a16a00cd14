"""What rows a file of people holds, whatever their order and the exact types: `rows.py FILE`. Prints
how many they are and a hash of all their values, as JSON."""

import json
import sys

import duckdb

VALUES = """id, name, email, phone, street, city, country, company, birth_date,
epoch_ms(signup_at::TIMESTAMPTZ), balance::DOUBLE, active"""


def main():
    # The hash has more digits than numbers in JavaScript.
    query = f"SELECT count(*), bit_xor(hash({VALUES}))::VARCHAR FROM read_parquet(?)"
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    print(json.dumps(database.execute(query, [sys.argv[1]]).fetchone()))


main()
