import type { JsonSchema } from './json-schema.js';

/** What is wrong with a value, as a schema tells it. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema makes of a value. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/**
 * A schema of any library that follows the standard of https://standardschema.dev: zod (4, and zod/mini), valibot,
 * arktype and others.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** A schema together with what the provider is told of it. */
export interface OutputDefinition<Output = unknown> {
  /** Checks the answer, and makes `reply.output` of it. @default what `jsonSchema` says */
  readonly schema?: StandardSchema<unknown, Output> | undefined;
  /**
   * What the provider is asked for. Needed where `schema` is of a library that can't be turned into JSON Schema.
   * @default made from `schema`
   */
  readonly jsonSchema?: JsonSchema | undefined;
  /** What the provider calls it: letters, digits, `_` and `-`, at most 64. @default 'output' */
  readonly name?: string | undefined;
}

/** What an answer must be: any JSON, or one that fits a schema. */
export type OutputSpec = 'json' | StandardSchema<unknown, unknown> | OutputDefinition;

/** The type of `reply.output` for what was asked. */
export type OutputOf<Spec> = Spec extends undefined
  ? undefined
  : Spec extends StandardSchema<unknown, infer Output>
    ? Output
    : Spec extends { readonly schema: StandardSchema<unknown, infer Output> }
      ? Output
      : unknown;

/** The last answer that was not what was asked. It is the model's own words: not for logs. */
export interface InvalidOutput {
  /** The whole answer. */
  readonly text: string;
  /** What is wrong with it; `path` is written as in `items[2].name`, and empty for the whole. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}
