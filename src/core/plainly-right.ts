import * as z from 'zod/mini';

type Shape = Readonly<Record<string, z.ZodMiniType>>;
type Test = (value: unknown) => boolean;

/** What {@link isPlainlyRight} knows of a schema of an object. */
interface PlainForm {
  readonly tests: ReadonlyMap<string, Test>;
  readonly required: readonly string[];
}

/** What tells the values of fields that are nothing but a test. */
const tests = new WeakMap<z.ZodMiniType, Test>();
/** `undefined`: not to be told by the fields alone. */
const forms = new WeakMap<z.ZodMiniType, PlainForm | undefined>();

/** Remembers by which test a field tells its values: asked by itself, it costs a tenth of a schema around it. */
export function tellByTest(field: z.ZodMiniType, test: Test): void {
  tests.set(field, test);
}

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
  const form = formOf(schema);
  if (form === undefined || !isPlain(value)) return false;
  for (const name in value) if (form.tests.get(name)?.(value[name]) !== true) return false;
  for (const name of form.required) if (!Object.hasOwn(value, name)) return false;
  return true;
}

function formOf(schema: z.ZodMiniType): PlainForm | undefined {
  if (!forms.has(schema)) forms.set(schema, makeForm(schema));
  return forms.get(schema);
}

function makeForm(schema: z.ZodMiniType): PlainForm | undefined {
  const shape = shapeOf(schema);
  if (shape === undefined || schema._zod.def.checks?.length) return undefined;
  const fields = Object.entries(shape);
  return {
    tests: new Map(fields.map(([name, field]) => [name, testOf(field)])),
    required: fields.filter(([, field]) => field._zod.optin !== 'optional').map(([name]) => name),
  };
}

function testOf(field: z.ZodMiniType): Test {
  if (field instanceof z.ZodMiniOptional) {
    const inner = testOf(field._zod.def.innerType as z.ZodMiniType);
    return (value) => value === undefined || inner(value);
  }
  if (field instanceof z.ZodMiniUnknown) return () => true;
  return tests.get(field) ?? ((value) => field.safeParse(value).success);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  // What is no object has another prototype, too.
  return Object.getPrototypeOf(value ?? 0) === Object.prototype;
}
