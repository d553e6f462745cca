// Loads every entry point that is named with require(), as an older CommonJS program does.
const assert = require('node:assert/strict');

const subpaths = process.argv.slice(2);
assert.ok(subpaths.length >= 5, 'the entry points come as arguments');

for (const subpath of subpaths) {
  assert.ok(Object.keys(require(`llm-resilience${subpath.slice(1)}`)).length > 0, `${subpath} exports something`);
}

const { classifyError, isLlmError, ERROR_KINDS, staged } = require('llm-resilience');
const classification = classifyError({ status: 429, headers: { 'retry-after': '7' }, body: '{"error":"too many"}' });
assert.equal(classification.retryAfterMs, 7_000);
assert.ok(classification.kind in ERROR_KINDS);
assert.equal(isLlmError(new Error('another')), false);
assert.deepEqual(staged(['60s', '5m']).stages, [60_000, 300_000]);

// One copy, however it is loaded: an error of one is an error of the other.
import('llm-resilience').then((imported) => {
  assert.equal(imported.classifyError, classifyError);
});
