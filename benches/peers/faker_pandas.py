"""People by Faker, pandas and pyarrow, as one writes it first: a call for every value."""

import datetime
import random

import pandas as pd
import pyarrow as pa
from faker import Faker

from measure import GROUP_ROWS, mailbox, measure, options

SCHEMA = pa.schema({
    "id": pa.int64(),
    "name": pa.string(),
    "email": pa.string(),
    "phone": pa.string(),
    "street": pa.string(),
    "city": pa.string(),
    "country": pa.string(),
    "company": pa.string(),
    "birth_date": pa.date32(),
    "signup_at": pa.timestamp("ms", tz="UTC"),
    "balance": pa.decimal128(12, 2),
    "active": pa.bool_(),
})
BIRTHS = datetime.date(1940, 1, 1), datetime.date(2007, 12, 31)
SIGNUPS = [datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2015, 2026)]


def person(fake, row):
    first, last = fake.first_name(), fake.last_name()
    number = random.randrange(10_000)
    return {
        "id": row + 1,
        "name": f"{first} {last}",
        "email": f"{mailbox(first)}.{mailbox(last)}{number}@{fake.free_email_domain()}",
        "phone": fake.phone_number(),
        "street": fake.street_address(),
        "city": fake.city(),
        "country": fake.country(),
        "company": fake.company(),
        "birth_date": fake.date_between(*BIRTHS),
        "signup_at": fake.date_time_between(*SIGNUPS, tzinfo=datetime.UTC),
        "balance": fake.pydecimal(right_digits=2, min_value=-500, max_value=100_000),
        "active": fake.boolean(80),
    }


def main():
    given = options("--unweighted")
    pa.set_cpu_count(1)
    fake = Faker("en_US", use_weighting=not given.unweighted)

    def write():
        people = pd.DataFrame([person(fake, row) for row in range(given.rows)])
        people["signup_at"] = people["signup_at"].dt.as_unit("ms")
        people.to_parquet(
            given.out, engine="pyarrow", compression="snappy", index=False, schema=SCHEMA,
            row_group_size=GROUP_ROWS, store_decimal_as_integer=True,
        )

    measure(given, write)


main()
