import { createRequire } from 'node:module';

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

// The same object that `import('undici')` is made of, as long as nobody has imported it yet.
const undici = createRequire(import.meta.url)('undici') as { fetch: Fetch };
const realFetch = undici.fetch;
let current: Fetch = realFetch;

undici.fetch = (input, init) => current(input, init);

/**
 * Sends what this library sends to another `fetch`: its transport takes undici's own, and no option changes that. Import
 * this module before anything that loads undici. @returns puts it back.
 */
export function redirectUndici(fetch: Fetch): () => void {
  current = fetch;
  return () => {
    current = realFetch;
  };
}
