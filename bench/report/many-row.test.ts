import { expect, it } from 'vitest';
import type { Score } from '../harness/score.js';
import { manyRow } from './many-row.js';

const goal = { requests: 1.04, makespan: 1.06 };
const score = (told: Partial<Score>): Score => ({
  scenario: 'c',
  label: '',
  contestant: 'llm-resilience',
  jobs: 10,
  requests: 11,
  needed: 10,
  makespanMs: 1_200,
  optimumMs: 1_000,
  lost: 0,
  hung: 0,
  corrupt: 0,
  relapses: 0,
  refusedAfter: 0,
  undoable: 0,
  toldWindow: 0,
  toldReset: 0,
  ...told,
});
const idle = score({ jobs: 0, requests: 0, needed: 0, makespanMs: 0, optimumMs: 0 });

it('leaves out a trial in which there is nothing to do, and says how many were counted', () => {
  const row = '| 1.04; 1.06 | 1.100, 1.100, 1.100 | 1.200, 1.200 | 0, 0, 0 | 0 | 0 % |';
  expect(manyRow('c', goal, [score({})])).toBe(`| c | 1 ${row}`);
  expect(manyRow('c', goal, [idle, score({}), idle])).toBe(`| c | 1 of 3 ${row}`);
  expect(manyRow('c', goal, [idle])).toBe('| c | 0 of 1 | 1.04; 1.06 | – | – | – | – | – |');
});

it('leaves in one that can not be done and was tried all the same', () => {
  const tried = score({ requests: 3, needed: 0, makespanMs: 500, optimumMs: 0, refusedAfter: 2 });
  expect(manyRow('f', { refusedAfter: 7 }, [tried])).toContain('| 1 | –; – | 3.000, 3.000, 3.000 | 1.000, 1.000 |');
});
