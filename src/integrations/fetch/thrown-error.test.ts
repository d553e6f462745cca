import { describe, expect, it } from 'vitest';
import { createRetryController } from '../../client/retry-controller.js';
import { isLlmError, type LlmError } from '../../core/error.js';
import { asThrown } from './thrown-error.js';

async function failedOf(thrown: Error): Promise<LlmError> {
  const controller = createRetryController({ maxAttempts: 1 });
  const error = await controller.run(() => Promise.reject(thrown)).catch((failed: unknown) => failed);
  if (!isLlmError(error)) throw new Error('It is no LlmError.');
  return error;
}

describe('an error that is thrown through an SDK', () => {
  it("shows no code of the network's in its causes, for which the AI SDK would ask again", async () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const error = await failedOf(new TypeError('fetch failed', { cause: reset }));
    const thrown = asThrown(error);
    expect([isLlmError(thrown), thrown.kind, thrown.message]).toEqual([true, 'network', error.message]);
    expect(thrown.cause).not.toBeInstanceOf(Error);
    expect(thrown.cause).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
  });

  it("does not read like a timer of the SDK's own, of which openai's package keeps nothing", async () => {
    const late = Object.assign(new Error('The upstream timed out.'), { name: 'TimeoutError' });
    const error = await failedOf(late);
    const thrown = asThrown(error);
    // What openai's package looks for.
    const signs = /timed? ?out/i;
    expect([String(error), String(thrown) + String(thrown.cause)].map((text) => signs.test(text))).toEqual([
      true,
      false,
    ]);
    expect([thrown.kind, thrown.message]).toEqual(['timeout', error.message]);
    expect(thrown.cause).toMatchObject({ name: 'TimeoutError', message: 'The upstream timed out.' });
    expect(Object.keys(thrown)).toEqual(Object.keys(error));
  });

  it('stays as it is where its causes have none', async () => {
    const error = await failedOf(Object.assign(new Error('no'), { status: 400 }));
    expect(asThrown(error)).toBe(error);
  });
});
