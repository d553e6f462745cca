import type { ProviderStreamPart } from '../../core/provider.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { finishWithTools } from '../tool-calls.js';
import {
  assertAnswer,
  assertNoError,
  contentText,
  hasContent,
  reasoningOf,
  toFinishReason,
  toUsage,
  type Completion,
} from './response.js';
import { ToolCallFragments } from './tool-call-fragments.js';

const NO_CHOICES: NonNullable<Completion['choices']> = [];

/** Maps a stream of completion chunks. Throws where it is, or ends as, no answer. `raw` is the last chunk. */
export async function* toStreamParts(
  chunks: AsyncIterable<Completion>,
  capture: ResponseCapture,
  progress: () => void,
): AsyncGenerator<ProviderStreamPart, void, undefined> {
  let hasText = false;
  let hasToolCalls = false;
  const fragments = new ToolCallFragments();
  let refusal = '';
  let finish: string | undefined;
  let usage: Completion['usage'];
  let last: Completion | undefined;
  for await (const chunk of chunks) {
    assertNoError(chunk, capture);
    last = chunk;
    usage = chunk.usage ?? usage;
    const [first] = chunk.choices ?? NO_CHOICES;
    // Of several answers, which only `providerOptions` can ask for, the first one is the reply.
    const choice = first?.index ? undefined : first;
    finish = choice?.finish_reason ?? finish;
    const delta = choice?.delta;
    if (hasContent(delta)) progress();
    fragments.add(delta?.tool_calls);
    hasToolCalls ||= fragments.hasAny || Boolean(delta?.function_call);
    const reasoning = reasoningOf(delta);
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    refusal += delta?.refusal ?? '';
    const text = contentText(delta);
    if (text !== '') {
      hasText = true;
      yield { type: 'text-delta', text };
    }
  }
  // The SDK ends in silence after an abort, a cut, and an error that is no event.
  capture.assertAnswered();
  if (finish === undefined && !capture.streamedDone()) {
    throw capture.failureInsteadOf(
      'STREAM_WITHOUT_END',
      'The stream ended without a finish reason and without [DONE].',
    );
  }
  const finishReason = toFinishReason(finish);
  assertAnswer({ hasText, finishReason, hasToolCalls, refusal, usage: toUsage(usage) }, capture);
  const toolCalls = fragments.toolCalls(last?.id, finishReason);
  for (const toolCall of toolCalls) yield { type: 'tool-call', toolCall };
  yield { type: 'finish', finishReason: finishWithTools(finishReason, toolCalls), usage: toUsage(usage), raw: last };
}
