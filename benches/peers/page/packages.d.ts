/** What the pages use of their packages, so that types are checked without installing these. */

declare module '@faker-js/faker/locale/en' {
  type Span = { from: string; to: string };

  export const faker: {
    person: { firstName(): string; lastName(): string };
    internet: { email(person: { firstName: string; lastName: string }): string };
    phone: { number(): string };
    location: { streetAddress(): string; city(): string; country(): string };
    company: { name(): string };
    date: { between(span: Span): Date };
    number: { int(range: { min: number; max: number }): number };
    datatype: { boolean(share: number): boolean };
  };
}

declare module 'hyparquet-writer' {
  export function parquetWriteBuffer(options: {
    columnData: { name: string; data: ArrayLike<unknown> }[];
    schema: object[];
    codec: 'SNAPPY';
    rowGroupSize: number;
  }): ArrayBuffer;
}

declare module 'apache-arrow' {
  export class Bool {}
  export class DateDay {}
  export class Int64 {}
  export class Utf8 {}
  export class Decimal {
    constructor(scale: number, precision: number, bitWidth: number);
  }
  export class Timestamp {
    constructor(unit: TimeUnit, timezone: string);
  }
  export enum TimeUnit { MILLISECOND = 1 }
  export class Table {
    constructor(vectors: Record<string, Vector>);
  }
  export class Vector {}
  export function makeData(parts: { type: unknown; data: ArrayBufferView }): object;
  export function makeVector(data: object): Vector;
  export function vectorFromArray(values: readonly unknown[], type: unknown): Vector;
  export function tableToIPC(table: Table, type: 'stream'): Uint8Array;
}

declare module 'parquet-wasm' {
  export default function start(): Promise<unknown>;
  export enum Compression { SNAPPY = 1 }
  export class WriterProperties {}
  export class WriterPropertiesBuilder {
    setCompression(codec: Compression): WriterPropertiesBuilder;
    setMaxRowGroupSize(rows: number): WriterPropertiesBuilder;
    build(): WriterProperties;
  }
  export class Table {
    static fromIPCStream(stream: Uint8Array): Table;
  }
  export function writeParquet(table: Table, properties: WriterProperties): Uint8Array<ArrayBuffer>;
}

declare module '@aws-sdk/client-s3' {
  export class S3Client {
    constructor(options: object);
  }
}

declare module '@aws-sdk/lib-storage' {
  export class Upload {
    constructor(options: { client: import('@aws-sdk/client-s3').S3Client; params: object; partSize: number; queueSize: number });
    done(): Promise<unknown>;
  }
}
