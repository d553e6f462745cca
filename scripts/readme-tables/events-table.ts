import { EVENT_TYPES, type LlmEventType } from '../../src/core/events.js';
import { table } from './markdown.js';

/** In words: when it comes, and what it carries beside `at` and what all events of a call carry. */
const EVENTS: Readonly<Record<LlmEventType, readonly [when: string, carries: string]>> = {
  'call-start': ['a call begins', ''],
  'attempt-start': ['a request is sent', '`attempt`, `probe`, `waitedMs`'],
  'attempt-success': ['it was answered', '`attempt`, `durationMs`, `usage`, `finishReason`'],
  'attempt-failure': ['it failed', '`attempt`, `durationMs`, `kind`, `classification`'],
  'wait-start': ['a wait begins', 'the wait itself: its fields and methods'],
  'wait-tick': ['every `tick` of a wait, and 1 s before its end', 'the wait'],
  'wait-end': ['a wait ended', 'the wait, and `reason`: `elapsed`, `retry-now`, `cancelled` or `released`'],
  'key-switch': ['the call goes on with another key', '`fromKeyId`, `kind`, `classification`'],
  'key-disable': ['a dead key left the ring for good', '`kind`, `classification`'],
  'model-switch': ['the call goes on with a fallback', '`fromProvider`, `fromModel`, `kind`, `classification`'],
  'stream-restart': ['a broken stream begins again', '`restart`, `kind`, `classification`'],
  'batch-success': ['a batch of `embed()` is done', '`batch`, `batches`, `doneInputs`, `inputs`'],
  'call-success': ['the call is answered', '`durationMs`, `attempts`, `usage`'],
  'call-failure': ['the call failed or was aborted', '`durationMs`, `attempts`, `kind`, `error` (none if aborted)'],
  'listener-error': ['a listener threw or rejected; nothing else changes', '`event`, `error`'],
};

/** The table of events, in the order of `EVENT_TYPES`. */
export function eventsTable(): string {
  const rows = EVENT_TYPES.map((type) => [`\`${type}\``, ...EVENTS[type]]);
  return table(['event', 'when', 'carries'], rows);
}
