import type { Handover } from '../../client/operations/handover.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import { toFinishReason, toUsage, unifiedReason, type SpecifiedReason, type SpecifiedUsage } from './model.js';

interface Generated {
  readonly content?: readonly { readonly type?: string; readonly text?: string }[];
  readonly finishReason?: SpecifiedReason;
  readonly usage?: SpecifiedUsage;
}

/**
 * Looks at a whole answer.
 * @throws AttemptFailure where it is none
 */
export function receiveAnswer<Value>(value: Value): Handover<Value> {
  const { content = [], finishReason, usage } = (value ?? {}) as Generated;
  const reason = unifiedReason(finishReason);
  if (reason === 'error')
    throw answerFault('UNREADABLE_ANSWER', 'The answer ended with an error that it does not name.');
  // Thoughts alone are no answer; one that ended for another reason is the caller's to judge.
  const hasContent = content.some(({ type, text }) => type !== 'reasoning' && (type !== 'text' || Boolean(text)));
  const isPlainEnd = reason === undefined || reason === 'stop' || reason === 'other';
  if (!hasContent && isPlainEnd) throw answerFault('EMPTY_ANSWER', 'The answer has no content.');
  return { value, end: { usage: toUsage(usage), finishReason: toFinishReason(finishReason) } };
}

/**
 * Looks at embeddings.
 * @throws AttemptFailure where there are none
 */
export function receiveEmbeddings<Value>(value: Value): Handover<Value> {
  const { embeddings, usage } = (value ?? {}) as {
    readonly embeddings?: readonly unknown[];
    readonly usage?: { readonly tokens?: number };
  };
  if (!Array.isArray(embeddings) || embeddings.length === 0) {
    throw answerFault('EMPTY_ANSWER', 'The answer has no embeddings.');
  }
  return { value, end: { usage: { inputTokens: usage?.tokens }, finishReason: undefined } };
}
