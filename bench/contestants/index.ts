import type { Contestant } from '../harness/contestant.js';
import { aiSdk } from './ai-sdk.js';
import { bottleneckContestant } from './bottleneck.js';
import { cockatielContestant } from './cockatiel.js';
import { llmResilience } from './llm-resilience.js';
import { openaiSdk } from './openai-sdk.js';
import { pRetryContestant } from './p-retry.js';
import { plainLoop } from './plain-loop.js';

/** Everybody, in the order of the tables. */
export const CONTESTANTS: readonly Contestant[] = [
  llmResilience,
  plainLoop,
  pRetryContestant,
  cockatielContestant,
  bottleneckContestant,
  openaiSdk,
  aiSdk,
];
