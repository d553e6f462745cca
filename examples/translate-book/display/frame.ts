import type { Wait } from 'llm-resilience';
import { fitLine } from './fit-line.js';
import type { JobNumbers } from './job-view.js';
import { formatCountdown } from './time-text.js';

/** What the live display shows of a wait. */
export type ShownWait = Pick<Wait, 'remainingMs' | 'summary' | 'waiting'>;

const BAR_WIDTH = 24;
/** More are counted, not shown. */
const MAX_WAITS = 5;

/** The lines that are redrawn. Pure. */
export function frameLines(view: {
  /** Absent where there is no job, only waits. */
  readonly numbers: JobNumbers | undefined;
  readonly waits: readonly ShownWait[];
  readonly hasKeys: boolean;
  readonly columns: number;
  readonly rows: number;
}): readonly string[] {
  const byUrgency = view.waits.toSorted((left, right) => left.remainingMs - right.remainingMs);
  const lines = [
    ...(view.numbers === undefined ? [] : [progressLine(view.numbers)]),
    ...byUrgency.slice(0, MAX_WAITS).map(waitLine),
    ...(byUrgency.length > MAX_WAITS ? [`  and ${byUrgency.length - MAX_WAITS} more waits`] : []),
    ...(view.hasKeys ? [view.waits.length > 0 ? 'r retry now   c cancel the wait   q quit' : 'q quit'] : []),
  ];
  // One column and one row stay free: a full last one makes terminals scroll.
  return lines.slice(0, Math.max(1, view.rows - 1)).map((line) => fitLine(line, view.columns - 1));
}

function progressLine(numbers: JobNumbers): string {
  const { pieces, piecesDone, chapters, chaptersDone, chaptersFailed, piecesPerMinute } = numbers;
  const filled = pieces === 0 ? 0 : Math.floor((piecesDone / pieces) * BAR_WIDTH);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
  const failed = chaptersFailed === 0 ? '' : `, ${chaptersFailed} failed`;
  const rate = piecesPerMinute === undefined ? '' : `  ${piecesPerMinute.toFixed(1)} pieces/min`;
  return `${bar} pieces ${piecesDone}/${pieces}  chapters ${chaptersDone}/${chapters}${failed}${rate}`;
}

function waitLine(wait: ShownWait): string {
  return `  ${formatCountdown(wait.remainingMs).padStart(7)}  ${wait.summary}${wait.waiting > 1 ? `; ${wait.waiting} calls wait` : ''}`;
}
