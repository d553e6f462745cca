import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { CleanUpResult, CleanUpRule } from '../../core/usage-store.js';
import { SumsBook } from '../sums-book.js';
import { localDayStart } from '../sums-source.js';
import { parseEntryLine } from './entry-line.js';
import { linesOf } from './line-reader.js';

const LINES_AT_ONCE = 10_000;

/**
 * Writes the file anew without its old entries, their sums in front. It takes the place of the old one as a whole; what
 * another process writes meanwhile is lost, so that only the one that writes should clean up.
 */
export function cleanUpFile(file: string, { before, maxAttempts, sumsBefore, days }: CleanUpRule): CleanUpResult {
  const oldest = Math.max(before ?? Number.NEGATIVE_INFINITY, surplusBefore(file, maxAttempts));
  const removed = { attempts: 0, calls: 0 };
  const archive = new SumsBook();
  const temporary = `${file}.new`;
  const kept: string[] = [];
  const put = (): void => {
    appendFileSync(temporary, kept.splice(0).join(''), { mode: 0o600 });
  };
  writeFileSync(temporary, '', { mode: 0o600 });
  try {
    for (const { text } of linesOf(file, 0)) {
      const line = parseEntryLine(text);
      if (line === undefined) continue;
      if (line.type === 'sums') {
        archive.merge(line);
        continue;
      }
      if (line.at >= oldest) kept.push(`${text}\n`);
      else {
        archive.add(line);
        removed[line.type === 'attempt' ? 'attempts' : 'calls'] += 1;
      }
      if (kept.length >= LINES_AT_ONCE) put();
    }
    if (sumsBefore !== undefined) {
      archive.move(({ name, slot }) => (slot < sumsBefore ? { name, slot: localDayStart(slot, days) } : undefined));
    }
    for (const sums of archive.values()) kept.push(`${JSON.stringify({ type: 'sums', ...sums })}\n`);
    put();
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return removed;
}

/** When the oldest attempt that is kept was over: those of the same millisecond stay with it, older calls go, too. */
function surplusBefore(file: string, maxAttempts: number | undefined): number {
  if (maxAttempts === undefined) return Number.NEGATIVE_INFINITY;
  const times: number[] = [];
  for (const { text } of linesOf(file, 0)) {
    const line = parseEntryLine(text);
    if (line?.type === 'attempt') times.push(line.at);
  }
  return times.sort((a, b) => b - a)[maxAttempts - 1] ?? Number.NEGATIVE_INFINITY;
}
