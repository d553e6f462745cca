import type { JsonSchema } from './json-schema.js';
import type { StandardSchema } from './output.js';

/** Something that the model may ask the program to do. This library passes it on and calls nothing. */
export interface Tool {
  /** Letters, digits, `_` and `-`, at most 64, not a digit first. */
  readonly name: string;
  /** Tells the model what it does, and when to use it. */
  readonly description?: string | undefined;
  /** Its arguments: an object, as JSON Schema or as a schema of zod. @default none */
  readonly parameters?: JsonSchema | StandardSchema<unknown, unknown> | undefined;
}

/** Whether the model may call tools, must call one, or must call this one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** A call of a tool that the model asks for. */
export interface ToolCall {
  /** The provider's own, or one that was made where it gives none. */
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: parsed, and not checked against the tool's `parameters`. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the provider wants to get back unchanged with the call; hand it back with it. */
  readonly signature?: string | undefined;
}
