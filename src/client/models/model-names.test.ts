import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../../../test/support/scenario.js';
import { modelNotFound, ok, scriptedProvider, weeklyLimit } from '../../../test/support/scripted-provider.js';
import { createClient } from '../create-client.js';
import { findAliasProblems } from './model-names.js';
import { parseOptions } from '../options/parse-options.js';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const PREFIXES = ['ollama', 'gemini'];

describe('the names of models', () => {
  it('send a request to the first of a list, with the others as fallbacks', async () => {
    const other = scriptedProvider([ok('from the other')], { name: 'gemini' });
    const { client, provider } = scenario([weeklyLimit], {
      others: [other],
      models: { draft: ['ollama/x', 'gemini/y'] },
    });
    const reply = await client.chat({ model: 'draft', messages });
    expect(reply).toMatchObject({ text: 'from the other', provider: 'gemini', model: 'y' });
    expect(provider.requests.map(({ model }) => model)).toEqual(['x']);
  });

  it('may name one model, other names, and stand among fallbacks; the request’s own fallbacks come last', async () => {
    const { client, provider } = scenario([modelNotFound], {
      models: { one: 'ollama/a', all: ['one', 'ollama/b'], last: ['ollama/b', 'ollama/d'] },
    });
    await outcome(client.chat({ model: 'all', fallbacks: ['ollama/c', 'last'], messages }));
    expect(provider.requests.map(({ model }) => model)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('hold for streams, vectors and tasks, which are told whose model it is', async () => {
    const { client, provider } = scenario([ok()], { models: { draft: ['ollama/x'] } });
    for await (const part of client.stream({ model: 'draft', messages })) void part;
    expect(provider.requests[0]?.model).toBe('x');
    const { error } = await outcome(client.embed({ model: 'draft', input: 'a' }));
    expect((error as Error).message).toContain('`ollama`');
    expect(await client.run(({ provider: prefix, model }) => `${prefix}/${model}`, { model: 'draft' })).toBe(
      'ollama/x',
    );
    // With a provider of its own a task names a model, as ever.
    expect(await client.run(({ model }) => model, { provider: 'ollama', model: 'draft' })).toBe('draft');
  });

  it('move a task to the next provider of the list', async () => {
    const other = scriptedProvider([ok()], { name: 'gemini', keys: ['g-key'] });
    const { client } = scenario([ok()], { others: [other], models: { draft: ['ollama/x', 'gemini/y'] } });
    const seen: string[] = [];
    const value = await client.run(
      ({ provider, model, key }) => {
        seen.push(`${provider}/${model} ${key ?? '-'}`);
        if (provider === 'ollama') throw Object.assign(new Error("model 'x' not found"), { status: 404 });
        return 'done';
      },
      { model: 'draft' },
    );
    expect(value).toBe('done');
    expect(seen).toEqual(['ollama/x -', 'gemini/y g-key']);
  });

  it('can be changed while the client runs, name by name, and not to wrong ones', async () => {
    const { client, provider } = scenario([ok()], { models: { draft: ['ollama/x'], final: ['ollama/z'] } });
    client.configure({ models: { draft: ['ollama/y', 'final'] } });
    await client.chat({ model: 'draft', messages });
    await client.chat({ model: 'final', messages });
    expect(provider.requests.map(({ model }) => model)).toEqual(['y', 'z']);
    expect(() => client.configure({ models: { final: ['draft'] } })).toThrow(
      /draft -> final -> draft|final -> draft -> final/,
    );
    expect(() => client.configure({ models: { final: ['nope/x'] }, maxAttempts: 2 })).toThrow(/configured are: ollama/);
    await client.chat({ model: 'final', messages });
    expect(provider.requests.at(-1)?.model).toBe('z');
  });

  it('are named with the nearest where a request names none of them', async () => {
    const { client } = scenario([ok()], { models: { draft: ['ollama/x'] } });
    for (const request of [{ model: 'drft' }, { model: 'ollama/x', fallbacks: ['drft'] }]) {
      const { error } = await outcome(client.chat({ ...request, messages }));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toContain('did you mean `draft`?');
    }
  });

  it('come from a JSON file, too', async () => {
    const provider = scriptedProvider([ok()]);
    const file = { providers: [{ type: 'ollama' }], models: { draft: ['ollama/x'] } };
    const factories = { providers: { ollama: () => provider } };
    await createClient(parseOptions(JSON.stringify(file), factories)).chat({ model: 'draft', messages });
    expect(provider.requests[0]?.model).toBe('x');
    expect(() => parseOptions({ ...file, models: { draft: ['draft'] } }, factories)).toThrow(/draft -> draft/);
  });

  it.each([
    [{ self: ['self'] }, 'not to lead back to itself, got `self -> self`'],
    [{ a: ['b'], b: ['c'], c: ['ollama/x', 'a'] }, 'a -> b -> c -> a'],
    [{ 'a/b': ['ollama/x'] }, 'one word without "/"'],
    [{ 'a b': ['ollama/x'] }, 'one word without "/"'],
    [{ empty: [] }, '`models.empty`'],
    [{ empty: '' }, '`models.empty`'],
    [{ number: [7] }, '`models.number`'],
    [{ draft: ['olama/x'] }, 'did you mean `ollama`?'],
    [{ draft: ['ollama/'] }, 'Expected a model after the "/"'],
    [{ draft: ['finl'], final: ['ollama/x'] }, 'did you mean `final`?'],
    [['ollama/x'], 'an object of names'],
    ['draft', 'an object of names'],
    [null, 'an object of names'],
  ])('are refused at construction where they are wrong: %j', (models, words) => {
    expect(findAliasProblems(models, PREFIXES).join('\n')).toContain(words);
    const providers = PREFIXES.map((name) => scriptedProvider([ok()], { name }));
    expect(() => createClient({ providers, models } as never)).toThrow(TypeError);
  });

  it('tell all that is wrong with them at once, beside other options', () => {
    const models = { a: ['nope/x'], 'b/c': ['ollama/x'], d: [] };
    expect(findAliasProblems(models, PREFIXES)).toHaveLength(3);
    const create = (): unknown => createClient({ providers: [scriptedProvider([ok()])], models, maxAttempts: 0 });
    expect(create).toThrow(/maxAttempts[\s\S]*models\.a/);
  });

  it('do no harm where they share a list without a ring', () => {
    expect(findAliasProblems({ a: ['b', 'c'], b: ['c'], c: ['ollama/x'] }, PREFIXES)).toEqual([]);
  });
});
