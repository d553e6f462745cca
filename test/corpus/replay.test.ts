import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/client/classify-error.js';
import { FIELDS, wrongFields, type Field } from './compare.js';
import { CORPUS_FILES, failureOf, momentOf, readRecords, rebuildError } from './records.js';

interface Miss {
  readonly id: string;
  readonly field: Field;
  readonly reason: string;
}

/** The records that a provider is judged by must reach this; the list of misses says where they don't. */
const RATES: Readonly<Record<Field, number>> = {
  kind: 0.96,
  retryAfterMs: 0.97,
  resetsAt: 0.97,
  rotateKey: 0.93,
  retryable: 0.93,
};
const misses = JSON.parse(readFileSync(new URL('./misses.json', import.meta.url), 'utf8')) as readonly Miss[];

const all = CORPUS_FILES.flatMap((file) => readRecords(file));

describe('the corpus', () => {
  it('has all of its records', () => {
    expect(all).toHaveLength(247);
    expect(new Set(all.map(({ id }) => id)).size).toBe(247);
  });

  it.each(CORPUS_FILES)('of %s is classified as its rates demand, and each miss is listed with its reason', (file) => {
    const records = readRecords(file);
    const found = records.flatMap((record) =>
      wrongFields(record, classifyError(failureOf(record), { provider: record.provider, now: momentOf(record) })).map(
        ({ field }) => `${record.id} ${field}`,
      ),
    );
    const listed = misses.filter(({ id }) => records.some((record) => record.id === id));
    expect(found).toEqual(listed.map(({ id, field }) => `${id} ${field}`));
    expect(listed.every(({ reason }) => reason.length > 20)).toBe(true);
    for (const field of FIELDS) {
      const right = records.length - found.filter((miss) => miss.endsWith(` ${field}`)).length;
      expect(right / records.length, field).toBeGreaterThanOrEqual(RATES[field]);
    }
  });

  it('is classified alike when the thrown values are real errors of their class', () => {
    const thrown = all.filter((record) => record.error !== undefined);
    const wrong = thrown.filter((record) => {
      const failure = record.error === undefined ? undefined : rebuildError(record.error);
      return (
        wrongFields(record, classifyError(failure, { provider: record.provider, now: momentOf(record) })).length > 0
      );
    });
    expect(thrown.length).toBeGreaterThan(40);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ['without the name of a provider', undefined],
    ['under the name of Ollama', 'ollama'],
    ['under the name of OpenAI', 'openai'],
    ['under the name of Gemini', 'gemini'],
    ['under the name of a vendor that nobody knows', 'nobody-knows'],
  ])('keeps its kinds %s', (_title, provider) => {
    const wrong = all.filter((record) =>
      wrongFields(record, classifyError(failureOf(record), { provider, now: momentOf(record) })).some(
        ({ field }) => field === 'kind',
      ),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('keeps its kinds years later, when every stated date is past', () => {
    const now = Date.parse('2030-01-01T00:00:00Z');
    const wrong = all.filter((record) =>
      wrongFields(record, classifyError(failureOf(record), { provider: record.provider, now })).some(
        ({ field }) => field === 'kind',
      ),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('shows no text longer than a thousand characters, no empty one, and no key', () => {
    for (const record of all) {
      const { message, advice } = classifyError(failureOf(record), { provider: record.provider });
      expect(message.length, record.id).toBeGreaterThan(0);
      expect(message.length, record.id).toBeLessThanOrEqual(1_000);
      expect(message, record.id).not.toMatch(/AIza/);
      expect(advice, record.id).not.toBe('');
    }
  });
});
