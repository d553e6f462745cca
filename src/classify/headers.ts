import { isArray, isObject, keysOf, read } from './safe-read.js';

const MAX_HEADERS = 200;
const MAX_VALUE_CHARACTERS = 1_024;

/**
 * Adds headers to a map by their lower-case names: a `Headers`, a `Map`, an object with names in any case and texts
 * or lists for values, or a flat or nested list. What is there already stays.
 */
export function addHeaders(target: Map<string, string>, headers: unknown): void {
  if (!isObject(headers)) return;
  if (isArray(headers)) {
    addList(target, headers);
    return;
  }
  const forEach = read(headers, 'forEach');
  if (typeof forEach === 'function' && typeof read(headers, 'get') === 'function') {
    try {
      forEach.call(headers, (value: unknown, name: unknown) => addHeader(target, name, value));
      return;
    } catch {
      // Not what it seemed to be: its own properties are read instead.
    }
  }
  for (const name of keysOf(headers, MAX_HEADERS)) addHeader(target, name, read(headers, name));
}

function addList(target: Map<string, string>, list: readonly unknown[]): void {
  if (isArray(list[0])) {
    for (const pair of list.slice(0, MAX_HEADERS)) addHeader(target, read(pair, '0'), read(pair, '1'));
    return;
  }
  for (let index = 0; index + 1 < Math.min(list.length, 2 * MAX_HEADERS); index += 2)
    addHeader(target, list[index], list[index + 1]);
}

function addHeader(target: Map<string, string>, name: unknown, value: unknown): void {
  const single: unknown = isArray(value) ? value[0] : value;
  if (typeof name !== 'string' || (typeof single !== 'string' && typeof single !== 'number')) return;
  const key = name.trim().toLowerCase();
  if (!target.has(key)) target.set(key, String(single).slice(0, MAX_VALUE_CHARACTERS).trim());
}
