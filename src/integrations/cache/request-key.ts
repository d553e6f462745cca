import { createHash } from 'node:crypto';

/** What of a request has no say in its answer. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  'signal',
  'metadata',
  'retry',
  'policies',
  'maxWait',
  'maxHold',
  'maxAttempts',
  'priority',
  'group',
  'prefer',
  'fallbacks',
  'timeouts',
  'onStreamFailure',
]);

/**
 * The name under which the answer of a request is kept: a hash of its model, messages and parameters, whatever order they
 * stand in. `undefined` where something in it can't be compared, such as a function or a schema.
 */
export function requestKey(request: Readonly<Record<string, unknown>>): string | undefined {
  // A schema is code: two that look alike may check different things.
  if (request['output'] !== undefined && request['output'] !== 'json') return undefined;
  const relevant = Object.fromEntries(Object.entries(request).filter(([name]) => !IRRELEVANT.has(name)));
  try {
    return createHash('sha256').update(canonical(relevant)).digest('base64url');
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      return String(value);
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new TypeError('Not comparable.');
  }
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `bytes:${createHash('sha256').update(bytes).digest('hex')}`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // What another class makes of its fields is not known here.
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('Not comparable.');
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
