import { emptyFault } from '../../core/empty-fault.js';
import { isRecord } from '../../core/json-schema.js';
import type { ProviderMessage, ProviderStreamPart } from '../../core/provider.js';
import type { FinishReason, Usage } from '../../core/reply.js';
import { answerFault, type ResponseCapture } from '../../transport/response-capture.js';
import type { ToolCall } from '../../core/tools.js';
import { madeCallId, readArguments } from '../tool-calls.js';
import { sumOf, toldCount } from '../usage.js';
import type { OllamaChatRequest } from './request.js';
import { isPromptCut } from './prompt-cut.js';

/** A line of the answer, as far as it is read. */
export interface OllamaChunk {
  readonly message?: {
    readonly role?: string;
    readonly content?: string;
    readonly thinking?: string;
    readonly tool_calls?: readonly unknown[];
  };
  readonly created_at?: unknown;
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

/** Maps the counts of the last line. */
export function toUsage(chunk: OllamaChunk): Usage {
  const inputTokens = toldCount(chunk.prompt_eval_count);
  const outputTokens = toldCount(chunk.eval_count);
  return { inputTokens, outputTokens, totalTokens: sumOf(inputTokens, outputTokens) };
}

/** Maps the end. Servers of before 2024 give no reason. */
export function toFinishReason(chunk: OllamaChunk, hasToolCalls: boolean): FinishReason {
  if (hasToolCalls) return 'tool-calls';
  switch (chunk.done_reason ?? 'stop') {
    case 'stop':
      return 'stop';
    case 'length':
      return 'length';
    default:
      return 'other';
  }
}

// Some back ends end with a reason and without `done`: https://github.com/ollama/ollama-vscode/pull/61
function isMissingDone(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Did not receive done');
}

/** Throws for an error of the SDK, unless it is that the end is missing and the last line tells it in its own way. */
function assertEnd(error: unknown, last: OllamaChunk, capture: ResponseCapture): void {
  if (!isMissingDone(error)) throw error;
  capture.assertAnswered();
  if (last.done_reason === undefined) {
    throw capture.failureInsteadOf('STREAM_WITHOUT_END', 'The stream ended without `done`.');
  }
}

/** What was sent, as far as the answer is checked against it. */
export interface SentRequest {
  readonly messages: readonly ProviderMessage[];
  readonly body: OllamaChatRequest;
}

function assertWholePrompt(end: OllamaChunk, sent: SentRequest): void {
  const contextTokens = sent.body.options['num_ctx'];
  const cut = isPromptCut({
    messages: sent.messages,
    contextTokens: typeof contextTokens === 'number' ? contextTokens : undefined,
    countedTokens: end.prompt_eval_count,
  });
  if (!cut) return;
  const counted = String(end.prompt_eval_count);
  throw answerFault(
    'PROMPT_CUT',
    `The prompt is too long: the server read only ${counted} tokens of it and answered that. Raise num_ctx, or update the server.`,
  );
}

/**
 * Maps the lines of an answer. Throws where it is none. `raw` is the last line, with the whole message in place of its
 * last piece, as an answer that is not streamed has it.
 */
export async function* toStreamParts(
  chunks: AsyncIterable<OllamaChunk>,
  context: { readonly sent: SentRequest; readonly capture: ResponseCapture; readonly progress: () => void },
): AsyncGenerator<ProviderStreamPart, void, undefined> {
  const { sent, capture, progress } = context;
  let text = '';
  let thinking = '';
  const toolCalls: unknown[] = [];
  let last: OllamaChunk = {};
  try {
    for await (const chunk of chunks) {
      last = chunk;
      const { message } = chunk;
      if (message?.content || message?.thinking || message?.tool_calls?.length) progress();
      if (message?.thinking) {
        thinking += message.thinking;
        yield { type: 'reasoning-delta', text: message.thinking };
      }
      toolCalls.push(...(message?.tool_calls ?? []));
      if (message?.content) {
        text += message.content;
        yield { type: 'text-delta', text: message.content };
      }
    }
  } catch (error) {
    assertEnd(error, last, capture);
  }
  capture.assertAnswered();
  assertWholePrompt(last, sent);
  if (text === '' && toolCalls.length === 0) {
    const { code, message } = emptyFault(toFinishReason(last, false), last.done_reason ?? 'none');
    throw capture.failureInsteadOf(code, message).charged(toUsage(last));
  }
  // The SDK reads up to the last line and no further.
  capture.finish();
  const message = {
    role: 'assistant',
    content: text,
    ...(thinking === '' ? {} : { thinking }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  const finishReason = toFinishReason(last, toolCalls.length > 0);
  for (const [index, call] of toolCalls.entries()) {
    yield { type: 'tool-call', toolCall: toToolCall(call, { answerId: last.created_at, index }) };
  }
  yield { type: 'finish', finishReason, usage: toUsage(last), raw: { ...last, message } };
}

/** Servers before 0.13 give calls no id, and refer to them by the names of their tools. */
function toToolCall(
  call: unknown,
  { answerId, index }: { readonly answerId: unknown; readonly index: number },
): ToolCall {
  const { id, function: called } = isRecord(call) ? call : {};
  const { name, arguments: args } = isRecord(called) ? called : {};
  return {
    id: typeof id === 'string' && id !== '' ? id : madeCallId({ id: answerId, index, call: [name, args] }),
    name: String(name),
    arguments: readArguments(args, 'tool-calls'),
  };
}
