"""Requests as a page sends them, signed by botocore: what comes back is seen as it is."""

import base64
import hashlib
import re
from urllib.parse import quote

import urllib3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

http = urllib3.PoolManager(retries=False)


class Store:
    """A server, as somebody with these keys sees it."""

    def __init__(self, endpoint, key="test", secret="test", token=None):
        self.endpoint = endpoint
        self.credentials = Credentials(key, secret, token)

    def ask(self, method, path, body=b"", **headers):
        """Sends a request; `x_amz_date` becomes `x-amz-date`."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
        request = AWSRequest(method, self.endpoint + path, headers=headers, data=body)
        S3SigV4Auth(self.credentials, "s3", "us-east-1").add_auth(request)
        return http.request(method, self.endpoint + path, body=body, headers=dict(request.headers))

    def preflight(self, path, origin, headers=("authorization",)):
        """What a browser asks before it lets a page of this origin send such a PUT."""
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": ",".join(headers),
        }
        return http.request("OPTIONS", self.endpoint + path, headers=asked)


class Upload:
    """A multipart upload, step by step."""

    def __init__(self, store, path, **headers):
        self.store, self.path = store, path
        self.begun = store.ask("POST", f"{path}?uploads=", **headers)
        found = re.search(r"<UploadId>(.*?)</UploadId>", text(self.begun))
        self.query = f"uploadId={quote(found[1], safe='')}" if found else "uploadId=none"
        self.parts = []

    def part(self, body, described="", **headers):
        """Sends the next part; `described` is what Complete says of it besides number and ETag."""
        number = len(self.parts) + 1
        answer = self.store.ask("PUT", f"{self.path}?partNumber={number}&{self.query}", body, **headers)
        etag = answer.headers.get("etag", "")
        self.parts.append(f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag>{described}</Part>")
        return answer

    def complete(self, **headers):
        body = f"<CompleteMultipartUpload>{''.join(self.parts)}</CompleteMultipartUpload>"
        return self.store.ask("POST", f"{self.path}?{self.query}", body.encode(), **headers)

    def abort(self):
        return self.store.ask("DELETE", f"{self.path}?{self.query}")

    def list(self):
        return self.store.ask("GET", f"{self.path}?{self.query}")


def text(answer):
    return answer.data.decode()


def said(answer):
    """The status, and the error's code where there is one."""
    code = re.search(r"<Code>(.*?)</Code>", text(answer))
    return f"{answer.status} {code[1]}" if code else str(answer.status)


def listed(answer, element):
    """The texts of an element in an answer."""
    return re.findall(f"<{element}>(.*?)</{element}>", text(answer))


class Crc:
    """A reflected CRC with all bits set before and flipped after."""

    def __init__(self, bits, polynomial):
        self.bits, self.every = bits, (1 << bits) - 1
        self.table = []
        for rest in range(256):
            for _ in range(8):
                rest = rest >> 1 ^ (polynomial if rest & 1 else 0)
            self.table.append(rest)

    def of(self, body, before=0):
        """That of what had `before`, and of the body behind it."""
        value, table = before ^ self.every, self.table
        for byte in body:
            value = table[(value ^ byte) & 255] ^ value >> 8
        return value ^ self.every

    def written(self, value):
        """As S3 has it in headers and XML."""
        return base64.b64encode(value.to_bytes(self.bits // 8)).decode()
