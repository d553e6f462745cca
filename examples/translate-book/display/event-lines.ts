import type { EventOf } from 'llm-resilience';
import type { JobEvent } from '../job-events.js';
import { failureText } from '../report-text.js';
import { formatLength } from './time-text.js';

/** Shorter waits are told by the failure before them; they would only fill the log. */
export const MIN_TOLD_WAIT_MS = 5_000;

const MAX_MESSAGE_CHARS = 140;

/** A line for what the job tells; `undefined` where it isn't worth one. */
export function jobEventLine(event: JobEvent, now: number): string | undefined {
  switch (event.type) {
    case 'job-start': {
      const saved = event.saved === 0 ? '' : `, ${event.saved} of them saved by an earlier run`;
      return `${count(event.chapters, 'chapter')}, ${count(event.pieces, 'piece')}${saved}.`;
    }
    case 'piece-done':
      return undefined;
    case 'chapter-kept':
      return `${event.chapter} is finished already.`;
    case 'chapter-done':
      return `${event.chapter} is done${event.warnings === 0 ? '' : `, with ${count(event.warnings, 'warning')}`}.`;
    case 'chapter-failed':
      return `${event.chapter} failed: ${failureText(event.failure, now)}`;
    case 'job-stop':
      return `The job stops here: ${failureText(event.failure, now)}`;
    case 'note':
      return event.text;
    default:
      return event satisfies never;
  }
}

export function attemptFailureLine(event: EventOf<'attempt-failure'>): string {
  const { kind, provider, model, keyId, classification } = event;
  return `Failed attempt: [${kind}] ${provider}/${model}${keyId === undefined ? '' : ` with ${keyId}`}: ${shorten(classification.message)}`;
}

export function waitStartLine(event: EventOf<'wait-start'>): string | undefined {
  if (event.remainingMs < MIN_TOLD_WAIT_MS) return undefined;
  return `Waiting: ${event.summary}; ${count(event.waiting, 'call')} ${event.waiting === 1 ? 'waits' : 'wait'}.`;
}

export function waitTickLine(event: EventOf<'wait-tick'>): string | undefined {
  if (event.remainingMs < MIN_TOLD_WAIT_MS) return undefined;
  return `Still waiting for ${event.provider}/${event.model}: ${formatLength(event.remainingMs)} left.`;
}

export function waitEndLine(event: EventOf<'wait-end'>): string | undefined {
  const target = `${event.provider}/${event.model}`;
  switch (event.reason) {
    case 'elapsed':
      return event.at - event.startedAt < MIN_TOLD_WAIT_MS
        ? undefined
        : `The wait is over: one request tries ${target}.`;
    case 'retry-now':
      return `Retry now, as you asked: one request tries ${target}.`;
    case 'cancelled':
      // By a person, or because the job ended: the job says which, once for all its waits.
      return undefined;
    case 'released':
      return `${target} need not be waited for any more.`;
    default:
      return event.reason satisfies never;
  }
}

export function keySwitchLine(event: EventOf<'key-switch'>): string {
  return `Key: ${event.provider} goes on with ${event.keyId ?? 'another key'}, since ${event.fromKeyId ?? 'the first'} met [${event.kind}].`;
}

export function keyDisableLine(event: EventOf<'key-disable'>): string {
  return `Key: ${event.keyId ?? 'the key'} of ${event.provider} is not used any more [${event.kind}].`;
}

export function modelSwitchLine(event: EventOf<'model-switch'>): string {
  return `Model: ${event.provider}/${event.model} instead of ${event.fromProvider}/${event.fromModel} [${event.kind}].`;
}

/** Some providers put half a page of addresses behind what they have to say. */
function shorten(message: string): string {
  return message.length <= MAX_MESSAGE_CHARS ? message : `${message.slice(0, MAX_MESSAGE_CHARS).trimEnd()}…`;
}

function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`;
}
