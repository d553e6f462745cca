import { systemClock } from '../../core/clock.js';
import type { ChatReply } from '../../core/reply.js';
import type { ChatRequest } from '../../core/request.js';
import type { UsageRecorder } from '../../core/usage-recorder.js';

/** Writes down an answer for which nothing was sent. What the ledger throws changes no call. */
export function recordHit(
  usage: UsageRecorder,
  of: {
    readonly reply: Pick<ChatReply, 'provider' | 'model' | 'keyId' | 'finishReason'>;
    readonly request: ChatRequest;
    readonly number: number;
  },
): void {
  const { reply, request, number } = of;
  const facts = {
    callId: `cache-${number}`,
    provider: reply.provider,
    model: reply.model,
    // No key was used.
    keyId: undefined,
    pricing: undefined,
    metadata: request.metadata,
    kind: undefined,
    queuedMs: 0,
    waitedMs: 0,
    durationMs: 0,
  };
  try {
    usage.recordAttempt({
      ...facts,
      admissionId: facts.callId,
      attempt: 0,
      outcome: 'cached',
      probe: false,
      fallback: false,
      startedAt: systemClock.now(),
      firstTokenMs: undefined,
      usage: undefined,
      finishReason: reply.finishReason,
      content: undefined,
    });
    usage.recordCall({ ...facts, outcome: 'success', attempts: 0 });
  } catch {
    // The answer is there all the same.
  }
}
