import type { Classification } from '../../core/classification.js';
import { formatDuration } from '../../core/duration.js';
import { LlmError, type LlmErrorInit } from '../../core/error.js';
import { kindLabel } from '../../core/kind-label.js';
import { shownDate } from '../../core/shown-date.js';
import { ownClassification } from '../../core/own-classification.js';

/** What an error tells of the call that it ends. */
export interface CallErrorInit extends Omit<LlmErrorInit, 'message'> {
  /** When it would have asked next, in epoch ms; with the reason `max-wait`. */
  readonly nextTryAt?: number | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** The error of a call, whose message says what happened, to what, and what to do next. */
export function createCallError(given: CallErrorInit): LlmError {
  const init = { ...given, classification: ahead(given) };
  const { classification, now, provider, model } = init;
  if (classification.kind === 'cancelled') {
    return new LlmError({
      ...init,
      message: `The call to ${provider}/${model} was cancelled: ${classification.message}`,
    });
  }
  const isBudget = init.reason === 'budget';
  const parts = isBudget ? [whyNoFurther(init), classification.message] : [headline(init), whyNoFurther(init)];
  if (classification.resetsAt !== undefined && classification.resetsAt > now) {
    const source = classification.resetSource === 'calendar' && !isBudget ? 'probably over' : 'over';
    parts.push(`It is ${source} at ${momentOf(classification.resetsAt, now)}.`);
  }
  parts.push(untilWhen(init), classification.advice);
  if (classification.message !== '' && !isBudget) parts.push(`Details: ${classification.message}`);
  return new LlmError({ ...init, message: parts.filter((part) => part !== '').join(' ') });
}

/** What is past by now is no time when it is over. */
function ahead({ classification, now }: CallErrorInit): Classification {
  const { resetsAt } = classification;
  if (resetsAt === undefined || resetsAt >= now) return classification;
  return { ...classification, resetsAt: undefined, resetSource: undefined };
}

/** Where nothing is known of the end, at least when it would have been looked for. */
function untilWhen({ classification, nextTryAt, now }: CallErrorInit): string {
  if (nextTryAt === undefined || nextTryAt <= now || classification.resetsAt !== undefined) return '';
  return `It was waited for until ${shownDate(now).toISOString()}; the next try would have been at ${momentOf(nextTryAt, now)}. Nobody says when it is over.`;
}

function momentOf(at: number, now: number): string {
  return `${shownDate(at).toISOString()} (in ${formatDuration(at - now)})`;
}

function headline({ classification, provider, model, keyId }: CallErrorInit): string {
  const key = keyId === undefined ? '' : ` on key "${keyId}"`;
  return `${kindLabel(classification.kind)} of ${provider}/${model}${key}.`;
}

function whyNoFurther(init: CallErrorInit): string {
  const { reason, attempts, classification, resumeAt, now, provider, model } = init;
  const count = `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
  const waitedMs = attempts.reduce((sum, attempt) => sum + attempt.waitedMs, 0);
  const over = waitedMs > 0 ? ` and ${formatDuration(waitedMs)} of waiting` : '';
  switch (reason) {
    case 'stop':
      return attempts.length > 1 ? `Given up after ${count}${over}.` : '';
    case 'stages-used':
      return `All stages of its waits are used, after ${count}${over}.`;
    case 'attempts-used':
      return `Given up after ${count}${over}.`;
    case 'max-wait':
      return `The wait would be longer than \`maxWait\` allows, after ${count}${over}.`;
    case 'resume-later':
      return `Make the call again at ${momentOf(resumeAt ?? now, now)}: it would wait until then, longer than \`maxHold\`${over === '' ? '' : `, after ${count}${over}`}.`;
    case 'no-key':
      return 'No usable key is left.';
    case 'closed-gate':
      return classification.kind === 'context-length'
        ? 'Nothing was sent: it is known to be too long.'
        : 'Nothing was sent: the limit was met before and is not over yet.';
    case 'budget':
      return `Nothing more was sent to ${provider}/${model}, to stay within your budget.`;
    default:
      return reason satisfies never;
  }
}

/** What a call that a person cancelled, or that `close()` ended, was ended by. */
export function cancellation(message: string): Classification {
  return ownClassification('cancelled', { message });
}
