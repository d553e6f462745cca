import { createClient } from '../../../src/client/create-client.js';
import { systemClock, type Clock } from '../../../src/core/clock.js';
import { isLlmError, type LlmError } from '../../../src/core/error.js';
import type { Provider } from '../../../src/core/provider.js';
import { ollama } from '../../../src/providers/ollama/index.js';
import { startScriptedServer, type ScriptedServer } from '../../../src/testing/scripted-server.js';
import { momentOf, rebuildError, type CorpusRecord } from '../../corpus/records.js';
import { wrongFields, type Miss } from './misses.js';
import { THROWN, type CorpusPass } from './passes.js';

/** These tell of the recorded body on its way, not of the one that is served. */
const WIRE_HEADERS: ReadonlySet<string> = new Set(['content-length', 'content-encoding', 'transfer-encoding']);

const REQUEST = { messages: [{ role: 'user', content: 'Hello' }], retry: false } as const;

/** The time of the record, so that the dates in it are as near as they were. */
function clockAt(now: number): Clock {
  return { ...systemClock, now: () => now };
}

/** What the server of a body without a recorded type would have said. */
function contentTypeOf({ transport, provider, body = '' }: CorpusRecord): string {
  if (transport === 'stream') return provider === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';
  if (/^\s*<(?:!doctype|html)/i.test(body)) return 'text/html; charset=UTF-8';
  return /^\s*[[{"]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
}

function answerWith(server: ScriptedServer, record: CorpusRecord): void {
  const headers = Object.entries(record.headers ?? {}).filter(([name]) => !WIRE_HEADERS.has(name));
  const type = contentTypeOf(record);
  const body = record.body ?? '';
  server.answer((response) => {
    response.writeHead(record.status ?? 200, { 'content-type': type, ...Object.fromEntries(headers) });
    response.end(type === 'text/event-stream' ? `${body.trimEnd()}\n\n` : body);
  });
}

async function failureOf(outcome: Promise<unknown>): Promise<LlmError> {
  const error = await outcome.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (isLlmError(error)) return error;
  throw new Error('The call did not fail with an LlmError.', { cause: error });
}

async function drain(parts: AsyncIterable<unknown>): Promise<void> {
  for await (const part of parts) void part;
}

/** Serves every record of a pass to its SDK. */
export async function replay(pass: CorpusPass): Promise<readonly Miss[]> {
  const server = await startScriptedServer();
  const misses: Miss[] = [];
  try {
    for (const [index, record] of pass.records.entries()) {
      const provider = pass.create(server.url);
      const client = createClient({ providers: [provider], clock: clockAt(momentOf(record)) });
      answerWith(server, record);
      const request = { ...REQUEST, model: `${provider.name}/some-model` };
      const outcome = record.transport === 'stream' ? drain(client.stream(request)) : client.chat(request);
      const { classification, attempts } = await failureOf(outcome);
      if (server.requests.length !== index + 1 || attempts.length !== 1) {
        throw new Error(`${record.id} was not one request.`);
      }
      misses.push(...wrongFields(record, classification));
      await client.close();
    }
  } finally {
    await server.close();
  }
  return misses;
}

/** A client needs a provider; the tasks go under names of their own. */
function idleProvider(): Provider {
  return ollama({ name: 'idle', baseURL: 'http://127.0.0.1:9' });
}

/** Throws every record that was thrown, in the program of somebody who calls an SDK by himself. */
export async function replayThrown(): Promise<readonly Miss[]> {
  const misses: Miss[] = [];
  for (const record of THROWN) {
    const { error: thrown } = record;
    if (thrown === undefined) throw new Error(`${record.id} has no error.`);
    const client = createClient({ providers: [idleProvider()], clock: clockAt(momentOf(record)) });
    const task = (): Promise<never> => Promise.reject(rebuildError(thrown));
    const { classification } = await failureOf(client.run(task, { provider: record.provider, retry: false }));
    misses.push(...wrongFields(record, classification));
    await client.close();
  }
  return misses;
}
