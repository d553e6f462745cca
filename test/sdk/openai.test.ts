import { expect, test, vi } from 'vitest';
import { openai } from '../../src/providers/openai/index.js';
import { attemptFailure, openAttempt, SHORT_REQUEST } from '../../src/testing/provider-contract/attempts.js';
import { answerWith, chat, kindOf, stream, useServer } from './fixtures.js';

const { server, use } = useServer();
const provider = (options: Parameters<typeof openai>[0] = {}) =>
  use(openai({ baseURL: `${server().url}/v1`, apiKeys: ['sk-test'], ...options }));

const JSON_TYPE = 'application/json';
const SSE = 'text/event-stream';
const completion = (message: object, finish: string | null = 'stop') =>
  JSON.stringify({ choices: [{ index: 0, message, finish_reason: finish }] });
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: string, finish: string | null = null) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

test('sends each attempt with its own key, however many are under way', async () => {
  const asked = provider({ apiKeys: ['sk-one', 'sk-two'] });
  answerWith(server(), JSON_TYPE, completion({ content: 'Hi' }));
  await Promise.all(
    ['sk-one', 'sk-two', 'sk-three'].map((key) => asked.chat(SHORT_REQUEST, { ...openAttempt(), key })),
  );
  const keys = server().requests.map(({ headers }) => headers.authorization);
  expect(keys.sort()).toEqual(['Bearer sk-one', 'Bearer sk-three', 'Bearer sk-two']);
});

test('sends no authorization without a key, but for one of the options', async () => {
  answerWith(server(), JSON_TYPE, completion({ content: 'Hi' }));
  const attempt = { ...openAttempt(), key: undefined };
  await provider().chat(SHORT_REQUEST, attempt);
  await provider({ headers: { Authorization: 'Basic abc' } }).chat(SHORT_REQUEST, attempt);
  expect(server().requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Basic abc']);
});

test('keeps what the environment says of OpenAI from other hosts', async () => {
  vi.stubEnv('OPENAI_ORG_ID', 'org-1');
  vi.stubEnv('OPENAI_PROJECT_ID', 'proj-1');
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'X-Gateway-Token: secret\nX-Other: 1');
  answerWith(server(), JSON_TYPE, completion({ content: 'Hi' }));
  await chat(provider({ name: 'openrouter' }));
  await chat(provider());
  const [foreign, own] = server().requests.map(({ headers }) => headers);
  expect(Object.keys(foreign ?? {}).filter((name) => /openai|x-gateway|x-other/.test(name))).toEqual([]);
  expect(own).toMatchObject({
    'openai-organization': 'org-1',
    'openai-project': 'proj-1',
    'x-gateway-token': 'secret',
  });
});

test('sends once what the SDK by itself would send three times', async () => {
  server().answer((response) => response.writeHead(503, { 'x-should-retry': 'true', 'retry-after': '0' }).end());
  expect(await kindOf(provider(), chat(provider()))).toBe('overloaded');
  expect(server().requests).toHaveLength(1);
});

test('knows the answer that is an error in one of its choices', async () => {
  const error = { code: 429, message: 'Rate limit exceeded: free-models-per-min' };
  answerWith(server(), JSON_TYPE, JSON.stringify({ choices: [{ index: 0, message: { content: '' }, error }] }));
  expect(await kindOf(provider(), chat(provider()))).toBe('rate-limit');
});

test('knows the stream that is an error in one of its choices', async () => {
  const error = { code: 502, message: 'Provider returned error' };
  answerWith(server(), SSE, delta('Hi') + event({ choices: [{ index: 0, delta: {}, error, finish_reason: 'error' }] }));
  expect(await kindOf(provider(), stream(provider()))).toBe('server-error');
});

test('knows the error of a vendor that has none of its choices', async () => {
  answerWith(
    server(),
    JSON_TYPE,
    JSON.stringify({ choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
  );
  expect(await kindOf(provider(), chat(provider()))).toBe('quota-exhausted');
});

test('knows a bare error at the end of a stream, which the SDK skips in silence', async () => {
  answerWith(server(), SSE, `${delta('Hi')}{"error":{"message":"The server is overloaded","code":503}}\n`);
  expect(await kindOf(provider(), stream(provider()))).toBe('overloaded');
});

test('takes an empty list of choices for no answer', async () => {
  answerWith(server(), JSON_TYPE, JSON.stringify({ choices: [] }));
  expect(await kindOf(provider(), chat(provider()))).toBe('invalid-response');
});

test.each([
  ['a text', '"Hi"', 'UNREADABLE_ANSWER'],
  ['null', 'null', 'UNREADABLE_ANSWER'],
  ['an answer without text', completion({ content: null }), 'EMPTY_ANSWER'],
  ['thoughts without an answer', completion({ content: '', reasoning_content: 'Well …' }, 'length'), 'EMPTY_CUT'],
])('takes %s for no answer', async (_, body, code) => {
  answerWith(server(), JSON_TYPE, body);
  expect(await attemptFailure(chat(provider()))).toMatchObject({ failure: { code } });
  expect(await kindOf(provider(), chat(provider()))).toBe('invalid-response');
});

test('tells an answer that thoughts left no room for from one that is empty for no reason', async () => {
  answerWith(server(), SSE, delta('', 'length'));
  expect((await attemptFailure(stream(provider()))).failure).toMatchObject({ code: 'EMPTY_CUT' });
  answerWith(server(), SSE, delta('', 'stop'));
  expect((await attemptFailure(stream(provider()))).failure).toMatchObject({ code: 'EMPTY_ANSWER' });
});

test.each([
  ['a withheld answer', completion({ content: '' }, 'content_filter')],
  ['an answer whose rest was withheld', completion({ content: 'Once upon' }, 'content_filter')],
  ['a refusal after text', completion({ content: 'Well,', refusal: 'I can’t help with that.' })],
  ['a refusal', completion({ content: null, refusal: 'I can’t help with that.' })],
])('takes %s for blocked content', async (_, body) => {
  answerWith(server(), JSON_TYPE, body);
  expect(await kindOf(provider(), chat(provider()))).toBe('content-filter');
});

test('shows nothing of what a model refused with', async () => {
  answerWith(server(), JSON_TYPE, completion({ content: null, refusal: 'I will not translate "The lamp".' }));
  expect((await attemptFailure(chat(provider()))).failure).toMatchObject({ message: 'The model refused.' });
  answerWith(server(), SSE, delta('', 'stop').replace('"content":""', '"refusal":"No lamp."'));
  expect((await attemptFailure(stream(provider()))).failure).toMatchObject({ message: 'The model refused.' });
});

test('reads an answer that comes in pieces of text and of thoughts, as from Mistral', async () => {
  const thinking = {
    type: 'thinking',
    thinking: [
      { type: 'text', text: 'Well' },
      { type: 'text', text: ' …' },
    ],
  };
  const pieces = [thinking, { type: 'text', text: 'Once' }, { type: 'text', text: ' upon' }];
  answerWith(server(), JSON_TYPE, completion({ content: pieces }));
  expect(await chat(provider())).toMatchObject({ text: 'Once upon', reasoning: 'Well …' });
  const piece = (content: object[], finish: string | null = null) =>
    event({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
  answerWith(server(), SSE, piece([thinking]) + delta('Once') + piece([{ type: 'text', text: ' upon' }], 'stop'));
  expect(await stream(provider())).toMatchObject([
    { type: 'reasoning-delta', text: 'Well …' },
    { type: 'text-delta', text: 'Once' },
    { type: 'text-delta', text: ' upon' },
    { type: 'finish', finishReason: 'stop' },
  ]);
});

test('takes the call of a tool for an answer', async () => {
  answerWith(server(), JSON_TYPE, completion({ content: null, tool_calls: [{ id: '1' }] }, 'tool_calls'));
  expect(await chat(provider())).toMatchObject({ text: '', finishReason: 'tool-calls' });
});

test('takes [DONE] for the end where no reason is given', async () => {
  answerWith(server(), SSE, `${delta('Hi')}data: [DONE]\n\n`);
  expect((await stream(provider())).at(-1)).toMatchObject({ type: 'finish', finishReason: 'other' });
});

test('takes a reason for the end where [DONE] is missing', async () => {
  answerWith(server(), SSE, delta('Hi', 'stop'));
  expect((await stream(provider())).at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
});

// A resilient fetch says the same: src/integrations/fetch/answer-judge.test.ts.
test.each(['data: {"choices":[],"usa', 'data: [DO'])(
  'takes an answer for whole that was cut inside %s',
  async (rest) => {
    answerWith(server(), SSE, `${delta('Hi', 'stop')}${rest}`);
    expect((await stream(provider())).at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
  },
);

test('takes a stream without either for cut', async () => {
  answerWith(server(), SSE, delta('Hi'));
  expect(await attemptFailure(stream(provider()))).toMatchObject({ failure: { code: 'STREAM_WITHOUT_END' } });
  expect(await kindOf(provider(), stream(provider()))).toBe('invalid-response');
});

test('takes [DONE] among the words of an answer for no end', async () => {
  answerWith(server(), SSE, delta('A stream ends with data: [DONE]'));
  expect(await attemptFailure(stream(provider()))).toMatchObject({ failure: { code: 'STREAM_WITHOUT_END' } });
});

test('takes an event that was cut for a cut stream', async () => {
  answerWith(server(), SSE, `${delta('Hi')}data: {"choices":[{"del`);
  expect(await attemptFailure(stream(provider()))).toMatchObject({ failure: { code: 'STREAM_WITHOUT_END' } });
  expect(await kindOf(provider(), stream(provider()))).toBe('invalid-response');
});

test('counts no tokens where the server says 0 of all', async () => {
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  answerWith(
    server(),
    JSON_TYPE,
    JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }], usage }),
  );
  const { inputTokens, outputTokens, totalTokens } = (await chat(provider())).usage;
  expect([inputTokens, outputTokens, totalTokens]).toEqual([undefined, undefined, undefined]);
});

test('prints nothing, whatever comes', async () => {
  vi.stubEnv('OPENAI_LOG', 'debug');
  const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
  answerWith(server(), SSE, 'data: {broken\n\n');
  await stream(provider()).catch(() => undefined);
  answerWith(server(), 'text/html', '<h1>Sign in</h1>');
  await chat(provider()).catch(() => undefined);
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});

test('sends Azure its key and version where it looks for them', async () => {
  answerWith(server(), JSON_TYPE, completion({ content: 'Hi' }));
  const baseURL = `${server().url}/openai/deployments/gpt-x?api-version=2024-10-21`;
  const azure = provider({ vendor: 'azure', baseURL });
  await azure.chat({ ...SHORT_REQUEST, maxOutputTokens: 9 }, { ...openAttempt(), key: 'azure-key' });
  const [request] = server().requests;
  expect(request?.path).toBe('/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21');
  expect(request?.headers).toMatchObject({ 'api-key': 'azure-key' });
  expect(request?.headers.authorization).toBeUndefined();
  expect(request?.body).toMatchObject({ max_completion_tokens: 9 });
});

test('does not ask for the tokens of a stream where that is refused', async () => {
  answerWith(server(), SSE, delta('Hi', 'stop') + 'data: [DONE]\n\n');
  await stream(provider({ vendor: 'mistral', baseURL: `${server().url}/v1` }));
  await stream(provider({ vendor: 'deepseek', baseURL: `${server().url}/v1` }));
  const [mistral, deepseek] = server().requests.map(({ body }) => body);
  expect(mistral).not.toHaveProperty('stream_options');
  expect(deepseek).toHaveProperty('stream_options', { include_usage: true });
});

test.each(['{"choices":[{"index":0,"message":{"content":"Half of', ''])(
  'takes a JSON text for a stream that broke off, %j, for a fault of the network, as chat() does',
  async (text) => {
    server().answer((response) => {
      response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': '1000' });
      response.write(text);
      setImmediate(() => response.destroy());
    });
    expect(await kindOf(provider(), stream(provider()))).toBe('network');
    expect(await kindOf(provider(), chat(provider()))).toBe('network');
  },
);

test('takes the error of a JSON text for a stream that broke off for what it says', async () => {
  server().answer((response) => {
    response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': '1000' });
    response.write('{"error":{"code":"insufficient_quota","message":"You exceeded your current quota"},"id":"a');
    setImmediate(() => response.destroy());
  });
  expect(await kindOf(provider(), stream(provider()))).toBe('quota-exhausted');
});

test('takes the first of several answers, however their pieces are mixed', async () => {
  const piece = (index: number, content: string, finish: string | null = null) =>
    event({ choices: [{ index, delta: { content }, finish_reason: finish }] });
  const pieces = [piece(0, 'One'), piece(1, 'Two'), piece(0, ' first'), piece(1, '', 'length'), piece(0, '', 'stop')];
  answerWith(server(), SSE, pieces.join(''));
  const parts = await stream(provider());
  expect(parts.flatMap((part) => (part.type === 'text-delta' ? [part.text] : []))).toEqual(['One', ' first']);
  expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
});
