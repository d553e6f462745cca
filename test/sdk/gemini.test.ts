import { expect, test, vi } from 'vitest';
import { gemini, type GeminiSdk } from '../../src/providers/gemini/index.js';
import { attemptFailure, openAttempt, SHORT_REQUEST } from '../../src/testing/provider-contract/attempts.js';
import { answerWith, chat, kindOf, stream, useServer } from './fixtures.js';

const { server, use } = useServer();
const provider = (sdk?: GeminiSdk) => use(gemini({ baseURL: server().url, apiKey: 'key', sdk }));

const JSON_TYPE = 'application/json; charset=UTF-8';
const SSE = 'text/event-stream';
const event = (value: object) => `data: ${JSON.stringify(value)}\r\n\r\n`;
const candidate = (text: string, finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, ...(finishReason && { finishReason }) }],
});

const SDKS = ['genai', 'generative-ai'] as const;

test('uses @google/genai where both packages are installed', async () => {
  answerWith(server(), JSON_TYPE, JSON.stringify(candidate('Hi', 'STOP')));
  await chat(provider());
  expect(server().requests[0]?.headers['x-goog-api-client']).toMatch(/^google-genai-sdk\//);
});

test.each(SDKS)('takes a blocked prompt for blocked content (%s)', async (sdk) => {
  const body = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 5 } };
  answerWith(server(), JSON_TYPE, JSON.stringify(body));
  expect(await kindOf(provider(), chat(provider(sdk)))).toBe('content-filter');
  answerWith(server(), SSE, event(body));
  expect(await kindOf(provider(), stream(provider(sdk)))).toBe('content-filter');
});

test.each(SDKS)('takes an answer that was withheld for blocked content (%s)', async (sdk) => {
  const body = { candidates: [{ finishReason: 'SAFETY', index: 0 }] };
  answerWith(server(), JSON_TYPE, JSON.stringify(body));
  expect(await kindOf(provider(), chat(provider(sdk)))).toBe('content-filter');
  answerWith(server(), SSE, event(body));
  expect(await kindOf(provider(), stream(provider(sdk)))).toBe('content-filter');
});

const FILTERS = ['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE'];

test.each(SDKS.flatMap((sdk) => FILTERS.map((reason) => [reason, sdk] as const)))(
  'takes text that ends with %s for blocked content, after its last piece (%s)',
  async (reason, sdk) => {
    const body = candidate('You have reached your weekly usage limit', reason);
    answerWith(server(), JSON_TYPE, JSON.stringify(body));
    expect(await kindOf(provider(), chat(provider(sdk)))).toBe('content-filter');
    answerWith(server(), SSE, event(candidate('Once upon')) + event(candidate(' a time', reason)));
    const texts: string[] = [];
    const read = async () => {
      for await (const part of provider(sdk).stream(SHORT_REQUEST, openAttempt())) {
        if (part.type === 'text-delta') texts.push(part.text);
      }
    };
    expect(await kindOf(provider(), read())).toBe('content-filter');
    expect(texts).toEqual(['Once upon', ' a time']);
  },
);

test.each(SDKS)('takes text that ends at its maximum for a reply (%s)', async (sdk) => {
  answerWith(server(), JSON_TYPE, JSON.stringify(candidate('Once upon', 'MAX_TOKENS')));
  expect(await chat(provider(sdk))).toMatchObject({ text: 'Once upon', finishReason: 'length' });
});

test.each(SDKS)('leaves thoughts out of the text, and counts them as output (%s)', async (sdk) => {
  const parts = [{ text: 'Hm, well', thought: true }, { text: 'Hi' }];
  const usageMetadata = { promptTokenCount: 4, candidatesTokenCount: 1, thoughtsTokenCount: 9, totalTokenCount: 14 };
  answerWith(
    server(),
    JSON_TYPE,
    JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }], usageMetadata }),
  );
  expect(await chat(provider(sdk))).toMatchObject({
    text: 'Hi',
    usage: { inputTokens: 4, outputTokens: 10, totalTokens: 14, reasoningTokens: 9 },
  });
});

test.each(SDKS)('tells an answer that thoughts left no room for (%s)', async (sdk) => {
  answerWith(server(), JSON_TYPE, '{"candidates":[{"content":{"role":"model"},"finishReason":"MAX_TOKENS"}]}');
  expect(await attemptFailure(chat(provider(sdk)))).toMatchObject({ failure: { code: 'EMPTY_CUT' } });
  expect(await kindOf(provider(), chat(provider(sdk)))).toBe('invalid-response');
});

test.each(SDKS)('takes an answer of no candidates for none (%s)', async (sdk) => {
  answerWith(server(), JSON_TYPE, '{"usageMetadata":{"promptTokenCount":5}}');
  expect(await attemptFailure(chat(provider(sdk)))).toMatchObject({ failure: { code: 'EMPTY_ANSWER' } });
  expect(await kindOf(provider(), chat(provider(sdk)))).toBe('invalid-response');
});

test('keeps the quota, its headers and all of a list of errors that the SDK makes a text of', async () => {
  const body = JSON.stringify([{ error: { code: 429, message: 'slow down', status: 'RESOURCE_EXHAUSTED' } }]);
  server().answer((response) => response.writeHead(429, { 'content-type': JSON_TYPE, 'x-a': 'b' }).end(body));
  const { failure, cause } = await attemptFailure(stream(provider('genai')));
  expect(failure).toMatchObject({ status: 429, body });
  expect((failure as { headers: Headers }).headers.get('x-a')).toBe('b');
  expect(cause).toMatchObject({ name: 'ApiError', status: 429 });
});

test.each([
  ['as one', ['{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}']],
  ['in two packets', ['{"error":{"code":503,"message":"The model is', ' overloaded.","status":"UNAVAILABLE"}}']],
])('knows an error behind text, which the SDK loses when it is split (%s)', async (_, pieces) => {
  server().answer(async (response) => {
    response.writeHead(200, { 'content-type': SSE });
    for (const piece of [event(candidate('Hi')), ...pieces]) {
      await new Promise((resolve) => response.write(piece, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  expect(await kindOf(provider(), stream(provider('genai')))).toBe('overloaded');
});

/** An answer that the SDK would go on from by itself: https://ai.google.dev/api/generate-content#candidate */
const unfinished = (finishReason?: string) => {
  const [first] = candidate('Hi', finishReason).candidates;
  return { candidates: [{ ...first, continuationToken: 'more' }], usageMetadata: { totalTokenCount: 9 } };
};

const REQUESTS = [
  ['a request', SHORT_REQUEST],
  ['a request with options', { ...SHORT_REQUEST, temperature: 0 }],
] as const;

test.each(
  REQUESTS.flatMap(([what, request]) => [undefined, 'CONTINUATION'].map((end) => [what, end, request] as const)),
)(
  'sends %s once where the answer has a token to go on with, and takes that answer (finish reason %s)',
  async (_what, finishReason, request) => {
    answerWith(server(), JSON_TYPE, JSON.stringify(unfinished(finishReason)));
    const reply = await chat(provider('genai'), request);
    expect(server().requests).toHaveLength(1);
    expect(reply).toMatchObject({ text: 'Hi', finishReason: 'other', usage: { totalTokens: 9 } });
    expect(reply.raw).toMatchObject({ text: 'Hi', ...unfinished(finishReason), sdkHttpResponse: { headers: {} } });
  },
);

test.each(REQUESTS)('streams %s once where the answer has a token to go on with', async (_what, request) => {
  answerWith(server(), SSE, event(unfinished()) + event(unfinished('CONTINUATION')));
  expect(await stream(provider('genai'), request)).toMatchObject([
    { type: 'text-delta', text: 'Hi' },
    { type: 'text-delta', text: 'Hi' },
    { type: 'finish', finishReason: 'other', usage: { totalTokens: 9 } },
  ]);
  expect(server().requests).toHaveLength(1);
});

test('sends one request where the SDK would try again by itself', async () => {
  const config = {
    tools: [{ googleSearch: {} }],
    httpOptions: { retryOptions: { attempts: 4 } },
    thinkingConfig: { thinkingBudget: 0 },
  };
  answerWith(server(), JSON_TYPE, JSON.stringify(unfinished()));
  await chat(provider('genai'), { ...SHORT_REQUEST, providerOptions: config });
  server().answer((response) => response.writeHead(503).end());
  await attemptFailure(chat(provider('genai'), { ...SHORT_REQUEST, providerOptions: config }));
  expect(server().requests).toHaveLength(2);
  expect(server().requests[0]?.body).toMatchObject({
    tools: [{ googleSearch: {} }],
    generationConfig: { thinkingConfig: { thinkingBudget: 0 } },
  });
});

test('passes fields of the request on to @google/generative-ai', async () => {
  const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
  answerWith(server(), JSON_TYPE, JSON.stringify(candidate('Hi', 'STOP')));
  const providerOptions = { safetySettings, generationConfig: { topK: 3 } };
  await chat(provider('generative-ai'), { ...SHORT_REQUEST, temperature: 0, providerOptions });
  expect(server().requests[0]?.body).toMatchObject({ safetySettings, generationConfig: { temperature: 0, topK: 3 } });
});

test('leaves no rejection unhandled where @google/generative-ai would end the process', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  answerWith(server(), SSE, `${event(candidate('Hi'))}{"error":{"code":503}}`);
  expect(await attemptFailure(stream(provider('generative-ai')))).toMatchObject({
    failure: { code: 'STREAM_WITHOUT_END' },
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

// A resilient fetch says the same: src/integrations/fetch/answer-judge.test.ts.
test('takes no stream for whole that was cut after its finish reason', async () => {
  answerWith(server(), SSE, `${event(candidate('Hi', 'STOP'))}data: {"usageM`);
  expect(await attemptFailure(stream(provider('genai')))).toMatchObject({ failure: { code: expect.any(String) } });
});

test('asks the host of its options, whatever the environment of the SDK says', async () => {
  vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'http://elsewhere.invalid');
  vi.stubEnv('GOOGLE_GENAI_USE_VERTEXAI', 'true');
  answerWith(server(), JSON_TYPE, JSON.stringify(candidate('Hi', 'STOP')));
  expect((await chat(provider('genai'))).text).toBe('Hi');
});

test('takes a JSON text for a stream that broke off for a fault of the network, as chat() does', async () => {
  server().answer((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"candidates":[{"content":{"parts":[{"text":"Half of');
    setImmediate(() => response.destroy());
  });
  const asked = provider('genai');
  expect(await kindOf(asked, stream(asked))).toBe('network');
  expect(await kindOf(asked, chat(asked))).toBe('network');
});
