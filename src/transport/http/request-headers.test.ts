import { expect, test } from 'vitest';
import { changeHeaders } from './request-headers.js';

const CHANGES = { authorization: 'Bearer ours', 'x-gone': undefined };

test('changes a Headers object', () => {
  const headers = changeHeaders(new Headers({ Authorization: 'Bearer theirs', 'X-Gone': '1', 'X-Kept': '2' }), CHANGES);
  expect([...new Headers(headers)]).toEqual([
    ['authorization', 'Bearer ours'],
    ['x-kept', '2'],
  ]);
});

test('changes a plain object whatever the case of its names', () => {
  expect(changeHeaders({ AUTHORIZATION: 'Bearer theirs', 'X-Gone': '1', 'X-Kept': '2' }, CHANGES)).toEqual({
    authorization: 'Bearer ours',
    'x-kept': '2',
  });
});

test('leaves a plain object as it was', () => {
  const given = { Authorization: 'Bearer theirs' };
  changeHeaders(given, CHANGES);
  expect(given).toEqual({ Authorization: 'Bearer theirs' });
});

test('changes a list of pairs', () => {
  expect(changeHeaders([['X-Gone', '1']], CHANGES)).toEqual({ authorization: 'Bearer ours' });
});
