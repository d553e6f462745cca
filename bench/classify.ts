import { classifyError } from '../src/client/classify-error.js';

/** Run by `npx tsx bench/classify.ts`: what classifying costs, and that it stays linear. */
const rateLimit = {
  status: 429,
  headers: { 'content-type': 'application/json', 'retry-after': '20', date: 'Tue, 26 Mar 2024 19:59:59 GMT' },
  body: '{\n    "error": {\n        "message": "Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29937, Requested 385. Please try again in 644ms. Visit https://platform.openai.com/account/rate-limits to learn more.",\n        "type": "tokens",\n        "param": null,\n        "code": "rate_limit_exceeded"\n    }\n}\n',
};
const details = [
  {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [
      {
        quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
        quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
        quotaDimensions: { location: 'global', model: 'gemini-2.5-flash' },
        quotaValue: '250',
      },
    ],
  },
  { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '22s' },
];
const perDay = JSON.stringify({
  error: {
    code: 429,
    message: 'You exceeded your current quota. Please retry in 22.5s.',
    status: 'RESOURCE_EXHAUSTED',
    details,
  },
});
const chunk = 'data: {"choices":[{"delta":{"content":"And so the story went on, word after word."}}]}\n\n';

const cases: readonly (readonly [string, string, unknown])[] = [
  [
    'Ollama, weekly limit',
    'ollama',
    {
      status: 429,
      body: '{"error":"you (reader) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade"}',
    },
  ],
  ['OpenAI, tokens per minute', 'openai', rateLimit],
  ['OpenAI, the same without a provider', '', rateLimit],
  ['Gemini, quota per day', 'gemini', { status: 429, body: perDay }],
  [
    'Gemini, JSON in JSON thrown',
    'gemini',
    { name: 'ApiError', status: 429, message: JSON.stringify({ error: { message: perDay, code: 429 } }) },
  ],
  [
    'fetch failed',
    'openai',
    Object.assign(new TypeError('fetch failed'), {
      cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    }),
  ],
  [
    'HTTP 502, a page',
    'openai',
    { status: 502, body: '<html><head><title>502 Bad Gateway</title></head><body></body></html>' },
  ],
  ['250 kB of text', '', { status: 500, body: 'try again in '.repeat(20_000) }],
  ['500 kB of text', '', { status: 500, body: 'try again in '.repeat(40_000) }],
  ['1 MB of text', '', { status: 500, body: 'try again in '.repeat(80_000) }],
  [
    '1 MB of a stream, then an error',
    'openai',
    {
      status: 200,
      body: `${chunk.repeat(12_000)}data: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\n`,
    },
  ],
  [
    '1 MB of JSON in the message',
    'openai',
    { status: 400, body: JSON.stringify({ error: { message: '{"'.repeat(500_000) } }) },
  ],
  ['1 MB of brackets', '', { status: 500, body: '[{"a":'.repeat(170_000) }],
];

/** Microseconds of this process's own time: what else the machine does counts for nothing. */
function measure(run: () => unknown): number {
  const warmUntil = performance.now() + 300;
  while (performance.now() < warmUntil) run();
  let turns = 0;
  const startedAt = performance.now();
  const before = process.cpuUsage();
  while (performance.now() - startedAt < 300) {
    run();
    turns++;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / turns;
}

for (const [title, provider, failure] of cases) {
  const options = { now: 1_760_000_000_000, ...(provider === '' ? {} : { provider }) };
  const micros = measure(() => classifyError(failure, options));
  const { kind } = classifyError(failure, options);
  console.log(`${title.padEnd(38)}${micros.toFixed(1).padStart(10)} µs   ${kind}`);
}
