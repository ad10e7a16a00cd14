"""People by numpy and pyarrow on one thread: vectorised picks, joined by pyarrow's kernels.

Written for speed: picks of as few random bytes as will do, house numbers from a list of their
texts, phone numbers as a matrix of bytes, a dictionary for the one column that gains by it. What
does not depend on the rows is made before the clock starts.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from measure import GROUP_ROWS, mailbox, measure, options, words

# None is ever null: definition levels would take time.
SCHEMA = pa.schema([
    pa.field(name, type, nullable=False)
    for name, type in {
        "id": pa.int64(),
        "name": pa.string(),
        "email": pa.string(),
        "phone": pa.string(),
        "street": pa.string(),
        "city": pa.string(),
        "country": pa.dictionary(pa.uint16(), pa.string()),
        "company": pa.string(),
        "birth_date": pa.date32(),
        "signup_at": pa.timestamp("ms", tz="UTC"),
        "balance": pa.decimal128(12, 2),
        "active": pa.bool_(),
    }.items()
])
DAY = 86_400_000
"""In milliseconds."""
BIRTHS = np.array(["1940-01-01", "2008-01-01"], "datetime64[D]").astype(int)
SIGNUPS = np.array(["2015-01-01", "2026-01-01"], "datetime64[D]").astype(int) * DAY


class List:
    """Words, of which each is as likely as it is often there."""

    def __init__(self, random, words):
        self.random = random
        self.words = pa.array(words)

    def places(self, rows):
        return pa.array(self.random.integers(len(self.words), size=rows, dtype=np.uint16))

    def pick(self, rows):
        return self.words.take(self.places(rows))


class Phones:
    """Formats: `#` becomes a digit, `^` a digit from 1."""

    def __init__(self, random, formats):
        self.random = random
        width = max(map(len, formats))
        symbols = np.array([list(format.ljust(width, "\0").encode()) for format in formats])
        first = np.select([symbols == ord("#"), symbols == ord("^")], [ord("0"), ord("1")], symbols)
        count = np.select([symbols == ord("#"), symbols == ord("^")], [10, 9], 1)
        self.first, self.count = first.astype(np.uint8), count.astype(np.uint16)
        self.lengths = np.array([len(format) for format in formats], np.int32)

    def pick(self, rows):
        formats = self.random.integers(len(self.lengths), size=rows, dtype=np.uint8)
        width = self.first.shape[1]
        bits = np.frombuffer(self.random.bytes(rows * width), np.uint8).reshape(rows, width)
        text = self.first[formats] + (bits * self.count[formats] >> 8).astype(np.uint8)
        ends = np.zeros(rows + 1, np.int32)
        np.cumsum(self.lengths[formats], out=ends[1:])
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(text[text != 0])]
        return pa.Array.from_buffers(pa.string(), rows, buffers)


class People:
    def __init__(self, words):
        self.random = np.random.Generator(np.random.SFC64(42))
        first, last = words["first_names"], words["last_names"]
        self.first, self.last = self.list(first), self.list(last)
        self.first_mailbox = pa.array([mailbox(name) + "." for name in first])
        self.last_mailbox = pa.array([mailbox(name) for name in last])
        self.mail_numbers = self.list(map(str, range(10_000)))
        self.providers = self.list("@" + name for name in words["email_providers"])
        self.phones = Phones(self.random, words["phone_formats"])
        self.house_numbers = self.list(map(str, range(1, 10_000)))
        self.names = self.list(first + last)
        self.street_suffixes = self.list(words["street_suffixes"])
        prefixes = words["city_prefixes"]
        self.city_prefixes = self.list([name + " " for name in prefixes] + [""] * 4 * len(prefixes))
        self.city_suffixes = self.list(words["city_suffixes"])
        self.countries = self.list(words["countries"])
        self.second_names = self.list([" and " + name for name in last] + [""] * len(last))
        self.company_suffixes = self.list(" " + suffix for suffix in words["company_suffixes"])

    def list(self, words):
        return List(self.random, list(words))

    def table(self, start, rows):
        """Some rows, from row `start` on."""
        first, last = self.first.places(rows), self.last.places(rows)
        columns = {
            "id": np.arange(start + 1, start + 1 + rows),
            "name": join(self.first.words.take(first), self.last.words.take(last), by=" "),
            "email": join(
                self.first_mailbox.take(first), self.last_mailbox.take(last),
                self.mail_numbers.pick(rows), self.providers.pick(rows),
            ),
            "phone": self.phones.pick(rows),
            "street": join(
                self.house_numbers.pick(rows), self.names.pick(rows),
                self.street_suffixes.pick(rows), by=" ",
            ),
            "city": join(
                self.city_prefixes.pick(rows), self.names.pick(rows), self.city_suffixes.pick(rows)
            ),
            "country": pa.DictionaryArray.from_arrays(
                self.countries.places(rows), self.countries.words
            ),
            "company": join(
                self.last.pick(rows), self.second_names.pick(rows), self.company_suffixes.pick(rows)
            ),
            "birth_date": self.random.integers(*BIRTHS, size=rows, dtype=np.int32),
            "signup_at": self.random.integers(*SIGNUPS, size=rows),
            "balance": self.balances(rows),
            "active": self.random.random(rows, np.float32) < 0.8,
        }
        return pa.table(columns, SCHEMA)

    def balances(self, rows):
        """-500.00 to 100000.00, small ones likelier, as the 128-bit integers that Arrow has."""
        cents = np.zeros((rows, 2), np.int64)
        cents[:, 0] = self.random.random(rows) ** 2 * 10_050_001 - 50_000
        cents[:, 1] = cents[:, 0] >> 63
        return pa.Array.from_buffers(pa.decimal128(12, 2), rows, [None, pa.py_buffer(cents)])


def join(*texts, by=""):
    return pc.binary_join_element_wise(*texts, by)


def write(people, rows, path):
    settings = {"compression": "snappy", "use_dictionary": ["country"]}
    with pq.ParquetWriter(path, SCHEMA, store_decimal_as_integer=True, **settings) as writer:
        for start in range(0, rows, GROUP_ROWS):
            writer.write_table(people.table(start, min(GROUP_ROWS, rows - start)), GROUP_ROWS)


def main():
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    given = options()
    people = People(words(given))
    measure(given, lambda: write(people, given.rows, given.out))


main()
