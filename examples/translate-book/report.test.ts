import { EventEmitter } from 'node:events';
import type { AttemptRecord } from 'llm-resilience';
import { expect, test } from 'vitest';
import type { BookOutcome } from './book-job.js';
import { reportLines } from './report-text.js';
import { createReport } from './report.js';
import { Tally } from './tally.js';
import { fakeWait } from './test-support/fake-wait.js';

const call = { at: 0, callId: 'call-1', provider: 'gemini', model: 'flash', keyId: 'anna' };

function attempt(outcome: AttemptRecord['outcome'], fields: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    provider: 'gemini',
    model: 'flash',
    keyId: 'anna',
    startedAt: 0,
    endedAt: 1,
    waitedMs: 0,
    outcome,
    ...fields,
  };
}

function tallied(): Tally {
  const emitter = new EventEmitter();
  const tally = new Tally(emitter);
  const local = { provider: 'ollama', model: 'kimi', keyId: undefined };
  emitter.emit('attempt-success', { ...call, type: 'attempt-success', usage: { inputTokens: 100, outputTokens: 120 } });
  emitter.emit('attempt-success', { ...call, ...local, type: 'attempt-success', usage: {} });
  emitter.emit('call-success', { ...call, attempts: [attempt('failure', local), attempt('success')] });
  emitter.emit('call-success', { ...call, attempts: [attempt('success', local)] });
  emitter.emit('call-failure', { ...call, attempts: [attempt('aborted', { keyId: 'ben' })] });
  emitter.emit('wait-end', { ...fakeWait({ startedAt: 1_000 }), type: 'wait-end', at: 61_000, reason: 'elapsed' });
  emitter.emit('wait-end', { ...fakeWait({ startedAt: 61_000 }), type: 'wait-end', at: 361_000, reason: 'released' });
  return tally;
}

const outcome: BookOutcome = {
  type: 'stopped',
  stop: {
    kind: 'daily-limit',
    message: 'Daily limit of gemini/flash: "Translate The Secret Text".',
    advice: 'Go on tomorrow.',
    reason: 'stop',
    provider: 'gemini',
    model: 'flash',
    keyId: 'anna',
    resetsAt: Date.UTC(2026, 10, 22, 8),
  },
  chapters: [
    { name: '1.md', state: 'kept', pieces: 3, saved: 3, warnings: [] },
    { name: '2.md', state: 'done', pieces: 2, saved: 2, warnings: ['piece 1 of 2: 1 paragraphs for 2'] },
    { name: '3.md', state: 'left', pieces: 4, saved: 1, warnings: [] },
  ],
};

const report = createReport({ outcome, totals: tallied().totals(), startedAt: 0, endedAt: 400_000 });

test('adds up every attempt, the failed and the aborted ones too, by model and by key', () => {
  expect(report).toMatchObject({
    attempts: {
      attempts: 4,
      successes: 2,
      failures: 1,
      aborted: 1,
      inputTokens: 100,
      outputTokens: 120,
      answersWithoutUsage: 1,
    },
    byModel: {
      'gemini/flash': { attempts: 2, inputTokens: 100 },
      'ollama/kimi': { attempts: 2, answersWithoutUsage: 1 },
    },
    byKey: { 'gemini anna': { attempts: 1 }, 'gemini ben': { aborted: 1 }, 'ollama (no key)': { failures: 1 } },
    waits: { count: 2, totalMs: 360_000, byKind: { 'hourly-limit': { count: 2, totalMs: 360_000 } } },
    chapters: { total: 3, done: 1, kept: 1, failed: 0, left: 1 },
  });
});

test('stores no words of a provider, which may quote the text', () => {
  expect(JSON.stringify(report)).not.toContain('Secret');
  expect(report.stop).toEqual({
    kind: 'daily-limit',
    advice: 'Go on tomorrow.',
    reason: 'stop',
    provider: 'gemini',
    model: 'flash',
    keyId: 'anna',
    resetsAt: Date.UTC(2026, 10, 22, 8),
  });
});

test('tells a person what is done, what it cost, what to look at and how to go on', () => {
  const lines = reportLines(report, { outcome, now: 400_000, goOn: 'translate-book again' });

  expect(lines).toEqual([
    'Chapters  2 of 3 done (1 by an earlier run), 1 left',
    'Requests  4: 2 answered, 1 refused or failed, 1 aborted',
    'Waits     2, 6 min in all (hourly-limit 6 min)',
    'Tokens    100 in, 120 out (1 answers did not tell)',
    '  model   gemini/flash: 2 requests, 1 answered; 100 in, 120 out',
    '  model   ollama/kimi: 2 requests, 1 answered; 0 in, 0 out (1 answers did not tell)',
    '  key     gemini anna: 1 requests, 1 answered; 100 in, 120 out',
    '  key     ollama (no key): 2 requests, 1 answered; 0 in, 0 out (1 answers did not tell)',
    '  key     gemini ben: 1 requests, 0 answered; 0 in, 0 out',
    'Look at   2.md, piece 1 of 2: 1 paragraphs for 2',
    'All finished chapters and pieces are saved. Go on with:',
    '  translate-book again',
  ]);
});
