/** What a page has of AWS's own library for uploads in parts. */
export { S3Client } from '@aws-sdk/client-s3';
export { Upload } from '@aws-sdk/lib-storage';
