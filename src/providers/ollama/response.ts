import { emptyFault } from '../../core/empty-fault.js';
import { isRecord } from '../../core/json-schema.js';
import type { AttemptContext, ProviderMessage, ProviderReply } from '../../core/provider.js';
import type { FinishReason, Usage } from '../../core/reply.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
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

/** What an answer is read with. */
export interface AnswerContext {
  readonly sent: SentRequest;
  readonly capture: ResponseCapture;
  readonly attempt: Pick<AttemptContext, 'progress'>;
}

/**
 * An answer that comes line by line. `raw` is the last line, with the whole message in place of its last piece, as an answer
 * that is not streamed has it.
 */
export class OllamaAnswer {
  readonly #context: AnswerContext;
  readonly #toolCalls: unknown[] = [];
  #text = '';
  #thinking = '';
  #last: OllamaChunk = {};

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  /** Takes a line. @returns it, for what is handed on at once */
  add(line: unknown): OllamaChunk {
    if (typeof line !== 'object' || line === null) throw new TypeError('A line of the stream is no object.');
    if ('error' in line) throw new Error(String(line.error));
    const chunk: OllamaChunk = line;
    this.#last = chunk;
    const { message } = chunk;
    if (!message) return chunk;
    const { content, thinking, tool_calls: toolCalls } = message;
    if (content || thinking || toolCalls?.length) this.#context.attempt.progress();
    if (thinking) this.#thinking += thinking;
    if (toolCalls) this.#toolCalls.push(...toolCalls);
    if (content) this.#text += content;
    return chunk;
  }

  /** Whether the last line has come; nothing is read after it. */
  get isDone(): boolean {
    return Boolean(this.#last.done);
  }

  /** The whole of it, when no line is left. Throws where it is none. */
  end(): ProviderReply {
    const { sent, capture } = this.#context;
    const last = this.#last;
    capture.assertAnswered();
    // Some back ends end with a reason and without `done`: https://github.com/ollama/ollama-vscode/pull/61
    if (!this.isDone && last.done_reason === undefined) {
      throw capture.failureInsteadOf('STREAM_WITHOUT_END', 'The stream ended without `done`.');
    }
    assertWholePrompt(last, sent);
    const text = this.#text;
    const reasoning = this.#thinking;
    const toolCalls = this.#toolCalls;
    if (text === '' && toolCalls.length === 0) {
      const { code, message } = emptyFault(toFinishReason(last, false), last.done_reason ?? 'none');
      throw capture.failureInsteadOf(code, message).charged(toUsage(last));
    }
    capture.finish();
    const message: Record<string, unknown> = { role: 'assistant', content: text };
    if (reasoning !== '') message['thinking'] = reasoning;
    if (toolCalls.length > 0) message['tool_calls'] = toolCalls;
    const reply: ProviderReply = {
      text,
      toolCalls: toolCalls.map((call, index) => toToolCall(call, { answerId: last.created_at, index })),
      finishReason: toFinishReason(last, toolCalls.length > 0),
      usage: toUsage(last),
      raw: { ...last, message },
    };
    return reasoning === '' ? reply : { ...reply, reasoning };
  }
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
