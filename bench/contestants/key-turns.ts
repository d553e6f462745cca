import type { Arena } from '../harness/contestant.js';

/** Keys in turn, call by call: how programs without a key ring share work among keys. */
export function keyTurns(arena: Arena): () => string | undefined {
  const keys = arena.trial.keys.map(({ key }) => key);
  let turn = 0;
  return () => keys[turn++ % Math.max(1, keys.length)];
}
