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
  let attempts = 0;
  if (maxAttempts !== undefined) {
    for (const { text } of linesOf(file, 0)) if (parseEntryLine(text)?.type === 'attempt') attempts += 1;
  }
  let surplus = Math.max(0, attempts - (maxAttempts ?? attempts));
  let oldest = before ?? Number.NEGATIVE_INFINITY;
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
      const isSurplus = line.type === 'attempt' && surplus > 0;
      if (isSurplus) {
        surplus -= 1;
        // The calls of their time go with them.
        oldest = Math.max(oldest, line.at);
      }
      if (!isSurplus && line.at >= oldest) kept.push(`${text}\n`);
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
