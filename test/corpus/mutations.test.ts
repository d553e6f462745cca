import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/client/classify-error.js';
import { CORPUS_FILES, failureOf, momentOf, readRecords, type CorpusRecord } from './records.js';

const records = CORPUS_FILES.flatMap((file) => readRecords(file)).filter(({ body }) => body !== undefined);

// What is told by headers alone is lost on the way into a message.
const withContent = records.filter(
  ({ body, headers }) => body !== '' || headers === undefined || Object.keys(headers).length === 0,
);

function parsed(record: CorpusRecord): unknown {
  try {
    return JSON.parse(record.body ?? '') as unknown;
  } catch {
    return undefined;
  }
}

const withJson = records.filter((record) => typeof parsed(record) === 'object');

/** Kinds that changed, each as `id: before -> after`. */
function changes(of: readonly CorpusRecord[], mutate: (record: CorpusRecord) => unknown): readonly string[] {
  return of.flatMap((record) => {
    const options = { provider: record.provider, now: momentOf(record) };
    const before = classifyError(failureOf(record), options).kind;
    const after = classifyError(mutate(record), options).kind;
    const accepted = [before, record.expect.kind, ...(record.expect.accept ?? [])];
    return accepted.includes(after) ? [] : [`${record.id}: ${before} -> ${after}`];
  });
}

/** As Python prints a parsed body. */
function toPython(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
    return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
  }
  if (Array.isArray(value)) return `[${value.map((entry) => toPython(entry)).join(', ')}]`;
  return `{${Object.entries(value as object)
    .map(([key, entry]) => `${toPython(key)}: ${toPython(entry)}`)
    .join(', ')}}`;
}

describe('the kind of a record stays', () => {
  it('when its JSON is indented anew', () => {
    expect(changes(withJson, (record) => ({ ...record, body: JSON.stringify(parsed(record), undefined, 8) }))).toEqual(
      [],
    );
    expect(changes(withJson, (record) => ({ ...record, body: JSON.stringify(parsed(record)) }))).toEqual([]);
  });

  it('when its body comes parsed', () => {
    expect(
      changes(withJson, (record) => ({ status: record.status, headers: record.headers, body: parsed(record) })),
    ).toEqual([]);
  });

  it('when it comes as an event of a stream', () => {
    const event = (record: CorpusRecord): string =>
      `data: {"choices":[{"delta":{"content":"so far"}}]}\n\ndata: ${JSON.stringify(parsed(record))}\n\n`;
    expect(
      changes(withJson, (record) => ({ status: record.status, headers: record.headers, body: event(record) })),
    ).toEqual([]);
  });

  it('when every line of it is a line of an event', () => {
    const lines = (record: CorpusRecord): string =>
      JSON.stringify(parsed(record), undefined, 2)
        .split('\n')
        .map((line) => `data: ${line}`)
        .join('\n');
    expect(changes(withJson, (record) => ({ ...record, body: lines(record) }))).toEqual([]);
    expect(changes(withJson, (record) => ({ ...record, body: `data: ${record.body ?? ''}` }))).toEqual([]);
  });

  it('when it is wrapped as a text in another error', () => {
    expect(changes(withJson, (record) => ({ ...record, body: JSON.stringify({ error: record.body }) }))).toEqual([]);
    expect(
      changes(withJson, (record) => ({ ...record, body: JSON.stringify({ error: { message: record.body } }) })),
    ).toEqual([]);
  });

  it('when it is the message of a thrown error, behind its status', () => {
    expect(changes(withContent, (record) => new Error(`${record.status} ${record.body}`))).toEqual([]);
    expect(changes(withContent, (record) => new Error(`HTTP ${record.status}: ${record.body}`))).toEqual([]);
    expect(
      changes(withContent, (record) => new Error(`API error (status code: ${record.status}) ${record.body}`)),
    ).toEqual([]);
  });

  it('when Python printed it', () => {
    expect(
      changes(withJson, (record) => ({
        name: 'APIStatusError',
        message: `Error code: ${record.status} - ${toPython(parsed(record))}`,
      })),
    ).toEqual([]);
  });

  it('when the names of its headers change their case, or come as Headers, or as lists', () => {
    const upper = (record: CorpusRecord): unknown =>
      Object.fromEntries(Object.entries(record.headers ?? {}).map(([name, value]) => [name.toUpperCase(), [value]]));
    expect(changes(records, (record) => ({ ...record, headers: upper(record) }))).toEqual([]);
    expect(changes(records, (record) => ({ ...record, headers: new Headers(record.headers) }))).toEqual([]);
    expect(changes(records, (record) => ({ ...record, headers: Object.entries(record.headers ?? {}) }))).toEqual([]);
  });
});
