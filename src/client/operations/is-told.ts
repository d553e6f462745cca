import type { Usage } from '../../core/reply.js';

/** Whether anybody said how many tokens were used. */
export function isTold(usage: Usage | undefined): boolean {
  return (usage?.inputTokens ?? usage?.outputTokens) !== undefined;
}
