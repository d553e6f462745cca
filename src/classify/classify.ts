import type { Classification, ContextLengthInfo, QuotaInfo, ResetSource } from '../core/classification.js';
import { ERROR_KINDS, isErrorKind, type ErrorKind } from '../core/error-kinds.js';
import type { KindSpec } from '../core/kind-spec.js';
import { isLlmError } from '../core/error.js';
import { LONGEST_WINDOW_MS } from '../core/longest-window.js';
import type { ErrorKnowledge, ErrorRule, RuleAnswers } from '../core/error-rule.js';
import { redactText } from '../core/redact.js';
import { collectEvidence } from './collect.js';
import { readContextLength } from './context-length.js';
import type { Evidence } from './evidence.js';
import { parseHttpDate } from './hints/date-text.js';
import { statedReset, type StatedReset } from './hints/reset.js';
import { findRule, matches, type Facts } from './match.js';
import { adapterFaults } from './adapter-faults.js';
import { neutralKnowledge } from './neutral/index.js';
import { readQuotaInfo, readQuotaNumbers } from './quota.js';
import { kindOfWindow, namedWindow, windowOfWait } from './windows.js';

/** What the classifier needs beside the failure. */
export interface ClassifyContext {
  /** Rules of providers, those to be tried first in front. */
  readonly knowledge: readonly ErrorKnowledge[];
  /** The model that was asked. */
  readonly model?: string | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** Texts that must not appear in the result. */
  readonly secrets?: readonly string[] | undefined;
}

const MAX_MESSAGE_CHARACTERS = 1_000;
const DAY_MS = 86_400_000;
const LONG_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['daily-limit', 'weekly-limit', 'monthly-limit']);

/** The rule for what no rule knows. */
const NO_RULE: ErrorRule = { kind: 'unknown', when: {} };

/**
 * Says what a failure is and what helps: any thrown value, a response, a payload of a stream, a text, nothing at all.
 * Pure, synchronous; never throws; linear in the size of the failure.
 */
export function classify(failure: unknown, context: ClassifyContext): Classification {
  try {
    if (isLlmError(failure) && isErrorKind(failure.classification.kind)) return failure.classification;
    return judge(collectEvidence(failure), context);
  } catch {
    // Only a hostile value gets here: one whose every property throws or lies.
    return judge(collectEvidence(undefined), context);
  }
}

function judge(evidence: Evidence, context: ClassifyContext): Classification {
  const facts: Facts = { evidence, numbers: readQuotaNumbers(evidence.text) };
  const { rule, knowledge } = ruleFor(facts, context.knowledge);
  const readsText = readsWaitText(rule, evidence);
  const stated = statedReset(evidence, { now: context.now, readsText });
  const window = rule.kindBy === 'window' ? windowFor(evidence, stated, context.now) : undefined;
  const kind = window === undefined ? rule.kind : kindOfWindow(window);
  const answers = refined(rule, context.knowledge, facts);
  const spec: KindSpec = ERROR_KINDS[kind];
  const reset = resetOf({ rule, spec, knowledge, stated, now: context.now });
  const quota = readQuotaInfo(facts, { ...(window === undefined ? {} : { window }), ...rule.quota });
  const contextLength = kind === 'context-length' ? readContextLength(evidence) : undefined;
  const clean = (text: string): string => redactText(headOf(text), context.secrets).slice(0, MAX_MESSAGE_CHARACTERS);
  return {
    kind,
    scope: answers.scope ?? spec.scope,
    retryable:
      answers.retryable ?? (LONG_KINDS.has(kind) ? returnsWithinADay(kind, reset, context.now) : spec.waitHelps),
    rotateKey: answers.rotateKey ?? spec.otherKeyHelps,
    retryAfterMs: stated?.durationMs,
    resetsAt: reset?.at,
    resetSource: reset?.source,
    ...(quota === undefined ? {} : { quota: cleanQuota(quota, clean) }),
    ...(contextLength === undefined ? {} : { contextLength }),
    status: evidence.responseStatus,
    code: evidence.code === undefined ? undefined : clean(evidence.code),
    message: clean(evidence.message) || fallbackMessage(evidence),
    advice: answers.advice ?? adviceOn(contextLength) ?? spec.advice,
  };
}

function ruleFor(facts: Facts, all: readonly ErrorKnowledge[]): { rule: ErrorRule; knowledge: ErrorKnowledge } {
  // Where nothing else tells, names are words: "ReadTimeoutError" is a "read timeout error".
  const names = [...facts.evidence.codes].join('\n').replace(/[_.-]+/g, ' ');
  for (const text of [facts.evidence.text, names]) {
    const read = { ...facts, evidence: { ...facts.evidence, text } };
    for (const knowledge of [adapterFaults, ...all, neutralKnowledge]) {
      const rule = findRule(knowledge.rules, read);
      if (rule !== undefined) return { rule, knowledge };
    }
  }
  return { rule: NO_RULE, knowledge: neutralKnowledge };
}

function refined(rule: ErrorRule, all: readonly ErrorKnowledge[], facts: Facts): RuleAnswers {
  return all
    .flatMap(({ refinements = [] }) => refinements)
    .reduce<RuleAnswers>(
      (answers, refinement) => (matches(refinement.when, facts) ? { ...answers, ...refinement } : answers),
      rule,
    );
}

/** Words about waiting count where waiting is the matter; elsewhere they speak of something else. */
function readsWaitText(rule: ErrorRule, evidence: Evidence): boolean {
  return (
    ERROR_KINDS[rule.kind].waitHelps ||
    rule.kind === 'quota-exhausted' ||
    evidence.status === 429 ||
    evidence.status === 413
  );
}

function windowFor(evidence: Evidence, stated: StatedReset | undefined, now: number): ReturnType<typeof namedWindow> {
  const named = namedWindow(evidence);
  if (named !== undefined || stated === undefined) return named;
  // A date that is past says nothing of the length of its window, nor does one that no window reaches.
  const waitMs = stated.durationMs ?? stated.at - (parseHttpDate(evidence.headers.get('date') ?? '') ?? now);
  return waitMs < 0 || waitMs > LONGEST_WINDOW_MS ? undefined : windowOfWait(waitMs);
}

interface Reset {
  readonly at: number;
  readonly source: ResetSource;
}

function resetOf(given: {
  readonly rule: ErrorRule;
  readonly spec: KindSpec;
  readonly knowledge: ErrorKnowledge;
  readonly stated: StatedReset | undefined;
  readonly now: number;
}): Reset | undefined {
  const { rule, spec, knowledge, stated, now } = given;
  if (!spec.waitHelps) return undefined;
  const misleads = stated !== undefined && (stated.durationMs ?? Infinity) < (rule.misleadingWaitBelowMs ?? 0);
  if (stated !== undefined && !misleads) return { at: stated.at, source: stated.source };
  const calendar = rule.calendar === undefined ? undefined : knowledge.calendars[rule.calendar];
  return calendar === undefined ? undefined : { at: calendar(now), source: 'calendar' };
}

function returnsWithinADay(kind: ErrorKind, reset: Reset | undefined, now: number): boolean {
  if (reset === undefined || reset.source === 'calendar') return false;
  const waitMs = reset.at - now;
  // A date of a day's window that seems past comes from another clock than ours; it is within a day all the same.
  return waitMs < DAY_MS && (waitMs > 0 || kind === 'daily-limit');
}

/** As much as is shown and some more, so that no key is cut in two before it is found. */
function headOf(text: string): string {
  const longest = MAX_MESSAGE_CHARACTERS + 400;
  return text.length <= longest ? text : text.slice(0, longest).replace(/[^\s]{1,300}$/, '');
}

function adviceOn(length: ContextLengthInfo | undefined): string | undefined {
  if (length?.excess !== undefined) {
    return `Send a text that is shorter by at least ${count(length.excess)}, or use a model with a longer context.`;
  }
  if (length?.limit === undefined) return undefined;
  return `Send a text of at most ${count(length.limit)}, its answer included, or use a model with a longer context.`;
}

function count(tokens: number): string {
  return `${tokens.toLocaleString('en-US')} ${tokens === 1 ? 'token' : 'tokens'}`;
}

function cleanQuota(quota: QuotaInfo, clean: (text: string) => string): QuotaInfo {
  return quota.id === undefined ? quota : { ...quota, id: clean(quota.id) };
}

function fallbackMessage(evidence: Evidence): string {
  const { responseStatus = 0 } = evidence;
  if (responseStatus >= 200 && responseStatus < 300 && evidence.code === undefined)
    return `An answer with status ${responseStatus} that holds none, and no error either.`;
  const status = evidence.responseStatus === undefined ? '' : ` with status ${evidence.responseStatus}`;
  return evidence.code === undefined
    ? `A failure${status} without a message.`
    : `A failure${status} without a message, code ${evidence.code}.`;
}
