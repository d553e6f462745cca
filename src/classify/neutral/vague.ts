import type { ErrorRule, StatusPattern } from '../../core/error-rule.js';

const NOWHERE: StatusPattern = 'none';

/**
 * Where nothing else tells: what programs say of a failure in general words, each of them two or more that belong together.
 * Nothing here stops a key or waits for a window: that takes a provider's own words.
 */
export const vagueRules: readonly ErrorRule[] = [
  {
    kind: 'invalid-response',
    when: {
      status: NOWHERE,
      message:
        /\b(?:empty|unparsable|unparseable|unreadable|malformed|incomplete|truncated|unexpected|invalid|no|bad|missing)(?: or [a-z]+)? (?:[a-z]+ ){0,2}?(?:response|reply|stream|output|completion|answer|chunk|choices|candidates|translation|result)s?\b|\b(?:did not|didn't) (?:provide|return|produce|contain|generate) (?:any|a)\b|\b(?:failed to|could not|unable to|cannot|error while) (?:pars(?:e|ing)|decod(?:e|ing)|deserializ(?:e|ing)|extract(?:ing)?|read(?:ing)?) (?:[a-z]+ ){0,3}?(?:messages?|content|text|response|stream|json|output|body|chunk|data)\b|\bstream (?:ended|closed|finished|stopped)\b|\b(?:de)?serializ[a-z]+ error\b|\bunknown variant\b/,
    },
    source: 'https://github.com/cline/cline/issues/6426',
  },
  {
    kind: 'timeout',
    when: {
      status: NOWHERE,
      message: /\b(?:took|taking) too long\b|\b(?:no|without) (?:a )?response (?:within|in|after) \d/,
    },
    source: 'https://github.com/continuedev/continue/issues/3512',
  },
  {
    kind: 'network',
    when: {
      status: NOWHERE,
      message:
        /\b(?:network|connection|connectivity|internet|dns|socket)(?: [a-z]+)? (?:error|issue|problem|failure|failed|lost|unavailable|unreachable|timeout)s?\b|\b(?:is|host|network|server) unreachable\b|\bcheck (?:your|the) (?:network|internet|connection|proxy)\b/,
    },
    source: 'https://github.com/anomalyco/opencode/issues/44380',
  },
  {
    kind: 'invalid-request',
    when: {
      status: NOWHERE,
      message:
        /\bbad request\b|\binvalid (?:request|argument|parameter|input|value|field|schema|type|role|format|url)s?\b|\b(?:is|are|was) (?:not supported|not allowed|required|missing|invalid|unsupported)\b|\b(?:resource|endpoint|page|path|url|route)\b[^.\n]{0,60}\bnot (?:be )?found\b|\bmust (?:be|have|contain|not|include|start|end)\b|\bvalidation error\b/,
    },
    source: 'https://github.com/n8n-io/n8n/issues/19573',
  },
  {
    kind: 'server-error',
    when: {
      status: NOWHERE,
      message:
        /\bsomething went wrong\b|\b(?:internal|unexpected|unknown|unhandled|upstream|backend|provider|processing) (?:[a-z]+ )?(?:error|failure|fault)\b|\berror (?:in|while|when|during) (?:processing|generating|handling)\b/,
    },
    source: 'https://github.com/n8n-io/n8n/issues/35175',
  },
];
