/** A schema as https://json-schema.org has it, as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Whether a value is an object of fields, and neither a list nor `null`. @internal */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A place in a JSON Schema as the author of the schema knows it: `output.items[].name` for
 * `['properties', 'items', 'items', 'properties', 'name']`. @internal
 */
export function schemaPlace(root: string, path: readonly (string | number)[]): string {
  let text = root;
  for (let index = 0; index < path.length; index += 1) {
    const next = path[index + 1];
    switch (path[index]) {
      case 'properties':
      case 'patternProperties':
      case '$defs':
      case 'definitions':
        text += `.${String(next)}`;
        index += 1;
        break;
      case 'items':
        text += '[]';
        break;
      case 'prefixItems':
        text += `[${String(next)}]`;
        index += 1;
        break;
      case 'additionalProperties':
        text += '.*';
        break;
      case 'anyOf':
      case 'oneOf':
      case 'allOf':
        // One of several possibilities has no name of its own.
        index += 1;
        break;
      default:
        text += `.${String(path[index])}`;
    }
  }
  return text;
}

/** What a `$ref` inside of a schema names; `undefined` where it names nothing in it. @internal */
export function resolveRef(root: JsonSchema, ref: string): unknown {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let current: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[
      decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    ];
  }
  return current;
}
