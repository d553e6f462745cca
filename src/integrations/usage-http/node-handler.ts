import { usageHandler, type UsageHandlerOptions } from './usage-handler.js';

/** A request of `node:http`, or of Express. */
export interface NodeRequestLike {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: the whole path, where the handler is mounted at a part of it. */
  readonly originalUrl?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A response of `node:http`, or of Express. */
export interface NodeResponseLike {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body?: string): unknown;
}

/**
 * The same as `usageHandler()`, for `node:http` and Express. Paths that are not its own go to `next`, where there is one.
 * @example createServer(nodeUsageHandler({ reports: ledger.reports, authorize }));
 * @example app.use(nodeUsageHandler({ reports: ledger.reports, authorize })); // Express
 * @throws TypeError where an option is wrong
 */
export function nodeUsageHandler(
  options: UsageHandlerOptions,
): (request: NodeRequestLike, response: NodeResponseLike, next?: () => void) => void {
  const handler = usageHandler(options);
  const base = (options.basePath ?? '/usage/tokens').replace(/\/+$/, '');
  return (request, response, next) => {
    const path = request.originalUrl ?? request.url ?? '/';
    if (next !== undefined && !path.startsWith(`${base}/`)) {
      next();
      return;
    }
    answer(request, path)
      .catch(() => UNREADABLE)
      .then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
      })
      // Somebody has answered already, such as a timer of the server's: nobody is left to be told.
      .catch(() => undefined);
  };

  async function answer({ method = 'GET', headers }: NodeRequestLike, path: string) {
    // The host is the client's word and of no matter here; the body is never read.
    const url = new URL(path, 'http://localhost');
    const standard = new Request(url, { method: method === 'HEAD' ? 'HEAD' : method, headers: toHeaders(headers) });
    const result = await handler(standard);
    return { status: result.status, headers: Object.fromEntries(result.headers), body: await result.text() };
  }
}

const UNREADABLE = {
  status: 400,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: '{"error":"The request can not be read."}',
};

function toHeaders(headers: NodeRequestLike['headers']): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    for (const text of Array.isArray(value) ? value : [value]) result.append(name, text);
  }
  return result;
}
