import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import { toCsv } from '../../usage/reports/csv.js';
import { DIMENSIONS } from '../../usage/reports/report-queries.js';
import type { UsageReports } from '../../usage/reports/reports.js';
import { readQuery, type ReadQuery } from './read-query.js';

/** What {@link usageHandler} takes. */
export interface UsageHandlerOptions {
  /** `ledger.reports`, or `usageReports({ store })` over an open store. */
  readonly reports: UsageReports;
  /**
   * Whether a request may see the reports: look at its headers. What it throws counts as no. @default nobody may: 403
   */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** Where the reports are. @default '/usage/tokens' */
  readonly basePath?: string;
}

/** Answers a request, wherever `Request` and `Response` are the standard's, as in Hono. */
export type UsageHandler = (request: Request) => Promise<Response>;

/**
 * Reports over HTTP: `GET /usage/tokens/summary`, and under the same path `history?days=`, `by-provider`, `by-model`,
 * `by-agent` and all other dimensions, `detailed?limit=&offset=`, `calls?limit=&offset=`. Filters are parameters by their
 * names (`?job=book-7`), `from` and `to` epoch ms; `format=csv` gives CSV in place of JSON. Closed until `authorize` says
 * otherwise.
 * @example app.get('/usage/tokens/*', (context) => handler(context.req.raw)); // Hono
 * @throws TypeError where an option is wrong
 */
export function usageHandler(options: UsageHandlerOptions): UsageHandler {
  const schema = z.strictObject({
    reports: field(
      (value) => typeof (value as Partial<UsageReports> | undefined)?.summary === 'function',
      'reports, such as ledger.reports',
    ),
    authorize: z.optional(
      field((value) => typeof value === 'function', 'a function that says who may see the reports'),
    ),
    basePath: z.optional(
      field((value) => typeof value === 'string' && value.startsWith('/'), "a path, such as '/usage'"),
    ),
  });
  checkOptions(options, { subject: 'usageHandler()', schema });
  const { reports, authorize, basePath = '/usage/tokens' } = options;
  const base = basePath.replace(/\/+$/, '');

  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(`${base}/`)) return problem(404, 'There is nothing here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return problem(405, 'Reports are read by GET.', { allow: 'GET, HEAD' });
    }
    if (!(await isAllowed(authorize, request))) {
      const why = authorize === undefined ? ' The server has to say who may: `usageHandler({ authorize })`.' : '';
      return problem(403, `You may not see the reports.${why}`);
    }
    try {
      const { format, ...query } = readQuery(url.searchParams);
      const body = await report(reports, url.pathname.slice(base.length + 1), query);
      if (body === undefined) return problem(404, `There is no such report; there are ${PATHS.join(', ')}.`);
      return format === 'csv' ? csv(body) : json(200, body);
    } catch (error) {
      if (error instanceof TypeError) return problem(400, error.message);
      // What a store says of its files and servers is not for everyone.
      return problem(500, 'The reports can not be read just now.');
    }
  };
}

const GROUPS = DIMENSIONS.filter((name) => name !== 'all');
const PATHS = ['summary', 'history', ...GROUPS.map((name) => `by-${name}`), 'detailed', 'calls'];

async function report(
  reports: UsageReports,
  path: string,
  query: Omit<ReadQuery, 'format'>,
): Promise<object | undefined> {
  const { days, limit, offset, from, to, where } = query;
  const picked = { ...(where === undefined ? {} : { where }) };
  const range = { ...picked, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const page = { ...range, ...(limit === undefined ? {} : { limit }), ...(offset === undefined ? {} : { offset }) };
  switch (path) {
    case 'summary':
      return reports.summary(picked);
    case 'history':
      return reports.history({ ...picked, ...(days === undefined ? {} : { days }) });
    case 'detailed': {
      const { entries, total } = await reports.attempts(page);
      const shown = entries.map(({ prompt: _prompt, answer: _answer, ...entry }) => withCost(entry, reports.currency));
      return { total, entries: shown };
    }
    case 'calls': {
      const { entries, total } = await reports.calls(page);
      return { total, entries: entries.map((entry) => withCost(entry, reports.currency)) };
    }
    default: {
      const dimension = GROUPS.find((name) => path === `by-${name}`);
      return dimension === undefined ? undefined : reports.by(dimension, range);
    }
  }
}

/** In units of money, as all other reports have it. */
function withCost<Entry extends { readonly costNanoUsd?: number }>(entry: Entry, currency: UsageReports['currency']) {
  const costUsd = entry.costNanoUsd === undefined ? undefined : entry.costNanoUsd / 1_000_000_000;
  if (currency === undefined) return { ...entry, costUsd };
  return { ...entry, costUsd, cost: costUsd === undefined ? undefined : costUsd * currency.perUsd };
}

async function isAllowed(authorize: UsageHandlerOptions['authorize'], request: Request): Promise<boolean> {
  try {
    return (await authorize?.(request)) === true;
  } catch {
    return false;
  }
}

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  // JSON leaves out what is undefined: what is not known is null, and a name that there is none of, too.
  const text = JSON.stringify(body, (_name, value: unknown): unknown => (value === undefined ? null : value));
  return new Response(text, {
    status,
    headers: { ...HEADERS, ...headers, 'content-type': 'application/json; charset=utf-8' },
  });
}

function problem(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return json(status, { error: message }, headers);
}

function csv(body: object): Response {
  const rows: readonly object[] = Array.isArray(body)
    ? (body as object[])
    : 'entries' in body
      ? (body.entries as object[])
      : Object.entries(body as Readonly<Record<string, unknown>>).flatMap(([period, totals]) =>
          typeof totals === 'object' && totals !== null ? [{ period, ...totals }] : [],
        );
  return new Response(toCsv(rows), { headers: { ...HEADERS, 'content-type': 'text/csv; charset=utf-8' } });
}
