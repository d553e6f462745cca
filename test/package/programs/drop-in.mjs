// Programs of SDKs over a resilient fetch: 300 calls over an hourly wall, faults and a dead key. The SDKs are named.
import assert from 'node:assert/strict';
import { findLlmError } from 'llm-resilience/fetch';
import { bySdk, byClient, failureBySdk } from './drop-in/scenario.mjs';

const FAULTS = [
  [{ type: 'hang' }, 'timeout'],
  [{ type: 'reset' }, 'network'],
  [{ type: 'status', status: 504, body: { error: { message: 'The upstream timed out.' } } }, 'timeout'],
];

for (const name of process.argv.slice(2)) {
  const { lost, corrupt, requests, outcomes, errors } = await bySdk(name);
  const own = await byClient(name);
  assert.deepEqual({ lost, corrupt, errors }, { lost: 0, corrupt: 0, errors: [] }, `${name} loses nothing`);
  const [told, toldOwn] = [outcomes, own.outcomes].map((counts) => JSON.stringify(counts));
  assert.ok(
    requests <= own.requests,
    `${name}: ${requests} requests, ${told}; the client itself ${own.requests}, ${toldOwn}`,
  );
  for (const [fault, kind] of FAULTS) {
    const error = await failureBySdk(name, fault);
    assert.equal(findLlmError(error)?.kind, kind, `${name}: the error after ${fault.type} is found behind ${error}`);
  }
  console.log(`${name}: 300 calls, ${requests} requests, the client itself ${own.requests}`);
}
