import { describe, expectTypeOf, it } from 'vitest';
import {
  createClient,
  createRetryController,
  isLlmError,
  staged,
  type ChatReply,
  type Classification,
  type ErrorKind,
  type LlmError,
  type LlmEvent,
  type StreamPart,
} from 'llm-resilience';
import { ollama } from 'llm-resilience/providers/ollama';

const client = createClient({ providers: [ollama()] });

describe('the types that users meet', () => {
  it('infer replies, parts and values of tasks', () => {
    expectTypeOf(client.chat({ model: 'ollama/x', messages: [] })).resolves.toEqualTypeOf<ChatReply<undefined>>();
    expectTypeOf(client.stream({ model: 'ollama/x', messages: [] })).toExtend<AsyncIterable<StreamPart>>();
    expectTypeOf(client.run(() => Promise.resolve({ pages: 3 }))).resolves.toEqualTypeOf<{ pages: number }>();
    expectTypeOf(createRetryController().run(() => 'text')).resolves.toEqualTypeOf<string>();
  });

  it('give each listener its own event', () => {
    client.on('wait-start', (wait) => {
      expectTypeOf(wait.remainingMs).toEqualTypeOf<number>();
      expectTypeOf(wait.retryNow).toEqualTypeOf<() => void>();
    });
    client.on('wait-end', (wait) => {
      expectTypeOf(wait.reason).toEqualTypeOf<'elapsed' | 'retry-now' | 'cancelled' | 'released'>();
    });
    client.on('attempt-failure', (event) => {
      expectTypeOf(event.classification).toEqualTypeOf<Classification>();
    });
    // @ts-expect-error: there is no such event
    client.on('wait-strat', () => undefined);
  });

  it('tell the parts of a stream and the events apart by their type', () => {
    const part = {} as StreamPart;
    if (part.type === 'text-delta') expectTypeOf(part.text).toEqualTypeOf<string>();
    if (part.type === 'finish') expectTypeOf(part.attempts[0]?.kind).toEqualTypeOf<ErrorKind | undefined>();
    const event = {} as LlmEvent;
    if (event.type === 'key-switch') expectTypeOf(event.fromKeyId).toEqualTypeOf<string | undefined>();
  });

  it('narrow a caught error', () => {
    const caught: unknown = undefined;
    if (isLlmError(caught)) expectTypeOf(caught).toEqualTypeOf<LlmError>();
  });

  it('refuse what can not work', () => {
    // @ts-expect-error: a client needs providers
    createClient({});
    // @ts-expect-error: an unknown option
    createClient({ providers: [ollama()], maxwait: '1h' });
    // @ts-expect-error: an unknown kind
    createClient({ providers: [ollama()], policies: { hourly: staged(['60s']) } });
    // @ts-expect-error: an unknown role
    void client.chat({ model: 'ollama/x', messages: [{ role: 'robot', content: '' }] });
    // @ts-expect-error: messages are needed
    void client.chat({ model: 'ollama/x' });
  });
});
