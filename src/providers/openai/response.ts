import type { ProviderReply } from '../../core/provider.js';
import type { FinishReason, Usage } from '../../core/reply.js';
import { emptyFault } from '../../core/empty-fault.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { finishWithTools } from '../tool-calls.js';
import { countOrZero, toldCount } from '../usage.js';
import { ToolCallFragments } from './tool-call-fragments.js';

// All is optional: many hosts speak this format, few speak all of it.
interface Choice {
  readonly index?: number;
  readonly message?: Content;
  readonly delta?: Content;
  readonly finish_reason?: string | null;
  readonly error?: unknown;
}

interface Content {
  /** A text; pieces of a text and of thoughts with Mistral: https://docs.mistral.ai/capabilities/reasoning/ */
  readonly content?: string | readonly ContentChunk[] | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly unknown[] | null;
  readonly function_call?: unknown;
  readonly reasoning_content?: string | null;
  readonly reasoning?: unknown;
}

interface ContentChunk {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: string | readonly ContentChunk[] | null;
}

/** A completion, or a piece of one, as far as it is read. */
export interface Completion {
  readonly id?: unknown;
  readonly choices?: readonly Choice[] | null;
  readonly usage?: CompletionUsage | null;
  readonly error?: unknown;
}

interface CompletionUsage {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
  readonly total_tokens?: unknown;
  readonly prompt_tokens_details?: { readonly cached_tokens?: unknown } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: unknown } | null;
}

/** Maps the usage. */
export function toUsage(usage: CompletionUsage | null | undefined): Usage {
  return {
    inputTokens: toldCount(usage?.prompt_tokens),
    outputTokens: toldCount(usage?.completion_tokens),
    totalTokens: toldCount(usage?.total_tokens),
    cachedTokens: countOrZero(usage?.prompt_tokens_details?.cached_tokens),
    reasoningTokens: countOrZero(usage?.completion_tokens_details?.reasoning_tokens),
  };
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
};

/** Maps a finish reason. */
export function toFinishReason(reason: string | null | undefined): FinishReason {
  return FINISH_REASONS[reason ?? ''] ?? 'other';
}

/** Whether a piece brings anything of an answer: text, thoughts, a call of a tool. */
export function hasContent(content: Content | undefined): boolean {
  if (content === undefined) return false;
  const { content: text, refusal, tool_calls: toolCalls, function_call: functionCall } = content;
  const thoughts = content.reasoning_content ?? content.reasoning;
  return Boolean(text) || Boolean(refusal) || Boolean(toolCalls?.length) || Boolean(functionCall) || Boolean(thoughts);
}

/** The text that a piece brings. */
export function contentText(content: Content | undefined): string {
  return textOfChunks(content?.content);
}

/** The thoughts that a piece brings, under the names that hosts have for them. */
export function reasoningOf(content: Content | undefined): string {
  const thoughts = content?.reasoning_content ?? content?.reasoning;
  if (typeof thoughts === 'string') return thoughts;
  const chunks = content?.content;
  return Array.isArray(chunks)
    ? chunks.map((chunk: ContentChunk | null) => textOfChunks(chunk?.thinking)).join('')
    : '';
}

function textOfChunks(content: Content['content']): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return content.map((chunk: ContentChunk | null) => (typeof chunk?.text === 'string' ? chunk.text : '')).join('');
}

/** What is known of an answer at its end. */
export interface AnswerEnd {
  readonly hasText: boolean;
  readonly finishReason: FinishReason;
  readonly hasToolCalls: boolean;
  readonly refusal: string;
  readonly usage: Usage;
}

/** Throws where an answer is none: the filter withheld it, or its rest; the model refused; it has no text. */
export function assertAnswer(answer: AnswerEnd, capture: ResponseCapture): void {
  if (answer.finishReason === 'content-filter') {
    const what = answer.hasText ? 'The rest of the answer' : 'The answer';
    throw answerFault('CONTENT_BLOCKED', `${what} was withheld by the content filter.`).charged(answer.usage);
  }
  // Its words are an answer, and may say the prompt again: they are in no message.
  if (answer.refusal !== '') throw answerFault('CONTENT_BLOCKED', 'The model refused.').charged(answer.usage);
  if (answer.hasText || answer.hasToolCalls || answer.finishReason === 'tool-calls') return;
  const { code, message } = emptyFault(answer.finishReason);
  throw capture.failureInsteadOf(code, message).charged(answer.usage);
}

/** Throws where a completion, or a piece of one, is or holds an error in spite of its status. */
export function assertNoError(completion: Completion, capture: ResponseCapture): void {
  if (completion.error) throw capture.responseFailure({ error: completion.error });
  const choice = completion.choices?.[0];
  if (choice?.error) throw capture.responseFailure({ error: choice.error });
  if (choice?.finish_reason === 'error') {
    throw capture.failureInsteadOf('UNREADABLE_ANSWER', 'The answer ended with an error that it does not name.');
  }
}

/** Maps a whole completion. Throws where it is none. */
export function toReply(raw: unknown, capture: ResponseCapture): ProviderReply {
  if (typeof raw !== 'object' || raw === null) {
    throw capture.failureInsteadOf('UNREADABLE_ANSWER', 'The answer is no completion.');
  }
  const completion = raw as Completion;
  assertNoError(completion, capture);
  const choice = completion.choices?.[0];
  // Vendors put errors of many forms into HTTP 200; the raw body says which.
  if (choice === undefined) throw capture.responseFailure();
  const { message } = choice;
  const text = contentText(message);
  const told = toFinishReason(choice.finish_reason);
  const fragments = new ToolCallFragments();
  fragments.add(message?.tool_calls);
  const hasToolCalls = fragments.hasAny || Boolean(message?.function_call);
  const usage = toUsage(completion.usage);
  const refusal = message?.refusal ?? '';
  assertAnswer({ hasText: text !== '', finishReason: told, hasToolCalls, refusal, usage }, capture);
  const toolCalls = fragments.toolCalls(completion.id, told);
  const reasoning = reasoningOf(message);
  const reply: ProviderReply = { text, toolCalls, finishReason: finishWithTools(told, toolCalls), usage, raw };
  return reasoning === '' ? reply : { ...reply, reasoning };
}
