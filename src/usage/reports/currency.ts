import * as z from 'zod/mini';
import { field } from '../../core/check-options.js';

/** A currency beside the US dollar, by a rate of the user's own. */
export interface Currency {
  /** Three letters, as of ISO 4217: `'RUB'`. */
  readonly code: string;
  /** How much of it a US dollar is. Holds for all of a report, whenever the money was spent. */
  readonly perUsd: number;
}

/** The check of a {@link Currency}. */
export const currencyField = () =>
  z.strictObject({
    code: field(
      (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
      "a code of three letters, such as 'RUB'",
    ),
    perUsd: field((value) => typeof value === 'number' && Number.isFinite(value) && value > 0, 'a rate > 0'),
  });
