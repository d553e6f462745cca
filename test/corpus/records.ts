import { readFileSync } from 'node:fs';
import type { ErrorKind } from '../../src/core/error-kinds.js';

/** A value as a runtime or an SDK threw it, written down as plain data. */
export interface ThrownRecord {
  readonly name: string;
  readonly message: string;
  readonly class?: string;
  readonly cause?: ThrownRecord;
  readonly [field: string]: unknown;
}

/** One real error; see README.md. */
export interface CorpusRecord {
  readonly id: string;
  readonly provider: string;
  readonly vendor?: string;
  readonly date?: string;
  readonly transport: 'http' | 'stream' | 'thrown';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly error?: ThrownRecord;
  readonly expect: {
    readonly kind: ErrorKind;
    readonly accept?: readonly ErrorKind[];
    readonly retryAfterMs: number | null;
    readonly resetsAt: string | null;
    readonly retryable: boolean;
    readonly rotateKey: boolean;
  };
}

/** The files of the corpus. */
export const CORPUS_FILES = ['ollama', 'openai', 'gemini'] as const;

/** The records of one file. */
export function readRecords(file: (typeof CORPUS_FILES)[number] | 'held-out'): readonly CorpusRecord[] {
  const text = readFileSync(new URL(`./${file}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusRecord);
}

/** What reached the user: a response, or the thrown value as plain data. */
export function failureOf(record: CorpusRecord): unknown {
  if (record.transport === 'thrown') return record.error;
  return { status: record.status, headers: record.headers ?? {}, body: record.body };
}

/** The thrown value again: an Error of the class that the record names, with its fields and causes. */
export function rebuildError(thrown: ThrownRecord): Error {
  const { name, message, class: className = name, cause, ...fields } = thrown;
  // A computed name becomes the name of the class, as a bundler's or an SDK's would be.
  const Thrown = { [className]: class extends Error {} }[className] ?? Error;
  const error = new Thrown(message, cause === undefined ? {} : { cause: rebuildError(cause) });
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return Object.assign(error, fields);
}

/** The moment at which the record was made, as well as it is known. */
export function momentOf(record: CorpusRecord): number {
  const stated = record.headers?.['date'] ?? record.date ?? '2026-06-01';
  return Date.parse(stated);
}
