"""What botocore signs, as known answers for tests/sign.rs. Usage: signatures.py > tests/golden/signatures.json

The situations are those of AWS's SigV4 test suite and of a multipart upload. Where S3 differs from
the suite (paths are neither normalised nor encoded a second time), S3's rules hold.
"""

import json
from datetime import datetime, timezone
from unittest import mock

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

# The suite's keys and time; AWS publishes them.
TIME = datetime(2015, 8, 30, 12, 36, 0, tzinfo=timezone.utc)
ACCESS_KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGd=="

HOST = "http://127.0.0.1:4566/bucket"
UNRESERVED = "-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
UPLOAD_ID = "VXBsb2FkIElE.a_b-c~d"
XML = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>"

CASES = [
    {"name": "get-vanilla", "url": "https://example.amazonaws.com/"},
    {"name": "get-vanilla-with-port", "url": f"{HOST}/"},
    {"name": "get-utf8", "url": f"{HOST}/%E1%88%B4"},
    {"name": "get-space", "url": f"{HOST}/example%20space/"},
    {"name": "get-plus-and-percent", "url": f"{HOST}/a%2Bb%25c%2520d"},
    {"name": "get-reserved", "url": f"{HOST}/%21%23%24%26%27%28%29%2A%2C%3A%3B%3D%3F%40%5B%5D"},
    {"name": "get-unreserved", "url": f"{HOST}/{UNRESERVED}"},
    {"name": "get-slashes", "url": f"{HOST}//example//"},
    {"name": "get-slash-dot-slash", "url": f"{HOST}/./example"},
    {"name": "get-relative", "url": f"{HOST}/example/.."},
    {"name": "query-order-key", "url": f"{HOST}/?Param1=value1&Param2=value2"},
    {"name": "query-order-key-reversed", "url": f"{HOST}/?Param2=value2&Param1=value1"},
    {"name": "query-order-key-case", "url": f"{HOST}/?a=1&B=2&b=3&A=4"},
    {"name": "query-order-value", "url": f"{HOST}/?Param1=value2&Param1=value1"},
    {"name": "query-order-encoded", "url": f"{HOST}/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1"},
    {"name": "query-unreserved", "url": f"{HOST}/?{UNRESERVED}={UNRESERVED}"},
    {"name": "query-encoded-value", "url": f"{HOST}/?prefix=a%20b%2Fc%2Bd%3D%26%25%E1%88%B4"},
    {"name": "query-without-value", "url": f"{HOST}/?uploads"},
    {"name": "header-value-trim", "url": f"{HOST}/", "headers": {"my-header1": " value1 ", "my-header2": ' "a   b   c" '}},
    {"name": "session-token", "url": f"{HOST}/", "token": TOKEN},
    {"name": "post-vanilla", "method": "POST", "url": f"{HOST}/"},
    {"name": "post-body", "method": "POST", "url": f"{HOST}/", "headers": {"content-type": "application/x-www-form-urlencoded"}, "body": "Param1=value1"},
    {"name": "head-bucket", "method": "HEAD", "url": HOST},
    {"name": "create-upload", "method": "POST", "url": f"{HOST}/a%20b.parquet?uploads=", "headers": {"content-type": "application/vnd.apache.parquet"}},
    {"name": "upload-part", "method": "PUT", "url": f"{HOST}/a%20b.parquet?partNumber=1&uploadId={UPLOAD_ID}", "body": "PAR1"},
    {"name": "upload-part-encoded-id", "method": "PUT", "url": f"{HOST}/k?partNumber=10&uploadId=a%2Fb%2Bc%3D%3D", "body": "PAR1"},
    {"name": "upload-part-unsigned", "method": "PUT", "url": f"https://bucket.s3.us-east-1.amazonaws.com/k?partNumber=1&uploadId={UPLOAD_ID}", "body": "PAR1", "unsigned": True},
    {"name": "upload-part-session-token", "method": "PUT", "url": f"{HOST}/k?partNumber=1&uploadId={UPLOAD_ID}", "body": "PAR1", "token": TOKEN},
    {"name": "complete", "method": "POST", "url": f"{HOST}/k?uploadId={UPLOAD_ID}", "body": XML},
    {"name": "abort", "method": "DELETE", "url": f"{HOST}/k?uploadId={UPLOAD_ID}"},
    {"name": "other-region", "url": f"{HOST}/", "region": "eu-central-1"},
]


def signed(case):
    """The case, whole, with the Authorization header that botocore makes for it."""
    blank = {"name": "", "method": "GET", "url": "", "region": "us-east-1", "token": None}
    case = blank | {"headers": {}, "body": "", "unsigned": False} | case
    request = AWSRequest(case["method"], case["url"], headers=case["headers"], data=case["body"].encode())
    if case["unsigned"]:
        request.context["client_config"] = Config(s3={"payload_signing_enabled": False})
    credentials = Credentials(ACCESS_KEY_ID, SECRET, case["token"])
    S3SigV4Auth(credentials, "s3", case["region"]).add_auth(request)
    return case | {"authorization": request.headers["Authorization"]}


if __name__ == "__main__":
    with mock.patch("botocore.auth.get_current_datetime", lambda: TIME):
        cases = [signed(case) for case in CASES]
    answers = {
        "unix_seconds": int(TIME.timestamp()),
        "access_key_id": ACCESS_KEY_ID,
        "secret_access_key": SECRET,
        "cases": cases,
    }
    print(json.dumps(answers, indent=1))
