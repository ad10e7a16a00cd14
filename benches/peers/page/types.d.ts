/** Makes all rows and the whole file. */
export type Write = () => Promise<Blob> | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** The columns of `people`, as values of JavaScript. */
export interface People {
  id: BigInt64Array<ArrayBuffer>;
  name: string[];
  email: string[];
  phone: string[];
  street: string[];
  city: string[];
  country: string[];
  company: string[];
  /** Days since 1970. */
  birth_date: Int32Array<ArrayBuffer>;
  /** Milliseconds since 1970. */
  signup_at: BigInt64Array<ArrayBuffer>;
  /** In cents. */
  balance: BigInt64Array<ArrayBuffer>;
  active: boolean[];
}
