"""What an independent S3 client sees. Usage: s3.py COMMAND ENDPOINT BUCKET..."""

import hashlib
import json
import sys

import boto3
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
    )


def none_without_bucket(look):
    """What is in a bucket; nothing in one that is not there."""

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


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    commands = {
        "uploads": uploads, "objects": objects, "abort": abort, "make": make, "rule": rule, "rules": rules,
    }
    print(json.dumps(commands[command](*arguments)))
