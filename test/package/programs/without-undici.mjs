// The main entry point works where neither undici nor any SDK can be found: nothing of it loads them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const name of ['undici', 'ollama', 'openai', '@google/genai', '@google/generative-ai']) {
  assert.throws(() => require.resolve(name), { code: 'MODULE_NOT_FOUND' }, `${name} must not be there for this`);
}

const { createRetryController, isLlmError } = await import('llm-resilience');
const controller = createRetryController({});
const value = await controller.run(async ({ attempt }) => `attempt ${attempt}`, { provider: 'mine', model: 'a' });
assert.equal(value, 'attempt 1');

await assert.rejects(
  controller.run(
    async () => {
      throw Object.assign(new Error('The model `a` does not exist'), { status: 404, code: 'model_not_found' });
    },
    { provider: 'mine', model: 'a' },
  ),
  (error) => isLlmError(error) && error.kind === 'model-not-found' && error.attempts.length === 1,
);
