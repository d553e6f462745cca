import { expect, it } from 'vitest';
import { createRetryController } from '../client/retry-controller.js';
import { resilientFetch } from '../integrations/fetch/resilient-fetch.js';
import { gemini } from './gemini/index.js';
import { findKeyProblems } from './provider-keys.js';

const SECRET = 'sk-secret-0123456789';
const TWICE = ['sk-other-0123456789', SECRET, { key: SECRET, project: 'b' }];

function thrownBy(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return String(error);
  }
  return 'nothing';
}

it.each([
  ['a provider', 'apiKeys', () => gemini({ apiKeys: TWICE })],
  ['a fetch', 'keys.openai', () => resilientFetch({ keys: { openai: TWICE } })],
  ['a fetch to one provider', 'keys', () => resilientFetch({ provider: 'own', keys: TWICE })],
])('the same key twice is told by its places, and not shown: %s', (_, name, make) => {
  const text = thrownBy(make);
  expect(text).toContain(`Expected \`${name}[2]\` to be another key than \`${name}[1]\``);
  expect(text).not.toContain('sk-');
});

it('the same key twice is no list of keys for a controller, and is not shown', () => {
  const text = thrownBy(() => createRetryController({ keys: TWICE }));
  expect(text).toContain('Expected `keys` to be a list of keys, each of them once');
  expect(text).not.toContain('sk-');
});

it('is told beside what is wrong with labels', () => {
  expect(findKeyProblems('keys', ['a', 'a', 'a', { key: 'b', label: 'key-1' }])).toEqual([
    'Expected `keys[1]` to be another key than `keys[0]`',
    'Expected `keys[2]` to be another key than `keys[0]`',
    'Expected `keys[3].label` to be another than every other key\'s, got `"key-1"`',
  ]);
});

it('nothing is wrong with different keys of one project', () => {
  expect(findKeyProblems('keys', [{ key: 'a', project: 'p' }, 'b', { key: 'c', project: 'p', label: 'x' }])).toEqual(
    [],
  );
});
