import { FILTER_NAMES, type UsageFilter } from '../../core/usage-totals.js';

/** What a request asks for. */
export interface ReadQuery {
  readonly format: 'json' | 'csv';
  readonly days: number | undefined;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  /** Epoch ms. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly where: UsageFilter | undefined;
}

const NUMBERS = ['days', 'limit', 'offset', 'from', 'to'] as const;

/**
 * Reads the parameters of a request.
 * @throws TypeError where one is unknown, or no number
 */
export function readQuery(parameters: URLSearchParams): ReadQuery {
  const known: readonly string[] = ['format', ...NUMBERS, ...FILTER_NAMES, 'outcome', 'callId'];
  const unknown = [...parameters.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`Unknown parameter \`${unknown.slice(0, 40)}\`; known are ${known.join(', ')}.`);
  const filters = [...FILTER_NAMES, 'outcome', 'callId'].flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const format = parameters.get('format') ?? 'json';
  if (format !== 'json' && format !== 'csv') throw new TypeError("Expected `format` to be 'json' or 'csv'.");
  const [days, limit, offset, from, to] = NUMBERS.map((name) => numberIn(parameters, name));
  const where = filters.length === 0 ? undefined : Object.fromEntries(filters);
  return { format, days, limit, offset, from, to, where };
}

function numberIn(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,16}$/.test(text))
    throw new TypeError(`Expected \`${name}\` to be a whole number, got \`${text.slice(0, 40)}\`.`);
  return Number(text);
}
