/** What the modules of the editor give each other. */

/** A node of a JSON Schema, as far as the core's types make them. */
export interface SchemaNode {
  $ref?: string;
  $defs?: Record<string, SchemaNode>;
  description?: string;
  type?: string | string[];
  enum?: string[];
  const?: string;
  oneOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  additionalProperties?: boolean | SchemaNode;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  examples?: unknown[];
  /** The family of a generator. */
  family?: string;
  /** What is offered while a text is typed. */
  suggest?: Suggestion;
}

/** Names of the table's columns, or of time zones. */
export type Suggestion = 'columns' | 'time zones';

/** What a value looks like, and so which field it gets. */
export type Shape = { help: string; default?: unknown } & (
  | { kind: 'boolean' | 'json' }
  | { kind: 'text'; suggest?: Suggestion }
  | { kind: 'number'; whole: boolean; least?: number; most?: number }
  | { kind: 'choice'; options: { value: string; help: string }[] }
  /** Texts or numbers. */
  | { kind: 'list'; of: 'text' | 'number'; options?: string[] }
  /** Objects in an order. */
  | { kind: 'items'; item: Shape }
  | { kind: 'object'; properties: () => Property[] }
  /** An object whose one field says what it is, such as a generator. */
  | { kind: 'union'; variants: Variant[]; example?: unknown }
);

export type ShapeOf<K extends Shape['kind']> = Extract<Shape, { kind: K }>;

/** A field of an object. */
export interface Property {
  name: string;
  label: string;
  required: boolean;
  shape: Shape;
}

/** One of the things that a union can be. */
export interface Variant {
  name: string;
  label: string;
  family: string;
  shape: () => Shape;
}

/** A value of the job that is edited, and the path by which errors name it. */
export interface Place {
  path: string;
  get(): any;
  /** Undefined leaves it out. */
  set(value: unknown): void;
}
