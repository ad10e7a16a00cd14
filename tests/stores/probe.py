"""How a store answers what a client may ask of it, row by row. Usage: probe.py ENDPOINT ORIGIN"""

import json
import sys
from datetime import datetime, timedelta, timezone
from itertools import chain
from unittest import mock

from signed import Crc, Store, Upload, listed, said, text

# The least that a part other than the last may have, and a last part.
FIRST, LAST = b"x" * (5 << 20), b"y" * 100

CHECKSUMS = {"crc64nvme": Crc(64, 0x9A6C9329AC4BC9B5), "crc32c": Crc(32, 0x82F63B78)}

# What a page sends to upload, and what it could send besides.
NEEDED = ("authorization", "content-type", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token")
OPTIONAL = ("content-md5", "if-none-match", "x-amz-checksum-crc64nvme", "x-amz-checksum-algorithm", "x-amz-checksum-type")
WORTH_READING = ("etag", "date", "retry-after", "x-amz-request-id", "x-amz-bucket-region", "x-amz-checksum-crc64nvme")

RULE = """<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
<AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>Date</ExposeHeader></CORSRule></CORSConfiguration>"""


def buckets(store):
    yield "upload to a missing bucket", said(Upload(store, "/probe/k").begun)
    yield "create a bucket", said(store.ask("PUT", "/probe"))
    yield "create it again", said(store.ask("PUT", "/probe"))


def signatures(store):
    wrong = Store(store.endpoint, secret="wrong")
    yield "wrong secret, HEAD", said(wrong.ask("HEAD", "/probe"))
    yield "wrong secret", said(Upload(wrong, "/probe/k").begun)
    yield "unknown access key", said(Upload(Store(store.endpoint, key="nobody"), "/probe/k").begun)
    yield "session token", said(Upload(Store(store.endpoint, token="unknown"), "/probe/k").begun)
    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    with mock.patch("botocore.auth.get_current_datetime", lambda: yesterday):
        yield "a clock a day behind", said(Upload(store, "/probe/k").begun)


def uploads(store):
    upload = Upload(store, "/probe/aborted")
    upload.part(FIRST)
    parts, under_way = upload.list(), store.ask("GET", "/probe?uploads=")
    yield "ListParts", [said(parts), *listed(parts, "PartNumber")]
    yield "ListMultipartUploads", [said(under_way), "aborted" in listed(under_way, "Key")]
    yield "abort", said(upload.abort())
    left = listed(store.ask("GET", "/probe?uploads="), "Key")
    yield "after it, listed", "aborted" in left
    yield "after it, ListParts", said(upload.list())
    yield "after it, a part", said(upload.part(FIRST))
    yield "after it, abort", said(upload.abort())
    small = Upload(store, "/probe/small")
    small.part(LAST)
    small.part(LAST)
    yield "a first part below 5 MiB", said(small.complete())


def objects(store):
    upload = Upload(store, "/probe/k")
    upload.part(FIRST)
    upload.part(LAST)
    yield "Complete", said(upload.complete())
    yield "Complete again", said(upload.complete())
    yield "abort after Complete", said(upload.abort())
    head = store.ask("HEAD", "/probe/k")
    yield "HeadObject", [said(head), head.headers["content-length"]]
    part = store.ask("GET", "/probe/k", range="bytes=5242878-5242881")
    yield "Range", [said(part), part.headers["content-range"], text(part)]
    yield "Range outside", said(store.ask("GET", "/probe/k", range="bytes=9000000-"))
    for row, key in (("If-None-Match, object there", "k"), ("If-None-Match, no object", "new")):
        upload = Upload(store, f"/probe/{key}")
        upload.part(LAST)
        yield row, said(upload.complete(if_none_match="*"))


def checksums(store, name):
    """Full-object checksums: of the parts, told at Complete, and what HEAD says of them."""
    crc = CHECKSUMS[name]
    header, element = f"x_amz_checksum_{name}", f"Checksum{name.upper()}"
    of_first = crc.of(FIRST)
    first, last, whole = map(crc.written, (of_first, crc.of(LAST), crc.of(LAST, of_first)))

    def upload(key, checksum):
        upload = Upload(store, f"/probe/{key}", x_amz_checksum_algorithm=name.upper(), x_amz_checksum_type="FULL_OBJECT")
        for body, of_part in ((FIRST, first), (LAST, last)):
            upload.part(body, f"<{element}>{of_part}</{element}>", **{header: of_part})
        return said(upload.complete(x_amz_checksum_type="FULL_OBJECT", **{header: checksum}))

    wrong = Upload(store, "/probe/wrong", x_amz_checksum_algorithm=name.upper())
    yield f"{name}, part with a wrong one", said(wrong.part(LAST, **{header: first}))
    yield f"{name}, object with a wrong one", upload(f"wrong-{name}", last)
    yield f"{name}, object with its own", upload(name, whole)
    head = store.ask("HEAD", f"/probe/{name}", x_amz_checksum_mode="ENABLED")
    yield f"{name}, told by HEAD", head.headers.get(header.replace("_", "-")) == whole


def cors(store, origin):
    stranger = "http://stranger.example"
    preflight = store.preflight("/probe/k?partNumber=1", origin, NEEDED + OPTIONAL)
    allowed = allows(preflight, "allow-headers")
    yield "without a rule, the page's origin", lets_in(preflight, origin)
    yield "headers it may not send", [name for name in NEEDED + OPTIONAL if name not in allowed]
    answer = store.ask("HEAD", "/probe/k", origin=origin)
    readable = allows(answer, "expose-headers")
    yield "headers it may read", [name for name in WORTH_READING if name in readable]
    yield "without a rule, another origin", lets_in(store.preflight("/probe/k", stranger), stranger)
    yield "GetBucketCors without a rule", said(store.ask("GET", "/probe?cors="))
    rule = RULE.format(origin=stranger).encode()
    yield "PutBucketCors", said(store.ask("PUT", "/probe?cors=", rule))
    answer = store.ask("GET", "/probe?cors=")
    yield "GetBucketCors", [said(answer), *listed(answer, "AllowedOrigin")]
    preflight = store.preflight("/probe/k", stranger, NEEDED + OPTIONAL)
    allowed = allows(preflight, "allow-headers")
    yield "by a rule, its origin", lets_in(preflight, stranger)
    yield "headers it may not send by the rule", [name for name in NEEDED + OPTIONAL if name not in allowed]
    yield "by a rule, the page's origin", lets_in(store.preflight("/probe/k", origin), origin)


def allows(answer, what):
    """The names in one of CORS's headers."""
    return answer.headers.get(f"access-control-{what}", "").lower().replace(" ", "").split(",")


def lets_in(preflight, origin):
    return preflight.status < 300 and preflight.headers.get("access-control-allow-origin") in (origin, "*")


def main(endpoint, origin):
    store = Store(endpoint)
    rows = dict(chain(buckets(store), signatures(store), uploads(store), objects(store), cors(store, origin)))
    for name in CHECKSUMS:
        rows |= checksums(store, name)
    print(json.dumps(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
