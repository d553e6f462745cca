import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { CleanUpResult, CleanUpRule } from '../../core/usage-store.js';
import { SumsBook } from '../sums/sums-book.js';
import { localDayStart } from '../sums/sums-source.js';
import { parseEntryLine } from './entry-line.js';
import { linesOf } from './line-reader.js';

const LINES_AT_ONCE = 10_000;

/**
 * Writes the file anew without its old entries, with their sums. It takes the place of the old one as a whole. What
 * another process adds meanwhile is taken along, but for what comes in the very moment of the change: so that, of
 * several that write to a file, none should clean up.
 */
export function cleanUpFile(file: string, rule: CleanUpRule): CleanUpResult {
  const { before, sumsBefore, days } = rule;
  const oldest = Math.max(before ?? Number.NEGATIVE_INFINITY, surplusBefore(file, rule));
  const removed = { attempts: 0, calls: 0 };
  const archive = new SumsBook();
  const temporary = `${file}.new`;
  const kept: string[] = [];
  const put = (): void => {
    appendFileSync(temporary, kept.splice(0).join(''), { mode: 0o600 });
  };
  writeFileSync(temporary, '', { mode: 0o600 });
  /** By run, what came last: a batch that was cut by a full disk stands there twice, in part. */
  const seen = new Map<string, number>();
  let offset = 0;
  try {
    for (const { text, nextOffset } of linesOf(file, 0)) {
      offset = nextOffset;
      const line = parseEntryLine(text);
      if (line === undefined) continue;
      if (line.type === 'sums') {
        archive.merge(line);
        continue;
      }
      if (line.seq <= (seen.get(line.run) ?? -1)) continue;
      seen.set(line.run, line.seq);
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
    for (const { text } of linesOf(file, offset)) kept.push(`${text}\n`);
    put();
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return removed;
}

/** When the oldest entry that is kept was over: those of the same millisecond stay with it, older ones go. */
function surplusBefore(file: string, { maxAttempts, maxBytes }: CleanUpRule): number {
  if (maxAttempts === undefined && maxBytes === undefined) return Number.NEGATIVE_INFINITY;
  const entries: { readonly at: number; readonly attempts: number; readonly bytes: number }[] = [];
  for (const { text } of linesOf(file, 0)) {
    const line = parseEntryLine(text);
    if (line === undefined || line.type === 'sums') continue;
    entries.push({ at: line.at, attempts: line.type === 'attempt' ? 1 : 0, bytes: Buffer.byteLength(text) + 1 });
  }
  let [attempts, bytes] = [0, 0];
  let oldest = Number.POSITIVE_INFINITY;
  for (const entry of entries.sort((a, b) => b.at - a.at)) {
    attempts += entry.attempts;
    bytes += entry.bytes;
    if (attempts > (maxAttempts ?? attempts) || bytes > (maxBytes ?? bytes)) return oldest;
    // A call is over with its last attempt, at the latest.
    if (maxBytes !== undefined || entry.attempts > 0) oldest = entry.at;
  }
  return Number.NEGATIVE_INFINITY;
}
