/** Reads a property of anything; a getter or a proxy that throws counts as absent. */
export function read(value: unknown, key: string): unknown {
  // Asked first: an error that is thrown and caught costs more than all the rest.
  if (value === undefined || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Whether a value can have properties worth reading. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `Array.isArray`, which throws for a revoked proxy. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The names of a value's own enumerable properties, a bounded number of them. */
export function keysOf(value: object, limit: number): readonly string[] {
  try {
    return Object.keys(value).slice(0, limit);
  } catch {
    return [];
  }
}
