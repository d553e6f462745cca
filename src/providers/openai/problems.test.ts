import { describe, expect, test } from 'vitest';
import type { ProviderRequest } from '../../core/provider.js';
import { hostFeatures, type HostFeatures } from './host-features.js';
import { completionProblems } from './problems.js';
import { toCompletionRequest } from './request.js';
import { VENDORS, vendorOfHost, type VendorSpec } from './vendors.js';

const REQUEST: ProviderRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const own = { ownHost: true, features: hostFeatures(undefined, undefined) };
const at = (host: string) => {
  const name = vendorOfHost(host);
  const spec: VendorSpec | undefined = name && VENDORS[name];
  return { ownHost: false, features: hostFeatures(spec?.features, undefined) };
};
const image = (byteLength: number, mediaType = 'image/png'): ProviderRequest => ({
  ...REQUEST,
  messages: [
    { role: 'user', content: [{ type: 'image', source: 'data', mediaType, byteLength, base64: () => 'AAAA' }] },
  ],
});
const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const asking = (output: ProviderRequest['output']): ProviderRequest => ({ ...REQUEST, ...(output && { output }) });

describe('what can not be asked of a host', () => {
  test('is nothing in a plain request', () => {
    expect(completionProblems({ ...REQUEST, seed: 1, reasoning: { effort: 'low' } }, own)).toEqual([]);
    expect(completionProblems(image(1_000), own)).toEqual([]);
  });

  test.each([
    ['an image of 100 MB', image(100_000_000), own, '50 MB'],
    ['an image of 100 MB, elsewhere', image(100_000_000), at('localhost'), '133.3 MB'],
    ['an image of a type', image(1, 'image/tiff'), own, 'image/tiff'],
    ['a list at the root', asking({ name: 'o', schema: { type: 'array', items: {} } }), own, 'z.object'],
    [
      'a list at the root, at Azure',
      asking({ name: 'o', schema: { type: 'array' } }),
      at('a.openai.azure.com'),
      'z.object',
    ],
    ['a union at the root', asking({ name: 'o', schema: { anyOf: [schema, schema] } }), own, 'z.object'],
    ['a number of thoughts', { ...REQUEST, reasoning: { maxTokens: 5 } }, own, 'reasoning.effort'],
    ['both', { ...REQUEST, reasoning: { maxTokens: 5, effort: 'low' } }, at('openrouter.ai'), 'not both'],
    ['an effort', { ...REQUEST, reasoning: { effort: 'low' } }, at('api.anthropic.com'), 'ignores'],
    ['a seed', { ...REQUEST, seed: 1 }, at('api.anthropic.com'), 'ignores'],
    ['a seed below 0', { ...REQUEST, seed: -1 }, at('api.mistral.ai'), '0 or more'],
  ] as const)('%s', (...[, request, target, words]) => {
    expect(completionProblems(request, target).join()).toContain(words);
  });

  test('is an image that it does not fetch', () => {
    const messages = [
      { role: 'user', content: [{ type: 'image', source: 'url', url: 'gs://a/b', mediaType: undefined }] },
    ] as const;
    expect(completionProblems({ ...REQUEST, messages }, own).join()).toContain('https:');
  });

  test('is less elsewhere: a list at the root is sent', () => {
    expect(completionProblems(asking({ name: 'o', schema: { type: 'array', items: {} } }), at('localhost'))).toEqual(
      [],
    );
  });
});

describe('a form of the answer', () => {
  const asked = (request: ProviderRequest, target: { ownHost: boolean; features: HostFeatures }) =>
    toCompletionRequest(request, { ...target, stream: false });

  test('is asked for strictly where it can be', () => {
    expect(asked(asking({ name: 'glossary', schema }), own)['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'glossary', strict: true, schema: { ...schema, additionalProperties: false } },
    });
    const open = { type: 'object', properties: {}, additionalProperties: { type: 'number' } };
    expect(asked(asking({ name: 'ages', schema: open }), own)['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'ages', strict: false, schema: open },
    });
  });

  test('is any JSON and an instruction where the host knows no more', () => {
    const body = asked(asking({ name: 'o', schema }), at('api.deepseek.com'));
    expect(body['response_format']).toEqual({ type: 'json_object' });
    expect(body['messages']).toEqual([
      { role: 'system', content: expect.stringContaining(JSON.stringify(schema)) },
      { role: 'user', content: 'Hi' },
    ]);
  });

  test('is an instruction alone where the host knows none', () => {
    const body = asked(asking('json'), at('api.anthropic.com'));
    expect(body).not.toHaveProperty('response_format');
    expect(body['messages']).toMatchObject([{ role: 'system' }, { role: 'user' }]);
  });
});

describe('reasoning', () => {
  test('is said in the words of the host', () => {
    const body = (host: string, reasoning: ProviderRequest['reasoning']) =>
      toCompletionRequest({ ...REQUEST, ...(reasoning && { reasoning }) }, { ...at(host), stream: false });
    expect(body('localhost', { effort: 'high' })).toMatchObject({ reasoning_effort: 'high' });
    expect(body('openrouter.ai', { maxTokens: 900 })).toMatchObject({ reasoning: { max_tokens: 900 } });
  });

  test('goes back to hosts that want it, and not to the one that would refuse it', () => {
    const messages = [{ role: 'assistant', content: 'Yes.', reasoning: 'Hm.' }] as const;
    const body = (target: typeof own) => toCompletionRequest({ ...REQUEST, messages }, { ...target, stream: false });
    expect(body(at('api.deepseek.com'))['messages']).toEqual([
      { role: 'assistant', content: 'Yes.', reasoning_content: 'Hm.' },
    ]);
    expect(body(own)['messages']).toEqual([{ role: 'assistant', content: 'Yes.' }]);
  });
});

describe('what hosts call differently, or refuse', () => {
  const thought: ProviderRequest = {
    ...REQUEST,
    seed: 7,
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', toolCalls: [{ id: 'a', name: 'look', arguments: {} }], reasoning: 'Well …' },
      { role: 'tool', toolCallId: 'a', name: 'look', content: 'river' },
    ],
  };
  const sent = (target: ReturnType<typeof at>) => toCompletionRequest(thought, { ...target, stream: false });

  test('is the name of a seed', () => {
    expect(sent(at('api.mistral.ai'))).toMatchObject({ random_seed: 7 });
    expect(sent(at('api.mistral.ai'))).not.toHaveProperty('seed');
    expect(sent(at('api.groq.com'))).toMatchObject({ seed: 7 });
  });

  test('are the thoughts of an earlier answer', () => {
    const thoughtsAt = (host: string) => JSON.stringify(sent(at(host))).includes('reasoning_content');
    expect(['api.deepseek.com', 'api.moonshot.ai', 'api.z.ai', 'openrouter.ai'].map(thoughtsAt)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const strict = ['api.groq.com', 'api.cerebras.ai', 'api.mistral.ai', 'me.openai.azure.com'];
    expect(strict.map(thoughtsAt)).toEqual([false, false, false, false]);
    expect(JSON.stringify(toCompletionRequest(thought, { ...own, stream: false }))).not.toContain('reasoning_content');
  });
});
