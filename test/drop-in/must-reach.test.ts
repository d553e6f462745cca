// SDKs at the top: the manual clock can't see vitest load them.
import '@ai-sdk/openai';
import '@google/genai';
import '@langchain/openai';
import 'ai';
import 'ollama';
import 'openai';
import { describe, expect, it } from 'vitest';
import { byClient, bySdk } from '../package/programs/drop-in/scenario.mjs';

describe("a program of an SDK's users, with fetch added", () => {
  it.each(['openai', 'ollama', 'genai', 'ai', 'langchain'])(
    '%s completes 300 calls over a wall, faults and a dead key, with no request more than the client',
    { timeout: 120_000 },
    async (name) => {
      const { lost, corrupt, requests, errors } = await bySdk(name);
      expect({ lost, corrupt, errors }).toEqual({ lost: 0, corrupt: 0, errors: [] });
      const own = await byClient(name);
      expect(own).toMatchObject({ lost: 0, corrupt: 0 });
      expect(requests).toBeLessThanOrEqual(own.requests);
    },
  );
});
