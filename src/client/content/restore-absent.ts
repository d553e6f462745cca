import { isRecord, resolveRef, type JsonSchema } from '../../core/json-schema.js';

/**
 * Takes out what is `null` only because the property could be left out: providers that want every property to be
 * there are asked for `null` in its place. A `null` that the schema itself takes stays.
 */
export function restoreAbsent(value: unknown, schema: JsonSchema): unknown {
  return restore(value, schema, schema);
}

function restore(value: unknown, given: unknown, root: JsonSchema): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const schema = branchOf(value, given, root);
  if (schema === undefined) return value;
  if (Array.isArray(value)) {
    const { prefixItems, items } = schema;
    const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
    return value.map((item: unknown, index) => restore(item, first[index] ?? items, root));
  }
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const own = Object.hasOwn(properties, name);
    const property = own ? properties[name] : schema['additionalProperties'];
    if (inner === null && own && !required.includes(name) && !takesNull(property, root)) return [];
    return [[name, restore(inner, property, root)]];
  });
  return Object.fromEntries(entries);
}

/** Of several possibilities the one that the value is of. */
function branchOf(value: object, given: unknown, root: JsonSchema): JsonSchema | undefined {
  const schema = followed(given, root);
  const choices = schema?.['anyOf'] ?? schema?.['oneOf'];
  if (!Array.isArray(choices)) return schema;
  const fitting = choices.map((choice) => followed(choice, root)).filter((choice) => looksLike(value, choice, root));
  // Where several fit, nobody knows which was meant: better a mismatch than a wrong guess.
  return fitting.length === 1 ? fitting[0] : undefined;
}

function followed(given: unknown, root: JsonSchema): JsonSchema | undefined {
  let schema = given;
  // A chain of references that never ends must not hang anybody.
  for (let steps = 0; steps < 100; steps += 1) {
    if (!isRecord(schema)) return undefined;
    if (typeof schema['$ref'] !== 'string') return schema;
    schema = resolveRef(root, schema['$ref']);
  }
  return undefined;
}

function looksLike(value: object, schema: JsonSchema | undefined, root: JsonSchema): boolean {
  if (schema === undefined) return false;
  if (Array.isArray(value)) return schema['type'] === 'array';
  if (schema['type'] !== 'object' || !isRecord(schema['properties'])) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = schema['properties'];
  return (
    required.every((name) => Object.hasOwn(value, String(name))) &&
    Object.keys(fields).every((name) => Object.hasOwn(properties, name) || schema['additionalProperties'] !== false) &&
    Object.entries(properties).every(([name, property]) => {
      const allowed = allowedValues(followed(property, root));
      return allowed === undefined || !Object.hasOwn(fields, name) || allowed.includes(fields[name]);
    })
  );
}

function allowedValues(schema: JsonSchema | undefined): readonly unknown[] | undefined {
  if (schema === undefined) return undefined;
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

function takesNull(given: unknown, root: JsonSchema): boolean {
  const schema = followed(given, root);
  if (schema === undefined) return false;
  const { type, anyOf, oneOf } = schema;
  if (allowedValues(schema)?.includes(null) === true) return true;
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true;
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return choices.some((choice) => takesNull(choice, root));
  // A schema that says nothing takes anything.
  return type === undefined && allowedValues(schema) === undefined && !('allOf' in schema);
}
