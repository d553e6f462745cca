import { table } from '../../scripts/readme-tables/markdown.js';
import type { AbortScore } from '../abort/abort-result.js';
import { milliseconds, ratio, requestRatio, span } from './figures.js';
import type { BenchResults } from './results.js';
import type { Summary } from './summary.js';

/** Who did what: one row for each contestant, one column for each scenario. */
export function workTable({ contestants, summaries, aborts }: BenchResults): string {
  const heads = ['', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'others'];
  const rows = contestants.map(({ id, title }) => {
    const cell = (scenario: string): string => {
      const summary = summaries.find((one) => one.scenario === scenario && one.contestant === id);
      return summary === undefined ? '–' : workCell(summary);
    };
    const abort = aborts.find(({ contestant }) => contestant === id);
    return [title, ...[...'abcdef'].map(cell), abort === undefined ? '–' : abortCell(abort), cell('h'), cell('v')];
  });
  return table(heads, rows);
}

/** `1.05 · 1.08`, and what went wrong. */
export function workCell(summary: Summary): string {
  const { scenario, makespan, lost, hung, corrupt, relapses } = summary;
  if (scenario === 'f') return wallCell(summary);
  const faults = [
    ...(lost > 0 ? [`${share(lost, summary)} lost`] : []),
    ...(hung > 0 ? [`${hung} hung`] : []),
    ...(corrupt > 0 ? [`${corrupt} wrong`] : []),
    ...(relapses > 0 ? [`${relapses} relapses`] : []),
  ];
  // Who gives up is done early: that is no speed.
  const pace = lost + hung > 0 ? '–' : ratio(makespan);
  return [`${ratio(requestRatio(summary))} · ${pace}`, ...faults].join(', ');
}

function share(lost: number, { jobs }: Summary): string {
  const percent = (100 * lost) / jobs;
  return `${percent < 1 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

function wallCell({ refusedAfter, undoable, toldWindow, toldReset, longestMs }: Summary): string {
  const told =
    toldWindow === 0 ? 'not told why' : toldReset < undoable ? 'told why, not all until when' : 'told until when';
  return `${refusedAfter} refused, ${told}, after ${span(longestMs)}`;
}

function abortCell({ calls, settled, settledMs, timersLeft, exits, requestsAfter }: AbortScore): string {
  if (settled < calls) return `never, ${timersLeft} timers left${exits ? '' : ', no exit'}`;
  const rest = [
    ...(timersLeft > 0 ? [`${timersLeft} timers left`] : []),
    ...(requestsAfter > 0 ? [`${requestsAfter} requests after`] : []),
    ...(exits ? [] : ['no exit']),
  ];
  return [milliseconds(settledMs), ...rest].join(', ');
}
