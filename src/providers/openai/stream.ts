import type { ProviderStreamPart } from '../../core/provider.js';
import type { ResponseCapture } from '../../transport/response-capture.js';
import { assertAnswer, assertNoError, hasContent, toFinishReason, toUsage, type Completion } from './response.js';

/** Maps a stream of completion chunks. Throws where it is, or ends as, no answer. `raw` is the last chunk. */
export async function* toStreamParts(
  chunks: AsyncIterable<Completion>,
  capture: ResponseCapture,
  progress: () => void,
): AsyncGenerator<ProviderStreamPart, void, undefined> {
  let hasText = false;
  let hasToolCalls = false;
  let refusal = '';
  let finish: string | undefined;
  let usage: Completion['usage'];
  let last: Completion | undefined;
  for await (const chunk of chunks) {
    assertNoError(chunk, capture);
    last = chunk;
    usage = chunk.usage ?? usage;
    const choice = chunk.choices?.[0];
    finish = choice?.finish_reason ?? finish;
    const delta = choice?.delta;
    if (hasContent(delta)) progress();
    hasToolCalls ||= Boolean(delta?.tool_calls?.length) || Boolean(delta?.function_call);
    refusal += delta?.refusal ?? '';
    if (typeof delta?.content === 'string' && delta.content !== '') {
      hasText = true;
      yield { type: 'text-delta', text: delta.content };
    }
  }
  // The SDK ends in silence after an abort, a cut, and an error that is no event.
  capture.assertAnswered();
  if (finish === undefined && !capture.streamedLast('[DONE]')) {
    throw capture.failureInsteadOf(
      'STREAM_WITHOUT_END',
      'The stream ended without a finish reason and without [DONE].',
    );
  }
  const finishReason = toFinishReason(finish);
  assertAnswer({ hasText, finishReason, hasToolCalls, refusal }, capture);
  yield { type: 'finish', finishReason, usage: toUsage(usage), raw: last };
}
