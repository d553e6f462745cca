// SDKs at the top: the manual clock can't see vitest load them.
import '@ai-sdk/openai';
import '@google/genai';
import '@langchain/openai';
import 'ai';
import 'ollama';
import 'openai';
import { describe, expect, it } from 'vitest';
import { findLlmError } from '../../src/integrations/fetch/index.js';
import { byClient, bySdk, failureBySdk } from '../package/programs/drop-in/scenario.mjs';

const SDKS = ['openai', 'ollama', 'genai', 'ai', 'langchain'];

describe("a program of an SDK's users, with fetch added", () => {
  it.each(SDKS)(
    '%s completes 300 calls over a wall, faults and a dead key, with no request more than the client',
    { timeout: 120_000 },
    async (name) => {
      const { lost, corrupt, requests, outcomes, errors } = await bySdk(name);
      expect({ lost, corrupt, errors }).toEqual({ lost: 0, corrupt: 0, errors: [] });
      const own = await byClient(name);
      expect(own).toMatchObject({ lost: 0, corrupt: 0 });
      expect(requests, JSON.stringify([outcomes, own.outcomes])).toBeLessThanOrEqual(own.requests);
    },
  );

  it.each(SDKS)('%s keeps the error that its fetch throws after a timeout, or a reset', async (name) => {
    const errors = [await failureBySdk(name, { type: 'hang' }), await failureBySdk(name, { type: 'reset' })];
    expect(errors.map((error) => findLlmError(error)?.kind)).toEqual(['timeout', 'network']);
  });

  it.each(SDKS)(
    '%s loses nothing by default but streams that were cut after it had seen some of them, and is told of each',
    { timeout: 120_000 },
    async (name) => {
      const { lost, lostWhole, corrupt, errors } = await bySdk(name, {});
      expect({ lostWhole, corrupt }).toEqual({ lostWhole: 0, corrupt: 0 });
      // Every tenth request of 325 meets a fault, half of the calls are streamed.
      expect(lost).toBeLessThan(20);
      expect(errors.map((error) => findLlmError(error)?.kind ?? 'untold')).not.toContain('untold');
    },
  );
});
