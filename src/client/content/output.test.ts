import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { inspect } from 'node:util';
import { isLlmError, type LlmError } from '../../core/error.js';
import type { OutputSpec, StandardSchema } from '../../core/output.js';
import type { ProviderOutput } from '../../core/provider.js';
import { ok, streaming, type Step } from '../../../test/support/scripted-provider.js';
import { outcome, scenario } from '../../../test/support/scenario.js';

const request = { model: 'ollama/kimi', messages: [{ role: 'user' as const, content: 'Who is who?' }] };
const Name = z.object({ source: z.string(), target: z.string().optional() });

/** Answers with a text, and notes what form was asked for. */
function noting(text: string): { readonly step: Step; readonly asked: (ProviderOutput | undefined)[] } {
  const asked: (ProviderOutput | undefined)[] = [];
  return {
    asked,
    step: (given, attempt) => {
      asked.push(given.output);
      return ok(text)(given, attempt);
    },
  };
}

async function failureOf(text: string, output: OutputSpec): Promise<LlmError> {
  const { client } = scenario([ok(text)]);
  const { error } = await outcome(client.chat({ ...request, output, retry: false }));
  if (!isLlmError(error)) throw new Error(`Expected an LlmError, got ${String(error)}`);
  return error;
}

describe('an answer of a certain form', () => {
  test.each([
    ['zod', Name],
    ['zod/mini', mini.object({ source: mini.string(), target: mini.optional(mini.string()) })],
  ])('is asked for and checked by a schema of %s', async (_, schema) => {
    const { step, asked } = noting('{"source":"Anna"}');
    const { client } = scenario([step]);
    expect((await client.chat({ ...request, output: schema })).output).toEqual({ source: 'Anna' });
    expect(asked).toEqual([
      {
        name: 'output',
        schema: {
          type: 'object',
          properties: { source: { type: 'string' }, target: { type: 'string' } },
          required: ['source'],
        },
      },
    ]);
  });

  test('is what transforms, defaults and asynchronous checks make of it', async () => {
    const schema = z
      .object({ pages: z.string().transform(Number), tone: z.string().default('dry') })
      .refine(async ({ pages }) => Promise.resolve(pages > 0));
    const { client } = scenario([ok('{"pages":"12"}')]);
    expect((await client.chat({ ...request, output: schema })).output).toEqual({ pages: 12, tone: 'dry' });
    expect(await failureOf('{"pages":"0"}', schema)).toMatchObject({ kind: 'invalid-response' });
  });

  test('runs the functions of a schema once for an answer, and leaves nothing of them behind', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown): unknown => unheard.push(reason);
    process.on('unhandledRejection', listen);
    let runs = 0;
    const schema = z.object({
      source: z.string().refine(async (source) => {
        runs++;
        await Promise.resolve();
        if (source === 'Anna') throw new Error('The glossary is gone.');
        return true;
      }),
    });
    const { client } = scenario([ok('{"source":"Berta"}')]);
    expect((await client.chat({ ...request, output: schema })).output).toEqual({ source: 'Berta' });
    expect(runs).toBe(1);
    const { invalidOutput } = await failureOf('{"source":"Anna"}', schema);
    expect(invalidOutput?.issues.map(({ message }) => message)).toEqual(['The glossary is gone.']);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unheard).toEqual([]);
  });

  test('is asked for at once from the second time on', async () => {
    const { client, provider } = scenario([ok('{"source":"a"}')]);
    await client.chat({ ...request, output: Name });
    const second = client.chat({ ...request, output: Name });
    expect(provider.requests).toHaveLength(2);
    await second;
  });

  test('may come in a fence, if there is nothing else', async () => {
    const { client } = scenario([ok('```json\n{"source":"a"}\n```')]);
    expect((await client.chat({ ...request, output: Name })).output).toEqual({ source: 'a' });
    const chatty = await failureOf('Here it is:\n```json\n{"source":"a"}\n```', Name);
    expect(chatty.invalidOutput?.issues).toEqual([{ path: '', message: 'The answer does not parse as JSON.' }]);
  });

  test('may have null for what could be left out, however deep', async () => {
    const schema = z.object({
      names: z.array(z.union([Name, z.object({ ref: z.string(), note: z.string().nullish() })])),
      title: z.string().nullable().optional(),
    });
    const { client } = scenario([ok('{"names":[{"source":"a","target":null},{"ref":"b","note":null}],"title":null}')]);
    expect((await client.chat({ ...request, output: schema })).output).toEqual({
      names: [{ source: 'a' }, { ref: 'b', note: null }],
      title: null,
    });
  });

  test('is checked by a JSON Schema that comes alone, and stays as it came', async () => {
    const jsonSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const { step, asked } = noting('{"n":1,"more":true}');
    const { client } = scenario([step]);
    const { output } = await client.chat({ ...request, output: { jsonSchema, name: 'count' } });
    expect(output).toEqual({ n: 1, more: true });
    expect(asked).toEqual([{ name: 'count', schema: jsonSchema }]);
    expect((await failureOf('{"n":"one"}', { jsonSchema })).invalidOutput?.issues[0]?.path).toBe('n');
  });

  test('is asked for by the JSON Schema that stands beside a schema of another library', async () => {
    const even: StandardSchema<unknown, number> = {
      '~standard': {
        version: 1,
        vendor: 'mine',
        validate: (value) =>
          typeof value === 'number' && value % 2 === 0
            ? { value }
            : { issues: [{ message: 'odd', path: [{ key: 'n' }] }] },
      },
    };
    const { client } = scenario([ok('4')]);
    expect((await client.chat({ ...request, output: { schema: even, jsonSchema: { type: 'number' } } })).output).toBe(
      4,
    );
    const error = await failureOf('5', { schema: even, jsonSchema: { type: 'number' } });
    expect(error.invalidOutput?.issues).toEqual([{ path: 'n', message: 'odd' }]);
    const { error: alone } = await outcome(client.chat({ ...request, output: even }));
    expect(alone).toBeInstanceOf(TypeError);
    expect(String(alone)).toContain('schema of mine');
  });

  test("is asked for by what another library's own conversion says", async () => {
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'mine',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => ({ $schema: 'x', type: 'string' }) },
      },
    };
    const { step, asked } = noting('"a"');
    await scenario([step]).client.chat({ ...request, output: schema });
    expect(asked).toEqual([{ name: 'output', schema: { type: 'string' } }]);
  });

  test('is tried again three times in all, the last wrong one kept for the caller alone', async () => {
    const logged: unknown[] = [];
    const log = (...parts: readonly unknown[]): void => void logged.push(parts);
    const { client, clock, provider, events } = scenario([ok('{"source":1,"secret":"the model’s own words"}')], {
      logger: { debug: log, info: log, warn: log, error: log },
    });
    const end = outcome(client.chat({ ...request, output: Name }));
    await clock.advance(10_000);
    const { error } = (await end) as { error: LlmError };
    expect(provider.requests).toHaveLength(3);
    expect(error).toMatchObject({ kind: 'invalid-response', reason: 'attempts-used' });
    expect(error.invalidOutput).toEqual({
      text: '{"source":1,"secret":"the model’s own words"}',
      issues: [{ path: 'source', message: expect.stringContaining('string') }],
    });
    const shown = [
      inspect(error, { depth: 9 }),
      JSON.stringify(error),
      error.message,
      inspect(events, { depth: 9 }),
      inspect(logged, { depth: 9 }),
    ];
    for (const text of shown) expect(text).not.toContain('own words');
    expect(error.advice).toContain('invalidOutput');
  });

  test('takes a right answer after wrong ones', async () => {
    const { client, clock } = scenario([ok('no'), ok('{"source":"a"}')]);
    const reply = client.chat({ ...request, output: Name });
    await clock.advance(2_000);
    expect((await reply).output).toEqual({ source: 'a' });
  });

  test('is not asked for again where it was cut: it would be cut again', async () => {
    const { client, provider } = scenario([
      () => Promise.resolve({ text: '{"source":"An', usage: {}, finishReason: 'length', raw: {} }),
    ]);
    const { error } = (await outcome(client.chat({ ...request, output: Name }))) as { error: LlmError };
    expect(provider.requests).toHaveLength(1);
    expect(error).toMatchObject({ kind: 'invalid-response', reason: 'stop', classification: { retryable: false } });
    expect(error.advice).toContain('maxOutputTokens');
    expect(error.invalidOutput?.text).toBe('{"source":"An');
  });

  test('is left out where the model calls a tool instead', async () => {
    const toolCalls = [{ id: 'a', name: 'look', arguments: {} }];
    const { client } = scenario([
      () => Promise.resolve({ text: '', toolCalls, usage: {}, finishReason: 'tool-calls', raw: {} }),
    ]);
    const reply = await client.chat({ ...request, output: Name, tools: [{ name: 'look' }] });
    expect(reply).toMatchObject({ output: undefined, toolCalls });
  });

  test('is asked for once where a function of the schema throws, and the error has what was thrown', async () => {
    const fault = new TypeError('my own fault');
    const broken = z.object({
      a: z.string().transform(() => {
        throw fault;
      }),
    });
    const { client, provider } = scenario([ok('{"a":"x"}')]);
    const { error } = (await outcome(client.chat({ ...request, output: broken }))) as { error: LlmError };
    expect(provider.requests).toHaveLength(1);
    expect(error).toMatchObject({ kind: 'invalid-response', reason: 'stop', classification: { retryable: false } });
    expect(error.cause).toBe(fault);
    expect(error.invalidOutput).toEqual({ text: '{"a":"x"}', issues: [{ path: '', message: 'my own fault' }] });
    expect(error.message).not.toContain('my own fault');
    expect(error.advice).toContain('Mend the schema');
  });

  test('is asked for again where a schema within a function of the schema refuses it', async () => {
    const inner = z.object({ a: z.string().transform((text) => z.object({ b: z.number() }).parse(JSON.parse(text))) });
    const { client, clock, provider } = scenario([ok('{"a":"{}"}'), ok('{"a":"{\\"b\\":1}"}')]);
    const asking = client.chat({ ...request, output: inner });
    await clock.advance(60_000);
    expect((await asking).output).toEqual({ a: { b: 1 } });
    expect(provider.requests).toHaveLength(2);
  });

  test('is asked for again where a check of the schema says no', async () => {
    const refined = z.object({ a: z.string().refine((text) => text === 'y') });
    const { client, clock, provider } = scenario([ok('{"a":"x"}'), ok('{"a":"y"}')]);
    const asking = client.chat({ ...request, output: refined });
    await clock.advance(60_000);
    expect((await asking).output).toEqual({ a: 'y' });
    expect(provider.requests).toHaveLength(2);
  });
});

describe('a schema that can not be asked for', () => {
  test.each([
    ['a date', z.object({ book: z.object({ read: z.array(z.date()) }) }), ['output.book.read[]', 'Date']],
    ['a bigint', z.object({ size: z.bigint() }), ['output.size', 'BigInt']],
    ['a map', z.map(z.string(), z.string()), ['`output`', 'Map']],
    ['a file', z.object({ cover: z.file() }), ['output.cover', 'file']],
    ['two of them', z.object({ a: z.date(), b: z.symbol() }), ['output.a', 'output.b']],
  ])('is refused before anything is sent: %s', async (_, output, words) => {
    const { client, provider } = scenario([ok('{}')]);
    const { error } = await outcome(client.chat({ ...request, output }));
    expect(error).toBeInstanceOf(TypeError);
    for (const word of words) expect(String(error)).toContain(word);
    expect(provider.requests).toHaveLength(0);
  });

  test.each([
    ['no schema', { type: 'object' }, 'jsonSchema'],
    ['nothing', {}, '`jsonSchema`'],
    ['a word', 'yaml', "'json'"],
    ['a JSON Schema that can not be checked', { jsonSchema: { if: {}, then: {} } }, 'schema'],
    ['a bad name', { jsonSchema: {}, name: 'my name' }, 'output.name'],
  ])('is refused by its form: %s', async (_, output, word) => {
    const { client, provider } = scenario([ok('{}')]);
    const { error } = await outcome(client.chat({ ...request, output: output as never }));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(word);
    expect(provider.requests).toHaveLength(0);
  });

  test('names the model that has no words for it, a fallback, too', async () => {
    const { client } = scenario([ok('{}')]);
    const { provider: other } = scenario([ok('{}')], { provider: { name: 'gemini' } });
    Object.assign(other, { problemsOf: () => ['It is too deep.'] });
    const both = scenario([ok('{}')], { others: [other] }).client;
    const { error } = await outcome(both.chat({ ...request, fallbacks: ['gemini/x'], output: Name }));
    expect(String(error)).toContain('gemini/x: It is too deep.');
    await client.close();
  });
});

describe('a call whose schema is not ready yet', () => {
  test('ends with its signal at once', async () => {
    const { client, provider } = scenario([ok('{}')]);
    const controller = new AbortController();
    const end = outcome(client.chat({ ...request, output: z.object({}), signal: controller.signal }));
    controller.abort('enough');
    expect((await end).error).toBe('enough');
    await new Promise((resolve) => setImmediate(resolve));
    expect(provider.requests).toHaveLength(0);
  });

  test('sends nothing for a stream that is left', async () => {
    const { client, provider } = scenario([streaming(['{}'])]);
    const stream = client.stream({ ...request, output: z.object({}) });
    const first = stream.next();
    await stream.return?.(undefined);
    expect(await first).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    expect(provider.requests).toHaveLength(0);
  });

  test('tells a stream what is wrong with it', async () => {
    const { client } = scenario([streaming(['{}'])]);
    await expect(client.stream({ ...request, output: z.object({ at: z.date() }) }).next()).rejects.toThrow(TypeError);
  });
});

describe('a streamed answer of a certain form', () => {
  test('is on the last part', async () => {
    const { client } = scenario([streaming(['{"sou', 'rce":"a"}'])]);
    const parts = [];
    for await (const part of client.stream({ ...request, output: Name })) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['text-delta', 'text-delta', 'finish']);
    expect(parts.at(-1)).toMatchObject({ output: { source: 'a' } });
  });

  test('fails where it does not fit, or begins again', async () => {
    const { client } = scenario([streaming(['{"source":1}'])]);
    const read = async (): Promise<void> => {
      for await (const part of client.stream({ ...request, output: Name })) void part;
    };
    await expect(read()).rejects.toMatchObject({ kind: 'invalid-response', invalidOutput: { text: '{"source":1}' } });

    const again = scenario([streaming(['{"source":1}']), streaming(['{"source":"a"}'])], {
      onStreamFailure: 'restart',
    });
    const types: string[] = [];
    const reading = (async () => {
      for await (const part of again.client.stream({ ...request, output: Name })) types.push(part.type);
    })();
    await again.clock.advance(5_000);
    await reading;
    expect(types).toEqual(['text-delta', 'stream-restart', 'text-delta', 'finish']);
  });
});
