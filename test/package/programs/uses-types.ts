// What a strict TypeScript program writes: every type that a user meets, by its name.
import {
  classifyError,
  createClient,
  createRetryController,
  ERROR_KINDS,
  exponential,
  isLlmError,
  type LlmError,
  parseOptions,
  staged,
  stop,
  untilReset,
  type AttemptRecord,
  type ChatReply,
  type ChatRequest,
  type Classification,
  type Clock,
  type Duration,
  type ErrorKind,
  type LlmEvent,
  type Policies,
  type Policy,
  type StreamPart,
  type Usage,
  type Wait,
} from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import { manualClock, scaledClock, seededRandom, startProviderSimulator } from 'llm-resilience/testing';

const wait: Duration = '60s';
const policies: Policies = {
  'hourly-limit': staged([wait, 300_000], { tick: '60s' }),
  'daily-limit': untilReset({ maxWait: '26h' }),
  'server-error': exponential({ initial: '1s', maxAttempts: 3 }),
  'weekly-limit': stop(),
};
const clock: Clock = scaledClock(10);

const client = createClient({
  providers: [
    ollama({ baseURL: 'http://127.0.0.1:11434' }),
    openai({ apiKeys: ['a'], name: 'router', baseURL: 'https://example.com/v1' }),
    gemini({ apiKeys: [{ key: 'a', project: 'one', label: 'first' }], sdk: 'genai' }),
  ],
  policies,
  clock,
  random: seededRandom(1),
  maxWait: '6h',
});

client.on('wait-start', (started) => {
  const kind: ErrorKind = started.kind;
  const remainingMs: number = started.remainingMs;
  started.extend(remainingMs);
  void kind;
});
client.on('call-failure', (event) => {
  const error: LlmError | undefined = event.error;
  void error;
});
// @ts-expect-error No such event.
client.on('no-such-event', () => {});

export async function uses(signal: AbortSignal): Promise<Usage> {
  const request: ChatRequest = { model: 'ollama/a', messages: [{ role: 'user', content: 'Hello' }], signal };
  const reply: ChatReply = await client.chat(request);
  const attempts: readonly AttemptRecord[] = reply.attempts;
  for await (const part of client.stream(request)) textOf(part);
  const waits: readonly Wait[] = client.waits();
  waits[0]?.cancel(attempts.length);
  return reply.usage;
}

function textOf(part: StreamPart): string {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return part.text;
    case 'tool-call':
      return part.type;
    case 'stream-restart':
      return '';
    case 'finish':
      return part.finishReason;
  }
}

export function describe(event: LlmEvent): string {
  return event.type === 'key-switch' ? `${event.fromKeyId} -> ${event.keyId}` : event.type;
}

export async function controlled(): Promise<number> {
  const controller = createRetryController({ policies, clock: manualClock() });
  return controller.run(async ({ attempt, signal }) => (signal.aborted ? 0 : attempt), { provider: 'p', model: 'm' });
}

export function kindOf(error: unknown): ErrorKind {
  if (isLlmError(error)) return error.kind;
  const classification: Classification = classifyError(error, { provider: 'openai', now: 0 });
  const policy: Policy = ERROR_KINDS[classification.kind].policy;
  return policy.type === 'stop' ? 'unknown' : classification.kind;
}

export async function simulated(): Promise<string> {
  const simulator = await startProviderSimulator({ quotas: [{ window: 'hour', limit: 60 }] });
  const options = parseOptions(
    { providers: [{ type: 'ollama', baseURL: simulator.baseURL.ollama }] },
    { providers: { ollama } },
  );
  await createClient(options).close();
  await simulator.close();
  return simulator.baseURL.ollama;
}
