import * as z from 'zod/mini';

type Shape = Readonly<Record<string, z.ZodMiniType>>;

/** The fields of a schema of an object; `undefined` for any other. */
export function shapeOf(schema: unknown): Shape | undefined {
  return schema instanceof z.ZodMiniObject ? (schema.shape as Shape) : undefined;
}

/**
 * Whether a plain object is right by the fields that it has. A schema tries all that it knows, and copies them: for the
 * two of twenty that most requests have, that costs five times as much. What is not plainly right, what inherits and
 * what has rules across its fields, the schema judges.
 */
export function isPlainlyRight(value: unknown, schema: z.ZodMiniType): boolean {
  const shape = shapeOf(schema);
  if (shape === undefined || schema._zod.def.checks?.length || !isPlain(value)) return false;
  for (const name of Object.keys(value))
    if (!(Object.hasOwn(shape, name) && isRight(shape[name] as z.ZodMiniType, value[name]))) return false;
  for (const name in shape) if (!Object.hasOwn(value, name) && shape[name]?._zod.optin !== 'optional') return false;
  return true;
}

function isRight(field: z.ZodMiniType, value: unknown): boolean {
  return field.safeParse(value).success;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  // What is no object has another prototype, too.
  return Object.getPrototypeOf(value ?? 0) === Object.prototype;
}
