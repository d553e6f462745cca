import type { ErrorKnowledge, ErrorRule } from '../../core/error-rule.js';
import { anthropicRules } from './rules-anthropic.js';
import { gatewayRules } from './rules-gateways.js';
import { hostRules } from './rules-hosts.js';
import { openaiRules } from './rules-openai.js';
import { openrouterRules } from './rules-openrouter.js';

const RATE_LIMITS = 'https://platform.openai.com/docs/guides/rate-limits';

/** Numbers say more than codes: a quota of nothing, and one request larger than its whole quota, never pass. */
const numberRules: readonly ErrorRule[] = [
  {
    kind: 'quota-exhausted',
    scope: 'project+model',
    when: { status: [429, 403, 413, '2xx', 'none'], limit: 'zero' },
    source: 'https://github.com/songquanpeng/one-api/issues/881',
  },
  {
    kind: 'context-length',
    when: { status: [429, 403, 413, '2xx', 'none'], limit: 'below-request' },
    source: RATE_LIMITS,
  },
];

/** Everything that is known of the errors of OpenAI and of those who speak its API. */
export const openaiErrors: ErrorKnowledge = {
  name: 'openai',
  coversOthers: true,
  calendars: {},
  // Gateways first: they wrap what the others say.
  rules: [...numberRules, ...openrouterRules, ...gatewayRules, ...hostRules, ...anthropicRules, ...openaiRules],
  refinements: [
    {
      // The upstream refuses the gateway, whoever it asks for.
      when: { status: 403, message: /^provider returned error$/m },
      rotateKey: false,
      source: 'https://openrouter.ai/docs/api-reference/errors',
    },
  ],
};
