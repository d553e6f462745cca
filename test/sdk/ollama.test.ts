import { expect, test, vi } from 'vitest';
import { ollama } from '../../src/providers/ollama/index.js';
import { attemptFailure, openAttempt, SHORT_REQUEST } from '../../src/testing/provider-contract/attempts.js';
import { answerWith, chat, kindOf, stream, useServer } from './fixtures.js';

const { server, use } = useServer();
const provider = () => use(ollama({ baseURL: server().url }));

const NDJSON = 'application/x-ndjson';
const line = (value: object) => `${JSON.stringify(value)}\n`;
const text = (content: string) => line({ message: { role: 'assistant', content }, done: false });
const done = (more: object = {}) => line({ message: { content: '' }, done: true, done_reason: 'stop', ...more });

test('assembles a whole answer of what it streams', async () => {
  const thinking = line({ message: { role: 'assistant', thinking: 'Well …' }, done: false });
  answerWith(server(), NDJSON, thinking + text('Guten ') + text('Tag') + done({ eval_count: 4 }));
  const reply = await chat(provider());
  expect(reply).toMatchObject({
    text: 'Guten Tag',
    finishReason: 'stop',
    raw: { message: { role: 'assistant', content: 'Guten Tag', thinking: 'Well …' }, eval_count: 4 },
  });
  expect(reply.usage).toEqual({ inputTokens: undefined, outputTokens: 4, totalTokens: undefined });
});

test('sends no key that was not given to it', async () => {
  vi.stubEnv('OLLAMA_API_KEY', 'cloud-key');
  answerWith(server(), NDJSON, text('Hi') + done());
  await provider().chat(SHORT_REQUEST, { ...openAttempt(), key: undefined });
  expect(server().requests[0]?.headers.authorization).toBeUndefined();
});

test('prints nothing, whatever comes', async () => {
  const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
  server().answer((response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'));
  await chat(provider()).catch(() => undefined);
  server().answer((response) => response.writeHead(500, { 'content-type': 'application/json' }).end('{"err'));
  await chat(provider()).catch(() => undefined);
  answerWith(server(), NDJSON, `${text('Hi')}garbage\n`);
  await chat(provider()).catch(() => undefined);
  answerWith(server(), NDJSON, `${text('Hi')}{"message":{"cont`);
  await stream(provider()).catch(() => undefined);
  for (const [type, body] of [
    ['application/json', '{"embeddings":[[0.1'],
    ['text/html', '<h1>Welcome</h1>'],
  ] as const) {
    answerWith(server(), type, body);
    await expect(provider().embed?.({ model: 'm', input: ['Hi'] }, openAttempt())).rejects.toThrow();
    await expect(provider().listModels?.(undefined, openAttempt())).rejects.toThrow();
  }
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});

test('keeps the header and the address to sign in at that the SDK loses', async () => {
  const body = '{"error":"unauthorized","signin_url":"https://ollama.com/connect?a\\u0026b"}';
  server().answer((response) =>
    response.writeHead(401, { 'content-type': 'application/json', 'retry-after': '3' }).end(body),
  );
  const { failure, cause } = await attemptFailure(chat(provider()));
  expect(failure).toMatchObject({ status: 401, body });
  expect((failure as { headers: Headers }).headers.get('retry-after')).toBe('3');
  expect(cause).toMatchObject({ name: 'ResponseError', status_code: 401, error: 'unauthorized' });
});

test('takes a line that is no JSON for an unreadable answer', async () => {
  answerWith(server(), NDJSON, `${text('Hi')}<html>\n${done()}`);
  expect(await attemptFailure(chat(provider()))).toMatchObject({ failure: { code: 'UNREADABLE_ANSWER' } });
  expect(await kindOf(provider(), chat(provider()))).toBe('invalid-response');
});

test('takes a stream without its end for cut', async () => {
  answerWith(server(), NDJSON, text('Hi'));
  expect(await attemptFailure(chat(provider()))).toMatchObject({ failure: { code: 'STREAM_WITHOUT_END' } });
  expect(await kindOf(provider(), chat(provider()))).toBe('invalid-response');
});

test('takes a reason for the end where `done` is missing', async () => {
  answerWith(server(), NDJSON, text('Hi') + line({ message: { content: '' }, done_reason: 'length' }));
  expect(await chat(provider())).toMatchObject({ text: 'Hi', finishReason: 'length' });
});

test('takes thoughts without an answer for an empty one', async () => {
  answerWith(server(), NDJSON, line({ message: { thinking: 'Well …' }, done: false }) + done());
  expect(await attemptFailure(chat(provider()))).toMatchObject({ failure: { code: 'EMPTY_ANSWER' } });
  expect(await kindOf(provider(), chat(provider()))).toBe('invalid-response');
});

test('tells an answer that thoughts left no room for', async () => {
  const end = line({ message: { content: '' }, done: true, done_reason: 'length' });
  answerWith(server(), NDJSON, line({ message: { thinking: 'Well …' }, done: false }) + end);
  expect(await attemptFailure(chat(provider()))).toMatchObject({ failure: { code: 'EMPTY_CUT' } });
});

test('takes a prompt of which the server read a part for too long', async () => {
  answerWith(server(), NDJSON, text('Ein Drittel') + done({ prompt_eval_count: 4_096 }));
  const content = 'The river rose, and nobody in the village slept that night. '.repeat(1_000);
  const request = { model: 'm', messages: [{ role: 'user', content }] } as const;
  expect(await attemptFailure(chat(provider(), request))).toMatchObject({ failure: { code: 'PROMPT_CUT' } });
  expect(await kindOf(provider(), chat(provider(), request))).toBe('context-length');
});

test('knows an error inside of a stream, after text and before it', async () => {
  const error = line({
    error: 'you have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade',
  });
  answerWith(server(), NDJSON, error);
  expect(await kindOf(provider(), stream(provider()))).toBe('weekly-limit');
  answerWith(server(), NDJSON, text('Hi') + error);
  expect(await kindOf(provider(), chat(provider()))).toBe('weekly-limit');
});
