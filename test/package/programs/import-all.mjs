// Imports every entry point that is named, as an ESM program does.
import assert from 'node:assert/strict';

const subpaths = process.argv.slice(2);
assert.ok(subpaths.length >= 5, 'the entry points come as arguments');

for (const subpath of subpaths) {
  const face = await import(`llm-resilience${subpath.slice(1)}`);
  assert.ok(Object.keys(face).length > 0, `${subpath} exports something`);
  assert.ok(!('default' in face), `${subpath} exports by name only`);
  const plugin = /^\.\/providers\/(.+)$/.exec(subpath)?.[1];
  if (plugin !== undefined) assert.equal(typeof face[plugin], 'function', `${subpath} exports ${plugin}()`);
}

const { default: manifest } = await import('llm-resilience/package.json', { with: { type: 'json' } });
assert.equal(manifest.name, 'llm-resilience');

const main = await import('llm-resilience');
for (const name of [
  'createClient',
  'createRetryController',
  'classifyError',
  'LlmError',
  'isLlmError',
  'ERROR_KINDS',
  'staged',
  'exponential',
  'untilReset',
  'stop',
  'parseOptions',
]) {
  assert.ok(name in main, `the main entry exports ${name}`);
}
