import type { AttemptFailure } from '../../core/attempt-failure.js';
import { emptyFault } from '../../core/empty-fault.js';
import type { FailureCode } from '../../core/failure-codes.js';
import type { ProviderReply, ProviderStreamPart } from '../../core/provider.js';
import type { FinishReason, Usage } from '../../core/reply.js';
import type { ToolCall } from '../../core/tools.js';
import { finishWithTools, madeCallId, readArguments } from '../tool-calls.js';
import { countOrZero, toldCount } from '../usage.js';

/** An answer, or a piece of one, as far as it is read; the same from both of Google's packages. */
export interface GeminiResponse {
  readonly candidates?: readonly GeminiCandidate[];
  readonly promptFeedback?: { readonly blockReason?: string };
  readonly usageMetadata?: {
    readonly promptTokenCount?: number;
    readonly candidatesTokenCount?: number;
    readonly thoughtsTokenCount?: number;
    readonly totalTokenCount?: number;
    readonly cachedContentTokenCount?: number;
  };
  readonly responseId?: unknown;
  readonly error?: unknown;
}

/** One of the answers, or a piece of it. */
export interface GeminiCandidate {
  readonly index?: number;
  readonly content?: { readonly parts?: readonly GeminiPart[] };
  readonly finishReason?: string;
  readonly finishMessage?: string;
}

interface GeminiPart {
  readonly text?: string;
  /** The part is a summary of thoughts, not of the answer. */
  readonly thought?: boolean;
  readonly functionCall?: { readonly id?: unknown; readonly name?: unknown; readonly args?: unknown };
  readonly thoughtSignature?: unknown;
}

/** How a fault in an answer becomes a failure: each package leaves another trace of the raw answer. */
export interface AnswerFaults {
  /** The answer as it came tells what is wrong. */
  raw(response: GeminiResponse): AttemptFailure;
  /** The answer's own error, where it holds one; else this. */
  fault(code: FailureCode, message: string): AttemptFailure;
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  LANGUAGE: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
};

/** Maps a finish reason, see https://ai.google.dev/api/generate-content#FinishReason */
export function toFinishReason(reason: string | undefined): FinishReason {
  return FINISH_REASONS[reason ?? ''] ?? 'other';
}

/** Maps the usage. Google counts thoughts apart from the answer; here they are a part of the output, as elsewhere. */
export function toUsage(metadata: GeminiResponse['usageMetadata']): Usage {
  const answerTokens = toldCount(metadata?.candidatesTokenCount);
  const thoughtTokens = countOrZero(metadata?.thoughtsTokenCount);
  return {
    inputTokens: toldCount(metadata?.promptTokenCount),
    outputTokens: answerTokens === undefined ? toldCount(thoughtTokens) : answerTokens + (thoughtTokens ?? 0),
    totalTokens: toldCount(metadata?.totalTokenCount),
    cachedTokens: countOrZero(metadata?.cachedContentTokenCount),
    reasoningTokens: thoughtTokens,
  };
}

/** What an answer says of itself, without the model's own words: these are nothing to classify. */
export function withoutContent({ candidates, promptFeedback, error }: GeminiResponse): GeminiResponse {
  const ends = candidates?.map(({ finishReason, finishMessage }) => ({ finishReason, finishMessage }));
  return { candidates: ends, promptFeedback, error } as GeminiResponse;
}

function partsOf(response: GeminiResponse): readonly GeminiPart[] {
  return response.candidates?.[0]?.content?.parts ?? [];
}

function textOf(response: GeminiResponse): string {
  let all = '';
  for (const { text, thought } of partsOf(response)) if (thought !== true) all += text ?? '';
  return all;
}

function thoughtsOf(response: GeminiResponse): string {
  let all = '';
  for (const { text, thought } of partsOf(response)) if (thought === true) all += text ?? '';
  return all;
}

/** Reads the calls of a piece; `before` are those of the pieces before it. */
function toolCallsOf(response: GeminiResponse, before: readonly ToolCall[]): readonly ToolCall[] {
  if (!partsOf(response).some(({ functionCall }) => functionCall)) return [];
  const finishReason = toFinishReason(response.candidates?.[0]?.finishReason);
  return partsOf(response)
    .filter(({ functionCall }) => typeof functionCall === 'object' && functionCall !== null)
    .map(({ functionCall, thoughtSignature }, position): ToolCall => {
      const { id, name, args } = functionCall ?? {};
      const index = before.length + position;
      return {
        id:
          typeof id === 'string' && id !== '' ? id : madeCallId({ id: response.responseId, index, call: [name, args] }),
        name: String(name),
        arguments: readArguments(args, finishReason),
        ...(typeof thoughtSignature === 'string' ? { signature: thoughtSignature } : {}),
      };
    });
}

function assertNoError(response: GeminiResponse, faults: AnswerFaults): void {
  if (response.error) throw faults.raw(response);
  if (response.promptFeedback?.blockReason !== undefined) throw faults.raw(response);
}

/** Throws where an answer is none: a filter withheld it, or its rest; it has no text, for a reason or for none. */
function assertAnswer(
  { end, hasContent }: { readonly end: GeminiResponse; readonly hasContent: boolean },
  faults: AnswerFaults,
): void {
  const reason = end.candidates?.[0]?.finishReason;
  const { usageMetadata } = end;
  if (toFinishReason(reason) === 'content-filter') throw faults.raw(end).charged(toUsage(usageMetadata));
  if (hasContent) return;
  const toldWhy = reason !== undefined && reason !== 'STOP' && reason !== 'MAX_TOKENS';
  if (toldWhy) throw faults.raw(end).charged(toUsage(usageMetadata));
  const { code, message } = emptyFault(toFinishReason(reason), reason ?? 'none');
  throw faults.fault(code, message).charged(toUsage(usageMetadata));
}

/** Maps a whole answer. Throws where it is none. */
export function toReply(raw: GeminiResponse, faults: AnswerFaults): ProviderReply {
  if (typeof raw !== 'object' || raw === null) throw faults.fault('UNREADABLE_ANSWER', 'The answer is no object.');
  assertNoError(raw, faults);
  const text = textOf(raw);
  const toolCalls = toolCallsOf(raw, []);
  assertAnswer({ end: raw, hasContent: text !== '' || toolCalls.length > 0 }, faults);
  const reasoning = thoughtsOf(raw);
  const finishReason = finishWithTools(toFinishReason(raw.candidates?.[0]?.finishReason), toolCalls);
  const reply: ProviderReply = { text, toolCalls, finishReason, usage: toUsage(raw.usageMetadata), raw };
  return reasoning === '' ? reply : { ...reply, reasoning };
}

/** Maps a stream. Throws where it is, or ends as, no answer. `raw` is the last piece. */
export async function* toStreamParts(
  pieces: AsyncIterable<GeminiResponse>,
  faults: AnswerFaults,
  hooks: { readonly progress: () => void; readonly assertAnswered: () => void },
): AsyncGenerator<ProviderStreamPart, void, undefined> {
  let hasText = false;
  const toolCalls: ToolCall[] = [];
  let usage: GeminiResponse['usageMetadata'];
  let end: GeminiResponse | undefined;
  let last: GeminiResponse = {};
  for await (const piece of pieces) {
    assertNoError(piece, faults);
    last = piece;
    usage = piece.usageMetadata ?? usage;
    if (piece.candidates?.[0]?.finishReason !== undefined) end = piece;
    if (partsOf(piece).some(({ text, functionCall }) => Boolean(text) || functionCall !== undefined)) hooks.progress();
    const reasoning = thoughtsOf(piece);
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    const text = textOf(piece);
    if (text !== '') {
      hasText = true;
      yield { type: 'text-delta', text };
    }
    for (const toolCall of toolCallsOf(piece, toolCalls)) {
      toolCalls.push(toolCall);
      yield { type: 'tool-call', toolCall };
    }
  }
  hooks.assertAnswered();
  if (end === undefined) {
    throw faults.fault('STREAM_WITHOUT_END', 'The stream ended without a finish reason.');
  }
  assertAnswer({ end, hasContent: hasText || toolCalls.length > 0 }, faults);
  const finishReason = finishWithTools(toFinishReason(end.candidates?.[0]?.finishReason), toolCalls);
  yield { type: 'finish', finishReason, usage: toUsage(usage), raw: last };
}
