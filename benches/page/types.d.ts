/** What a page says when it has ended: what its task returned, or what went wrong. */
export type Outcome = { value: unknown } | { failure: string };
