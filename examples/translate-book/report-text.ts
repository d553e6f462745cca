import type { BookOutcome, ChapterOutcome } from './book-job.js';
import { formatClockTime, formatLength } from './display/time-text.js';
import type { ToldFailure } from './failure.js';
import type { Report } from './report.js';
import type { Cost } from './tally.js';

/** The report for a person, line by line. */
export function reportLines(
  report: Report,
  options: { readonly outcome: BookOutcome; readonly now: number; readonly goOn: string },
): readonly string[] {
  const { outcome } = options;
  return [
    ...chapterLines(report),
    ...costLines(report),
    ...outcome.chapters.flatMap((chapter) => failureLines(chapter, options.now)),
    ...outcome.chapters.flatMap(warningLines),
    ...endLines(report, options),
  ];
}

function chapterLines({ chapters }: Report): readonly string[] {
  const parts = [
    `${chapters.done + chapters.kept} of ${chapters.total} done${chapters.kept > 0 ? ` (${chapters.kept} by an earlier run)` : ''}`,
    ...(chapters.failed > 0 ? [`${chapters.failed} failed`] : []),
    ...(chapters.left > 0 ? [`${chapters.left} left`] : []),
  ];
  return [`Chapters  ${parts.join(', ')}`];
}

function costLines(report: Report): readonly string[] {
  const { attempts, waits } = report;
  const kinds = Object.entries(waits.byKind).map(([kind, wait]) => `${kind} ${formatLength(wait.totalMs)}`);
  return [
    `Requests  ${attempts.attempts}: ${attempts.successes} answered, ${attempts.failures} refused or failed, ${attempts.aborted} aborted`,
    `Waits     ${waits.count}${waits.count === 0 ? '' : `, ${formatLength(waits.totalMs)} in all (${kinds.join(', ')})`}`,
    `Tokens    ${tokens(attempts)}`,
    ...Object.entries(report.byModel).map(([model, cost]) => `  model   ${model}: ${costText(cost)}`),
    ...Object.entries(report.byKey).map(([key, cost]) => `  key     ${key}: ${costText(cost)}`),
  ];
}

function costText(cost: Cost): string {
  return `${cost.attempts} requests, ${cost.successes} answered; ${tokens(cost)}`;
}

function tokens(cost: Cost): string {
  const untold = cost.answersWithoutUsage === 0 ? '' : ` (${cost.answersWithoutUsage} answers did not tell)`;
  return `${cost.inputTokens} in, ${cost.outputTokens} out${untold}`;
}

function failureLines(chapter: ChapterOutcome, now: number): readonly string[] {
  if (chapter.failure === undefined) return [];
  return [`Failed    ${chapter.name}: ${failureText(chapter.failure, now)}`];
}

/** What failed, what to do, and when it is worth coming back. */
export function failureText(failure: ToldFailure, now: number): string {
  const back = failure.resetsAt === undefined ? '' : ` Worth coming back at ${formatClockTime(failure.resetsAt, now)}.`;
  // Messages of the library end with their advice already.
  const advice = failure.message.includes(failure.advice) ? '' : ` ${failure.advice}`;
  return `[${failure.kind}] ${failure.message}${advice}${back}`;
}

function warningLines(chapter: ChapterOutcome): readonly string[] {
  return chapter.warnings.map((warning) => `Look at   ${chapter.name}, ${warning}`);
}

function endLines(report: Report, options: { readonly goOn: string }): readonly string[] {
  switch (report.outcome) {
    case 'done':
      return [];
    case 'failed':
    case 'stopped':
    case 'cancelled':
      return ['All finished chapters and pieces are saved. Go on with:', `  ${options.goOn}`];
    default:
      return report.outcome satisfies never;
  }
}
