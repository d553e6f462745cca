/**
 * A response whose text was read already, and can be read again: the original, but for its readers. A response made anew
 * would cost half as much again as all the rest of a healthy call.
 */
export function withText(response: Response, text: string): Response {
  let isUsed = false;
  let copy: Response | undefined;
  const { status, statusText, headers } = response;
  const real = (): Response => (copy ??= new Response(text, { status, statusText, headers }));
  const readText = async (): Promise<string> => {
    if (copy !== undefined) return copy.text();
    if (isUsed) throw new TypeError('Body is unusable: Body has already been read');
    isUsed = true;
    return text;
  };
  const readers = {
    text: readText,
    json: async (): Promise<unknown> => JSON.parse(await readText()) as unknown,
    arrayBuffer: async () => new TextEncoder().encode(await readText()).buffer,
    bytes: async () => new TextEncoder().encode(await readText()),
    blob: () => real().blob(),
    clone: () => real().clone(),
  };
  Object.assign(response, readers);
  return Object.defineProperties(response, {
    body: { get: () => (isUsed ? null : real().body) },
    bodyUsed: { get: () => isUsed || copy?.bodyUsed === true },
  });
}
