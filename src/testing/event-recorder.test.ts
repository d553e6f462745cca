import { expect, it } from 'vitest';
import { ContainedEmitter, type EventSource } from '../core/emitter.js';
import type { LlmEvent } from '../core/events.js';
import type { Wait } from '../core/wait.js';
import { recordEvents } from './event-recorder.js';

/** The emitter of the library behind the face that clients show. */
function source(): EventSource & { emit(event: LlmEvent): void } {
  const emitter = new ContainedEmitter(() => 0);
  const face = {
    on: (type: never, listener: never) => (emitter.on(type, listener), face),
    once: (type: never, listener: never) => (emitter.once(type, listener), face),
    off: (type: never, listener: never) => (emitter.off(type, listener), face),
    emit: (event: LlmEvent) => emitter.emit(event),
  };
  return face;
}

/** A wait whose fields are read live from its prototype, as those of a client may be. */
class LiveWait implements Wait {
  restMs = 60_000;
  readonly parked = ['call-1', 'call-2'];
  readonly id = 'wait-1';
  readonly kind = 'hourly-limit';
  readonly provider = 'ollama';
  readonly model = 'kimi';
  readonly keyId = undefined;
  readonly startedAt = 0;
  readonly until = 60_000;
  readonly stage = { index: 1, of: 4 };
  readonly resetSource = 'ladder';
  readonly callId = 'call-1';
  readonly summary = 'Hourly limit';
  get remainingMs(): number {
    return this.restMs;
  }
  get waiting(): number {
    return this.parked.length;
  }
  get callIds(): readonly string[] {
    return this.parked;
  }
  retryNow(): void {}
  extend(): void {}
  cancel(): void {}
}

const call = { at: 1, callId: 'call-1', provider: 'ollama', model: 'kimi', keyId: undefined };

it('records every type of event in order', () => {
  const client = source();
  const events = recordEvents(client);
  client.emit({ type: 'call-start', ...call });
  client.emit({ type: 'attempt-start', ...call, attempt: 1, probe: false, waitedMs: 0 });
  client.emit({ type: 'listener-error', at: 2, event: 'call-start', error: 'boom' });
  expect(events.types()).toEqual(['call-start', 'attempt-start', 'listener-error']);
  expect(events.of('attempt-start')).toEqual([
    { type: 'attempt-start', ...call, attempt: 1, probe: false, waitedMs: 0 },
  ]);
  expect(events).toHaveLength(3);
});

it('keeps a wait as it was when it was told, without its methods', () => {
  const client = source();
  const events = recordEvents(client);
  const wait = new LiveWait();
  client.emit(Object.assign(wait, { type: 'wait-start' as const, at: 5 }));
  wait.restMs = 1_000;
  wait.parked.pop();
  expect(events.of('wait-start')).toEqual([
    {
      type: 'wait-start',
      at: 5,
      id: 'wait-1',
      kind: 'hourly-limit',
      provider: 'ollama',
      model: 'kimi',
      keyId: undefined,
      startedAt: 0,
      until: 60_000,
      remainingMs: 60_000,
      stage: { index: 1, of: 4 },
      resetSource: 'ladder',
      waiting: 2,
      callId: 'call-1',
      callIds: ['call-1', 'call-2'],
      summary: 'Hourly limit',
    },
  ]);
});

it('keeps the reason why a wait ended', () => {
  const client = source();
  const events = recordEvents(client);
  client.emit(Object.assign(new LiveWait(), { type: 'wait-end' as const, at: 5, reason: 'retry-now' as const }));
  expect(events.of('wait-end')[0]?.reason).toBe('retry-now');
});

it('records nothing after stop()', () => {
  const client = source();
  const events = recordEvents(client);
  client.emit({ type: 'call-start', ...call });
  events.stop();
  client.emit({ type: 'call-start', ...call });
  expect(events).toHaveLength(1);
});
