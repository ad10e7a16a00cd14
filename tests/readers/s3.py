"""What an independent S3 client sees. Usage: s3.py uploads ENDPOINT BUCKET"""

import json
import sys

import boto3
from botocore.exceptions import ClientError


def uploads(endpoint, bucket):
    """Keys of the uploads in progress; none for a bucket that is not there."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    try:
        answer = client.list_multipart_uploads(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucket":
            return []
        raise
    return [upload["Key"] for upload in answer.get("Uploads", [])]


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(json.dumps({"uploads": uploads}[command](*arguments)))
