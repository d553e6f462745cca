// Programs of SDKs over a resilient fetch: 300 calls over an hourly wall, faults and a dead key. The SDKs are named.
import assert from 'node:assert/strict';
import { bySdk, byClient } from './drop-in/scenario.mjs';

for (const name of process.argv.slice(2)) {
  const { lost, corrupt, requests, outcomes, errors } = await bySdk(name);
  const own = await byClient(name);
  assert.deepEqual({ lost, corrupt, errors }, { lost: 0, corrupt: 0, errors: [] }, `${name} loses nothing`);
  const [told, toldOwn] = [outcomes, own.outcomes].map((counts) => JSON.stringify(counts));
  assert.ok(
    requests <= own.requests,
    `${name}: ${requests} requests, ${told}; the client itself ${own.requests}, ${toldOwn}`,
  );
  console.log(`${name}: 300 calls, ${requests} requests, the client itself ${own.requests}`);
}
