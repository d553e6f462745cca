import * as z from 'zod/mini';
import { field } from '../../core/check-options.js';
import { FILTER_NAMES, USAGE_DIMENSIONS } from '../../core/usage-totals.js';

/** What reports are grouped by. */
export const DIMENSIONS = USAGE_DIMENSIONS;

/** A page is no export: that is what the store itself is for. */
const LARGEST_PAGE = 1_000;
/** A hundred years. */
const MOST_DAYS = 36_525;

const text = () => z.optional(field((value) => typeof value === 'string', 'a text'));
const time = () => z.optional(field((value) => Number.isSafeInteger(value), 'a time in epoch ms'));
const integer = (least: number, most: number) =>
  z.optional(
    field(
      (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
      `an integer from ${least} to ${most}`,
    ),
  );

const filters = () => Object.fromEntries(FILTER_NAMES.map((name) => [name, text()]));
const where = () => z.optional(z.strictObject(filters()));

export const summaryQuery = () => z.strictObject({ where: where() });

export const historyQuery = () => z.strictObject({ where: where(), days: integer(1, MOST_DAYS) });

export const groupQuery = () =>
  z.strictObject({
    dimension: field((value) => DIMENSIONS.includes(value as never), DIMENSIONS.map((name) => `'${name}'`).join(', ')),
    where: where(),
    from: time(),
    to: time(),
  });

export const detailsQuery = () =>
  z.strictObject({
    where: z.optional(z.strictObject({ ...filters(), outcome: text(), callId: text() })),
    from: time(),
    to: time(),
    limit: integer(1, LARGEST_PAGE),
    offset: integer(0, Number.MAX_SAFE_INTEGER),
  });
