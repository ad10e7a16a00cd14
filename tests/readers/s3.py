"""What an independent S3 client sees. Usage: s3.py COMMAND ENDPOINT BUCKET..."""

import functools
import hashlib
import json
import sys

import boto3
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError


EXPOSED = [
    "ETag",
    "Date",
    "Retry-After",
    "x-amz-bucket-region",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-crc32c",
]


def client(endpoint):
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(signature_version="s3v4"),
    )


def none_without_bucket(look):
    """What is in a bucket; nothing in one that is not there."""

    @functools.wraps(look)
    def looked(endpoint, bucket):
        try:
            return look(client(endpoint), bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchBucket":
                return []
            raise

    return looked


@none_without_bucket
def uploads(s3, bucket):
    """Keys of the uploads in progress."""
    answer = s3.list_multipart_uploads(Bucket=bucket)
    return [upload["Key"] for upload in answer.get("Uploads", [])]


@none_without_bucket
def objects(s3, bucket):
    """Every object that is listed: its key, the SHA-256 of what a download gives, its ETag."""
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [described(s3, bucket, entry["Key"]) for entry in listed]


def described(s3, bucket, key):
    got = s3.get_object(Bucket=bucket, Key=key)
    return {"key": key, "sha256": hashlib.sha256(got["Body"].read()).hexdigest(), "etag": got["ETag"]}


def abort(endpoint, bucket):
    """Aborts every upload in progress."""
    s3 = client(endpoint)
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])


def make(endpoint, *buckets):
    for bucket in buckets:
        client(endpoint).create_bucket(Bucket=bucket)


def rule(endpoint, bucket, origin, *exposed):
    """Puts the CORS rule that the page and the README show on a bucket, or one that exposes less."""
    allowed = {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": exposed or EXPOSED,
        "MaxAgeSeconds": 3000,
    }
    client(endpoint).put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [allowed]})


def rules(endpoint, bucket):
    """The CORS rules of a bucket, in their order."""
    return client(endpoint).get_bucket_cors(Bucket=bucket)["CORSRules"]


def presign(endpoint, bucket, key, parts):
    """Begins an upload and signs its URLs, as docs/presigned.md describes."""
    s3 = client(endpoint)
    where = {"Bucket": bucket, "Key": key}
    upload_id = s3.create_multipart_upload(**where)["UploadId"]
    upload = where | {"UploadId": upload_id}

    def url(operation, **more):
        return s3.generate_presigned_url(operation, Params=upload | more, ExpiresIn=3600)

    return {
        "upload_id": upload_id,
        "parts": [url("upload_part", PartNumber=number + 1) for number in range(int(parts))],
        "complete": url("complete_multipart_upload"),
        "abort": url("abort_multipart_upload"),
        "list_parts": url("list_parts"),
        "head": s3.generate_presigned_url("head_object", Params=where, ExpiresIn=3600),
    }


def sign(endpoint, order):
    """Signs one request as a signing endpoint does: its URL, with the signature in the query."""
    asked = json.loads(order)
    request = AWSRequest(method=asked["method"], url=asked["url"])
    credentials = client(endpoint)._request_signer._credentials
    S3SigV4QueryAuth(credentials, "s3", "us-east-1", expires=3600).add_auth(request)
    return request.url


def checksum(endpoint, bucket, key):
    """The checksum of the whole object that the store tells."""
    head = client(endpoint).head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
    return head.get("ChecksumCRC64NVME") or head.get("ChecksumCRC32C")


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    commands = [uploads, objects, abort, make, rule, rules, presign, sign, checksum]
    named = {function.__name__: function for function in commands}
    print(json.dumps(named[command](*arguments)))
