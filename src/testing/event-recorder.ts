import type { EventSource } from '../core/emitter.js';
import { EVENT_TYPES, type LlmEvent, type LlmEventType } from '../core/events.js';
import type { Wait } from '../core/wait.js';

type WaitMethod = 'retryNow' | 'extend' | 'cancel';

type WithoutMethods<Event> = Event extends Wait ? Omit<Event, WaitMethod> : Event;

/** An event as it was when it was told: plain data, without the methods of waits. */
export type RecordedEvent = WithoutMethods<LlmEvent>;

/** The recorded form of a type of event: `RecordedEventOf<'wait-start'>`. */
export type RecordedEventOf<Type extends LlmEventType> = Extract<RecordedEvent, { readonly type: Type }>;

/** What {@link recordEvents} gives: an array that grows with every event. */
export interface EventRecording extends ReadonlyArray<RecordedEvent> {
  /** The types of all events so far, in order. */
  types(): LlmEventType[];
  /** The events of one type. */
  of<Type extends LlmEventType>(type: Type): RecordedEventOf<Type>[];
  /** Listens no more; what was recorded stays. */
  stop(): void;
}

const WAIT_FIELDS = [
  'id',
  'kind',
  'provider',
  'model',
  'keyId',
  'startedAt',
  'until',
  'remainingMs',
  'stage',
  'resetSource',
  'waiting',
  'callId',
  'callIds',
  'summary',
] as const satisfies readonly (keyof Wait)[];

/**
 * Records every event of a client or a controller.
 * @example
 * const events = recordEvents(client);
 * await client.chat(request);
 * events.types(); // ['call-start', 'attempt-start', 'attempt-success', 'call-success']
 * events.of('wait-start')[0]?.remainingMs; // as it was at the start
 */
export function recordEvents(source: EventSource): EventRecording {
  const events: RecordedEvent[] = [];
  const record = (event: LlmEvent): void => {
    events.push(snapshot(event));
  };
  // One listener for all types; TypeScript can't see that it takes each of them.
  for (const type of EVENT_TYPES) source.on(type, record);
  return Object.assign(events, {
    types: () => events.map((event) => event.type),
    of: <Type extends LlmEventType>(type: Type) =>
      events.filter((event): event is RecordedEventOf<Type> => event.type === type),
    stop: () => {
      for (const type of EVENT_TYPES) source.off(type, record);
    },
  });
}

function snapshot(event: LlmEvent): RecordedEvent {
  switch (event.type) {
    case 'wait-start':
    case 'wait-tick':
      return { type: event.type, at: event.at, ...waitFields(event) };
    case 'wait-end':
      return { type: event.type, at: event.at, reason: event.reason, ...waitFields(event) };
    case 'call-success':
    case 'call-failure':
      return { ...event, attempts: [...event.attempts] };
    default:
      return { ...event };
  }
}

/** The fields of a wait are getters, perhaps inherited, which a spread would lose or leave alive. */
function waitFields(wait: Wait): Omit<Wait, WaitMethod> {
  const fields = Object.fromEntries(WAIT_FIELDS.map((name) => [name, wait[name]])) as unknown as Omit<Wait, WaitMethod>;
  return { ...fields, stage: { ...fields.stage }, callIds: [...fields.callIds] };
}
