import { describe, expect, it } from 'vitest';
import { AttemptFailure } from '../../core/attempt-failure.js';
import { allWires } from '../../providers/wires.js';
import { AnswerJudge } from './answer-judge.js';

function judgeOf(api: string, path: string): AnswerJudge {
  const shape = allWires
    .find(({ name }) => name === api)
    ?.endpoints.find((endpoint) => endpoint.path.test(path))?.answer;
  if (shape === undefined) throw new Error(`${api} has no answers at ${path}.`);
  return new AnswerJudge(shape, { status: 200 });
}

const sse = (...events: readonly unknown[]): string =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
const lines = (...events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** What a judge says of a stream that ends there. */
function verdict(judge: AnswerJudge, stream: string): string {
  try {
    judge.push(new TextEncoder().encode(stream));
    judge.finish();
    return judge.hasContent ? 'answer' : 'told end';
  } catch (error) {
    if (!(error instanceof AttemptFailure)) throw error;
    const { code, body } = error.failure as { code?: string; body?: unknown };
    return code ?? `error ${JSON.stringify(body)}`;
  }
}

/** What a judge says of a whole answer. */
function verdictOfWhole(judge: AnswerJudge, answer: unknown): string {
  try {
    judge.whole(typeof answer === 'string' ? answer : JSON.stringify(answer));
    return judge.hasContent ? 'answer' : 'told end';
  } catch (error) {
    if (!(error instanceof AttemptFailure)) throw error;
    const { code, body } = error.failure as { code?: string; body?: unknown };
    return code ?? `error ${JSON.stringify(body)}`;
  }
}

const CHAT = ['openai', '/v1/chat/completions'] as const;
const TEXT = ['openai', '/v1/completions'] as const;
const RESPONSES = ['openai', '/v1/responses'] as const;
const MESSAGES = ['anthropic', '/v1/messages'] as const;
const GEMINI = ['gemini', '/v1beta/models/m:streamGenerateContent'] as const;
const OLLAMA = ['ollama', '/api/chat'] as const;
const GENERATE = ['ollama', '/api/generate'] as const;

const delta = (content: string, reason: string | null = null): object => ({
  choices: [{ delta: { content }, finish_reason: reason }],
});
/** A piece of one of several answers. */
const of = (index: number, content: string, reason: string | null = null): object => ({
  choices: [{ index, delta: { content }, finish_reason: reason }],
});
const both = (content: string, reason: string | null): object => ({
  choices: [0, 1].map((index) => ({ index, delta: { content }, finish_reason: reason })),
});
const two = (...reasons: readonly string[]): object => ({
  candidates: [0, 1].map((index) => ({ index, content: { parts: [{ text: 'Hi' }] }, finishReason: reasons[index] })),
});
const candidate = (text: string, finishReason?: string): object => ({
  candidates: [{ content: { parts: [{ text }] }, ...(finishReason === undefined ? {} : { finishReason }) }],
});

describe('a judge of streams', () => {
  it.each([
    ['a completion with its [DONE]', CHAT, sse(delta('Hi'), delta('', 'stop'), '[DONE]'), 'answer'],
    ['a completion with a finish reason and no [DONE]', CHAT, sse(delta('Hi'), delta('', 'stop')), 'answer'],
    ['two answers that ended', CHAT, sse(of(0, 'Hi'), of(1, 'Ho'), of(0, '', 'stop'), of(1, '', 'stop')), 'answer'],
    [
      'two answers of which one did not end',
      CHAT,
      sse(of(0, 'Hi'), of(1, 'Ho'), of(0, '', 'stop')),
      'STREAM_WITHOUT_END',
    ],
    [
      'two answers, the second of which ended',
      CHAT,
      sse(of(0, 'Hi'), of(1, 'Ho'), of(1, '', 'stop')),
      'STREAM_WITHOUT_END',
    ],
    ['two answers one after the other', CHAT, sse(of(0, 'Hi', 'stop'), of(1, 'Ho'), of(1, '', 'stop')), 'answer'],
    ['two answers, cut in the second', CHAT, sse(of(0, 'Hi', 'stop'), of(1, 'Ho')), 'STREAM_WITHOUT_END'],
    [
      'two answers, the second of which came first',
      CHAT,
      sse(of(1, 'Ho'), of(0, 'Hi'), of(1, '', 'stop')),
      'STREAM_WITHOUT_END',
    ],
    ['two answers in each event', CHAT, sse(both('Hi', null), both('', 'stop')), 'answer'],
    [
      'two answers that ended, and an empty piece',
      CHAT,
      sse(of(0, 'Hi', 'stop'), of(1, 'Ho', 'stop'), of(1, '')),
      'answer',
    ],
    ['two answers and a [DONE]', CHAT, sse(of(0, 'Hi', 'stop'), of(1, 'Ho'), '[DONE]'), 'answer'],
    ['one answer that calls itself the second', CHAT, sse(of(1, 'Ho'), of(1, '', 'stop')), 'answer'],
    ['two candidates of which one did not end', GEMINI, sse(two('STOP'), candidate('', 'STOP')), 'STREAM_WITHOUT_END'],
    ['two candidates that ended', GEMINI, sse(two(), two('STOP', 'STOP')), 'answer'],
    ['a completion that was cut', CHAT, sse(delta('Hi')), 'STREAM_WITHOUT_END'],
    ['a completion that was cut inside an event', CHAT, `${sse(delta('Hi'))}data: {"choi`, 'UNREADABLE_ANSWER'],
    [
      'a completion that was cut inside its usage',
      CHAT,
      `${sse(delta('Hi'), delta('', 'stop'))}data: {"choices":[],"usa`,
      'answer',
    ],
    ['a completion that was cut inside its [DONE]', CHAT, `${sse(delta('Hi', 'stop'))}data: [DO`, 'answer'],
    [
      'a completion that was cut inside its finish reason',
      CHAT,
      `${sse(delta('Hi'))}data: {"choices":[{"delta":{},"finish_reason":"st`,
      'UNREADABLE_ANSWER',
    ],
    [
      'an error after the finish reason',
      CHAT,
      `${sse(delta('Hi', 'stop'))}data: {"error":{"code":500}}`,
      'error {"error":{"code":500}}',
    ],
    ['an empty completion', CHAT, sse(delta('', 'stop'), '[DONE]'), 'EMPTY_ANSWER'],
    ['a completion that a filter withheld', CHAT, sse(delta('', 'content_filter'), '[DONE]'), 'told end'],
    [
      'a call of a tool',
      CHAT,
      sse({ choices: [{ delta: { tool_calls: [{}] }, finish_reason: 'tool_calls' }] }),
      'answer',
    ],
    ['an error in a completion', CHAT, sse(delta('Hi'), { error: { code: 429 } }), 'error {"error":{"code":429}}'],
    ['an error of a choice', CHAT, sse({ choices: [{ error: { code: 502 } }] }), 'error {"error":{"code":502}}'],
    ['a text completion', TEXT, sse({ choices: [{ text: 'Hi', finish_reason: 'stop' }] }, '[DONE]'), 'answer'],
    [
      'a response with its end',
      RESPONSES,
      sse(
        { type: 'response.created', response: {} },
        { type: 'response.output_text.delta', delta: 'Hi' },
        { type: 'response.completed', response: { status: 'completed', output: [{ type: 'message' }] } },
      ),
      'answer',
    ],
    [
      'a response that was cut',
      RESPONSES,
      sse({ type: 'response.created', response: {} }, { type: 'response.output_text.delta', delta: 'Hi' }),
      'STREAM_WITHOUT_END',
    ],
    [
      'a response that failed',
      RESPONSES,
      sse({ type: 'response.failed', response: { status: 'failed', error: { code: 'rate_limit_exceeded' } } }),
      'error {"error":{"code":"rate_limit_exceeded"}}',
    ],
    ['an error event of a response', RESPONSES, sse({ type: 'error', code: 'x' }), 'error {"type":"error","code":"x"}'],
    [
      'a message with its stop',
      MESSAGES,
      sse(
        { type: 'message_start', message: {} },
        { type: 'content_block_delta', delta: { text: 'Hi' } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        { type: 'message_stop' },
      ),
      'answer',
    ],
    [
      'a message that was cut before its reason to stop',
      MESSAGES,
      sse({ type: 'content_block_delta', delta: {} }, { type: 'content_block_stop' }),
      'STREAM_WITHOUT_END',
    ],
    [
      'a message that was cut between its reason to stop and its stop',
      MESSAGES,
      sse({ type: 'content_block_delta', delta: {} }, { type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
      'answer',
    ],
    [
      'a message that was cut inside its stop',
      MESSAGES,
      `${sse({ type: 'content_block_delta', delta: {} }, { type: 'message_delta', delta: { stop_reason: 'end_turn' } })}data: {"type":"mess`,
      'answer',
    ],
    [
      'a message without content that says why',
      MESSAGES,
      sse({ type: 'message_delta', delta: { stop_reason: 'refusal' } }, { type: 'message_stop' }),
      'told end',
    ],
    [
      'a message without content or reason',
      MESSAGES,
      sse({ type: 'message_start', message: {} }, { type: 'message_stop' }),
      'EMPTY_ANSWER',
    ],
    [
      'a response that was cut inside its end',
      RESPONSES,
      `${sse({ type: 'response.output_text.delta', delta: 'Hi' }, { type: 'response.output_text.done' })}data: {"type":"response.comp`,
      'UNREADABLE_ANSWER',
    ],
    [
      'Gemini, cut inside what follows its finish reason',
      GEMINI,
      `${sse(candidate('Hi', 'STOP'))}data: {"usageM`,
      'UNREADABLE_ANSWER',
    ],
    [
      'an error of a message',
      MESSAGES,
      sse({ type: 'error', error: { type: 'overloaded_error' } }),
      'error {"type":"error","error":{"type":"overloaded_error"}}',
    ],
    ['Gemini to its finish reason', GEMINI, sse(candidate('Hi'), candidate('', 'STOP')), 'answer'],
    ['Gemini, cut', GEMINI, sse(candidate('Hi')), 'STREAM_WITHOUT_END'],
    ['Gemini, empty', GEMINI, sse(candidate('', 'STOP')), 'EMPTY_ANSWER'],
    ['Gemini, blocked', GEMINI, sse({ promptFeedback: { blockReason: 'SAFETY' } }), 'told end'],
    ['Gemini, an error', GEMINI, sse(candidate('Hi'), { error: { code: 503 } }), 'error {"error":{"code":503}}'],
    [
      'Ollama to its done',
      OLLAMA,
      lines({ message: { content: 'Hi' } }, { message: { content: '' }, done: true }),
      'answer',
    ],
    ['Ollama, cut', OLLAMA, lines({ message: { content: 'Hi' } }), 'STREAM_WITHOUT_END'],
    ['Ollama, empty', OLLAMA, lines({ message: { content: '' }, done: true }), 'EMPTY_ANSWER'],
    [
      'Ollama, a model that is only loaded',
      GENERATE,
      lines({ response: '', done: true, done_reason: 'load' }),
      'told end',
    ],
    ['Ollama, generated', GENERATE, lines({ response: 'Hi' }, { response: '', done: true }), 'answer'],
    ['Ollama, an error', OLLAMA, lines({ error: 'boom' }), 'error {"error":"boom"}'],
    ['rubbish between events', CHAT, `${sse(delta('Hi'))}data: <<<\n\n${sse(delta('', 'stop'))}`, 'UNREADABLE_ANSWER'],
    [
      'an error that is cut',
      CHAT,
      'data: {"error": {"message": "over',
      'error "{\\"error\\": {\\"message\\": \\"over"',
    ],
  ] as const)('%s: %#', (...[, [api, path], stream, expected]) => {
    expect(verdict(judgeOf(api, path), stream)).toBe(expected);
  });

  it('knows the last event, so that nobody has to wait for the end of the connection', () => {
    const judge = judgeOf(...OLLAMA);
    judge.push(new TextEncoder().encode(lines({ message: { content: 'Hi' } })));
    expect([judge.hasContent, judge.isLast]).toEqual([true, false]);
    judge.push(new TextEncoder().encode(lines({ done: true, prompt_eval_count: 3, eval_count: 4 })));
    expect([judge.isLast, judge.usage]).toEqual([true, { inputTokens: 3, outputTokens: 4, totalTokens: 7 }]);
  });
});

describe('a judge of whole answers', () => {
  it.each([
    ['a completion', CHAT, { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }, 'answer'],
    ['an empty completion', CHAT, { choices: [{ message: { content: '' }, finish_reason: 'stop' }] }, 'EMPTY_ANSWER'],
    ['no choices', CHAT, {}, 'EMPTY_ANSWER'],
    [
      'a completion that was cut at its length',
      CHAT,
      { choices: [{ message: {}, finish_reason: 'length' }] },
      'told end',
    ],
    ['an error inside', CHAT, { error: { message: 'no' } }, 'error {"error":{"message":"no"}}'],
    ['half of an answer', CHAT, '{"choices":[{"mess', 'UNREADABLE_ANSWER'],
    ['a response', RESPONSES, { object: 'response', status: 'completed', output: [{ type: 'message' }] }, 'answer'],
    ['a response in the background', RESPONSES, { object: 'response', status: 'queued', output: [] }, 'told end'],
    ['thoughts alone', RESPONSES, { status: 'completed', output: [{ type: 'reasoning' }] }, 'EMPTY_ANSWER'],
    ['a message', MESSAGES, { type: 'message', content: [{}], stop_reason: 'end_turn' }, 'answer'],
    ['a list of pieces', GEMINI, [candidate('Hi'), candidate('', 'STOP')], 'answer'],
    ['embeddings', ['openai', '/v1/embeddings'], { data: [{ embedding: [1] }] }, 'answer'],
    ['an embedding of Gemini', ['gemini', '/v1beta/models/m:embedContent'], { embedding: { values: [1] } }, 'answer'],
    ['embeddings of Ollama', ['ollama', '/api/embed'], { embeddings: [[1]] }, 'answer'],
    ['no embeddings', ['ollama', '/api/embed'], { embeddings: [] }, 'EMPTY_ANSWER'],
  ] as const)('%s', (...[, [api, path], answer, expected]) => {
    expect(verdictOfWhole(judgeOf(api, path), answer)).toBe(expected);
  });
});
