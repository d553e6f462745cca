import { classify } from '../classify/classify.js';
import type { Classification } from '../core/classification.js';
import { systemClock } from '../core/clock.js';
import type { ErrorKnowledge } from '../core/error-rule.js';
import { allKnowledge } from '../providers/knowledge.js';

/** What {@link classifyError} may be told beside the failure. */
export interface ClassifyErrorOptions {
  /**
   * The provider's name: its rules are tried first. The name of a vendor, or `'openai-compatible'`, stands for the
   * rules of OpenAI and those who speak its API. Left out: all rules are tried.
   */
  readonly provider?: string | undefined;
  /** The model that was asked. */
  readonly model?: string | undefined;
  /** Epoch ms; relative waits count from it. @default the system's clock */
  readonly now?: number | undefined;
}

/**
 * Says what an error is and what helps. Synchronous, pure but for the clock, never throws.
 * @param failure anything: a thrown value, a plain `{ name, message, code?, status?, cause? }`, a response as
 * `{ status, headers, body }` (the body as text or parsed), the payload of a stream, a text.
 * @example classifyError(error, { provider: 'openai' }).kind // 'daily-limit'
 */
export function classifyError(failure: unknown, options: ClassifyErrorOptions = {}): Classification {
  const { provider, model, now = systemClock.now() } = options ?? {};
  return classify(failure, { knowledge: knowledgeFor(provider), model, now });
}

/**
 * The provider's own rules first, then all others: what stands behind an address need not be what its name says.
 * @param api whose rules hold for a name that has none
 */
export function knowledgeFor(provider: string | undefined, api?: string): readonly ErrorKnowledge[] {
  if (typeof provider !== 'string') return allKnowledge;
  const name = provider.toLowerCase();
  const own =
    allKnowledge.find((knowledge) => knowledge.name === name) ??
    allKnowledge.find((knowledge) => knowledge.name === api) ??
    allKnowledge.find(({ coversOthers }) => coversOthers);
  return own === undefined ? allKnowledge : [own, ...allKnowledge.filter((knowledge) => knowledge !== own)];
}
