import type { LlmEvent } from '../../core/events.js';
import type { Logger } from '../../core/logger.js';

/** One line for each event that matters, without keys, prompts or answers. */
export function logEvent(logger: Logger, event: LlmEvent): void {
  switch (event.type) {
    case 'call-start':
    case 'wait-tick':
      return;
    case 'attempt-start':
      logger.debug(`${event.callId}: attempt ${event.attempt} on ${name(event)}${event.probe ? ' (probe)' : ''}`);
      return;
    case 'attempt-success':
      logger.debug(`${event.callId}: attempt ${event.attempt} on ${name(event)} succeeded`);
      return;
    case 'attempt-failure':
      logger.warn(`${event.callId}: attempt ${event.attempt} on ${name(event)} failed: ${event.kind}`);
      return;
    case 'wait-start':
      logger.info(event.summary);
      return;
    case 'wait-end':
      logger.info(`${event.kind} of ${event.provider}/${event.model}: the wait ended (${event.reason})`);
      return;
    case 'key-switch':
      logger.warn(`${event.callId}: ${event.kind}; from key "${event.fromKeyId ?? '-'}" to ${name(event)}`);
      return;
    case 'key-disable':
      logger.error(`${name(event)} is not used again: ${event.kind}`);
      return;
    case 'model-switch':
      logger.warn(`${event.callId}: ${event.kind}; from ${event.fromProvider}/${event.fromModel} to ${name(event)}`);
      return;
    case 'stream-restart':
      logger.warn(`${event.callId}: the stream broke (${event.kind}) and starts again`);
      return;
    case 'batch-success':
      logger.debug(`${event.callId}: ${event.doneInputs} of ${event.inputs} texts have their vectors`);
      return;
    case 'call-success': {
      const { length } = event.attempts;
      logger.debug(`${event.callId}: done after ${length} ${length === 1 ? 'attempt' : 'attempts'}`);
      return;
    }
    case 'call-failure':
      logger.error(`${event.callId}: ${event.error?.message ?? 'aborted'}`);
      return;
    case 'listener-error':
      logger.error(`A listener of '${event.event}' failed; the call goes on`);
      return;
    default:
      event satisfies never;
  }
}

function name(event: {
  readonly provider: string;
  readonly model: string;
  readonly keyId: string | undefined;
}): string {
  const key = event.keyId === undefined ? '' : ` with key "${event.keyId}"`;
  return `${event.provider}/${event.model}${key}`;
}
