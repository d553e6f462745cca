import { afterEach, describe, expect, it, vi } from 'vitest';
import { scriptedProvider, ok } from '../../../test/support/scripted-provider.js';
import type { ApiKeyInput } from '../../core/keys.js';
import { createClient } from '../create-client.js';
import { parseOptions } from './parse-options.js';

const given: unknown[] = [];
const fake = (options: {
  readonly name?: string;
  readonly apiKeys?: readonly ApiKeyInput[];
  readonly bad?: unknown;
}) => {
  given.push(options);
  if (options.bad !== undefined) throw new TypeError('Wrong options for fake(): bad');
  return scriptedProvider([ok()], { name: options.name ?? 'fake', keys: options.apiKeys ?? [] });
};

describe('parseOptions', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    given.length = 0;
  });

  it('says what is missing where nothing is there for `type` to name', () => {
    for (const context of [undefined, null, {}]) {
      expect(() => parseOptions('{}', context as never)).toThrow(/parseOptions\(json, \{ providers: \{ ollama \} \}\)/);
    }
  });

  it('makes options that survive JSON, with keys from the environment', async () => {
    vi.stubEnv('TEST_KEY', 'from-environment');
    const text = JSON.stringify({
      providers: [{ type: 'fake', name: 'mine', apiKeys: [{ env: 'TEST_KEY', project: 'p' }] }],
      policies: { 'hourly-limit': { type: 'staged', stages: ['1s', 2000] } },
      maxWait: '2h',
    });
    const client = createClient(parseOptions(text, { providers: { fake } }));
    expect(given).toEqual([{ name: 'mine', apiKeys: [{ key: 'from-environment', project: 'p' }] }]);
    const reply = await client.chat({ model: 'mine/x', messages: [{ role: 'user', content: 'a' }] });
    expect(reply.keyId).toBe('key-1');
  });

  it('lists all problems in one TypeError', () => {
    const parse = () =>
      parseOptions(
        {
          providers: [
            { type: 'fkae' },
            { type: 'fake', apiKey: { env: 'NOT_SET_ANYWHERE' } },
            { type: 'fake', bad: 1 },
          ],
          maxAttempts: 0,
          maxwait: '1h',
        },
        { providers: { fake } },
      );
    expect(parse).toThrow(TypeError);
    for (const part of [
      /did you mean `fake`/,
      /NOT_SET_ANYWHERE/,
      /fake\(\): bad/,
      /`maxAttempts`.*got `0`/,
      /did you mean `maxWait`/,
    ]) {
      expect(parse).toThrow(part);
    }
  });

  it('says where JSON is broken', () => {
    expect(() => parseOptions('{"providers":', { providers: {} })).toThrow(/Expected JSON/);
  });
});
