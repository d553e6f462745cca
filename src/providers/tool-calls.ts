import { createHash } from 'node:crypto';
import { isRecord } from '../core/json-schema.js';
import type { FinishReason } from '../core/reply.js';
import type { ToolCall } from '../core/tools.js';
import { answerFault } from '../transport/answers/answer-fault.js';

/**
 * The arguments that a model wrote for a tool: an object, as JSON or parsed.
 * @throws AttemptFailure where they are none
 */
export function readArguments(written: unknown, finishReason: FinishReason): ToolCall['arguments'] {
  if (written === undefined || written === null) return {};
  let parsed: unknown = written;
  if (typeof written === 'string') {
    if (written.trim() === '') return {};
    try {
      parsed = JSON.parse(written);
    } catch {
      parsed = undefined;
    }
  }
  if (isRecord(parsed)) return parsed;
  if (finishReason === 'length') {
    throw answerFault('OUTPUT_CUT', 'The call of a tool was cut at the longest output.');
  }
  throw answerFault('UNREADABLE_ANSWER', 'The arguments of a tool call are no JSON object.');
}

/**
 * An id for a call that the provider gave none: the same whenever the same answer is read, and another one for each
 * call of each answer.
 */
export function madeCallId(answer: { readonly id: unknown; readonly index: number; readonly call: unknown }): string {
  const { id, index, call } = answer;
  const hash = createHash('sha256')
    .update(JSON.stringify([id, index, call]))
    .digest('hex');
  return `call_${hash.slice(0, 24)}`;
}

/** Some hosts end an answer that calls tools like any other. */
export function finishWithTools(finishReason: FinishReason, toolCalls: readonly unknown[]): FinishReason {
  const isEnd = finishReason === 'stop' || finishReason === 'other';
  return toolCalls.length > 0 && isEnd ? 'tool-calls' : finishReason;
}
