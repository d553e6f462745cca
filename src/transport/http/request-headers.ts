/** Headers to set, in lower case; `undefined` takes one away. */
export type HeaderChanges = Readonly<Record<string, string | undefined>>;

/** The headers of a request, in any form that `fetch` takes. */
export type RequestHeaders = NonNullable<RequestInit['headers']>;

function isHeaders(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null && typeof (value as { set?: unknown }).set === 'function';
}

/** The headers of an SDK's request with our changes. A `Headers` object is changed in place: each request has its own. */
export function changeHeaders(given: RequestHeaders | undefined, changes: HeaderChanges): RequestHeaders {
  // Loops over names, no lists of entries: this is done for each request.
  if (isHeaders(given)) {
    for (const name in changes) {
      const value = changes[name];
      if (value === undefined) given.delete(name);
      else given.set(name, value);
    }
    return given;
  }
  const headers = byLowerCaseNames(given);
  for (const name in changes) {
    const value = changes[name];
    if (value === undefined) delete headers[name];
    else headers[name] = value;
  }
  return headers;
}

function byLowerCaseNames(given: Exclude<RequestHeaders, Headers> | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  if (Array.isArray(given)) for (const [name = '', value] of given) headers[name.toLowerCase()] = String(value);
  else for (const name in given) headers[name.toLowerCase()] = String((given as Record<string, string>)[name]);
  return headers;
}

/** All headers, names and values in turns, with these defaults for what is not among them; their names are in lower case. */
export function listHeaders(given: RequestHeaders, defaults: Readonly<Record<string, string>>): string[] {
  const list: string[] = [];
  if (isHeaders(given)) {
    for (const [name, value] of given) list.push(name, value);
    for (const name in defaults) if (!given.has(name)) list.push(name, defaults[name] as string);
    return list;
  }
  const headers = byLowerCaseNames(given);
  for (const name in headers) list.push(name, headers[name] as string);
  for (const name in defaults) if (headers[name] === undefined) list.push(name, defaults[name] as string);
  return list;
}
