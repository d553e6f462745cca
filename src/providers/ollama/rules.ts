import type { ErrorKnowledge } from '../../core/error-rule.js';
import { ollamaCalendars } from './calendar.js';

/** Everything that is known of the errors of Ollama, its cloud and its local server. */
export const ollamaErrors: ErrorKnowledge = {
  name: 'ollama',
  calendars: ollamaCalendars,
  rules: [
    // The account's name stands in brackets before 'have reached' and may be any word: only the words after it decide.
    {
      kind: 'hourly-limit',
      scope: 'account',
      quota: { window: 'hour' },
      when: { message: /\breached your hourly usage limit\b/ },
      source: 'https://github.com/continuedev/continue/issues/9233',
    },
    {
      kind: 'hourly-limit',
      scope: 'account',
      quota: { window: 'session' },
      calendar: 'session',
      when: { message: /\breached your session usage limit\b/ },
      source: 'https://github.com/continuedev/continue/issues/10579',
    },
    {
      kind: 'daily-limit',
      scope: 'account',
      quota: { window: 'day' },
      when: { message: /\breached your daily usage limit\b/ },
      source: 'https://github.com/ollama/ollama/issues/15663',
    },
    {
      kind: 'weekly-limit',
      scope: 'account',
      quota: { window: 'week' },
      calendar: 'week',
      when: { message: /\breached your weekly usage limit\b/ },
      source: 'https://github.com/diegosouzapw/OmniRoute/issues/3709',
    },
    {
      kind: 'monthly-limit',
      scope: 'account',
      quota: { window: 'month' },
      when: { message: /\breached your monthly usage limit\b/ },
      source: 'https://ollama.com/blog/transparent-pricing',
    },
    {
      kind: 'hourly-limit',
      scope: 'account',
      when: { message: /\breached your usage limit\b/ },
      source: 'https://github.com/ollama/ollama/blob/main/app/ui/ui.go',
    },
    {
      // A balance that is empty for this model: the others of the plan go on working with the same key.
      kind: 'quota-exhausted',
      scope: 'project+model',
      when: {
        status: [402, 'none'],
        message: /\b(?:extra usage|usage credits?)\b[^\n]{0,120}\b(?:balance is empty|only)\b/,
      },
      source: 'https://github.com/ollama/ollama/issues/17639',
    },
    {
      kind: 'quota-exhausted',
      scope: 'project+model',
      when: { status: 402, message: /\bollama\.com\b/ },
      source: 'https://github.com/ollama/ollama/issues/17639',
    },
    {
      kind: 'permission',
      scope: 'project+model',
      when: { message: /\bthis model requires a subscription\b/ },
      source: 'https://github.com/ollama/ollama/issues/15741',
    },
    {
      kind: 'concurrency-limit',
      when: { message: /\bwaiting for a concurrent request slot\b|\btoo many concurrent requests\b/ },
      source: 'https://github.com/devops-thiago/ThrillhouseBot/issues/838',
    },
    {
      kind: 'permission',
      scope: 'provider',
      rotateKey: false,
      when: { message: /\bollama cloud is disabled\b/ },
      source: 'https://github.com/ollama/ollama/issues/14373',
    },
    {
      // The server's own check of the Origin answers with the bare status; no key is looked at.
      kind: 'permission',
      scope: 'provider',
      rotateKey: false,
      when: { status: 403, body: 'empty' },
      source: 'https://github.com/micz/ThunderAI/issues/465',
    },
    {
      kind: 'permission',
      scope: 'provider',
      rotateKey: false,
      when: { thrown: 'ResponseError', status: 403, message: /^(?:error 403: )?forbidden$/m },
      source: 'https://github.com/micz/ThunderAI/issues/465',
    },
    {
      // The daemon signs with a key of its own: it must be signed in, whatever key the caller has.
      kind: 'authentication',
      scope: 'provider',
      rotateKey: false,
      when: { field: 'signin_url' },
      source: 'https://github.com/ollama/ollama/blob/main/server/cloud_proxy.go',
    },
    {
      // The daemon lacks the key that it signs its requests with.
      kind: 'authentication',
      scope: 'provider',
      rotateKey: false,
      when: { message: /\bssh: no key found\b/ },
      source: 'https://github.com/ollama/ollama/blob/main/auth/auth.go',
    },
    {
      kind: 'model-not-found',
      when: {
        message:
          /\bpull model manifest: (?:file does not exist|.{0,200}not found)|\bwas retired at \d{4}-\d\d-\d\d|\bmodel '[^']{1,200}' not found\b|\bmodel "[^"]{1,200}" not found\b/,
      },
      source: 'https://github.com/aidatatools/ollama-benchmark/issues/40',
    },
    {
      kind: 'insufficient-resources',
      when: {
        message:
          /\bmodel requires more (?:system )?memory \(|\bcuda error: out of memory\b|\bcudamalloc failed\b|\bmemory layout cannot be allocated\b|\bout of memory\b|\bunable to (?:load model|allocate)\b|\bno space left on device\b/,
      },
      source: 'https://github.com/ollama/ollama/issues/9782',
    },
    {
      kind: 'overloaded',
      when: {
        message:
          /\bmaximum pending requests exceeded\b|\bllm busy - no slots available\b|^server overloaded, please retry\b/m,
      },
      source: 'https://github.com/valentinfrlch/ha-llmvision/issues/648',
    },
    {
      kind: 'timeout',
      when: { message: /\btimed out waiting for llama runner to start\b/ },
      source: 'https://github.com/ollama/ollama/issues/8470',
    },
    {
      // Faults of the local runner; they come with 400 as well as with 500, and inside of streams.
      kind: 'server-error',
      when: {
        message:
          /\ban error was encountered while running the model\b|\bunexpected server status: |\bllama runner process (?:has terminated|no longer running)\b|\berror parsing tool call\b|\bllm server (?:loading model|not responding|error)\b|\b(?:do load request|do embedding request|error starting runner|model runner has unexpectedly stopped)\b|\bjson: unsupported value: (?:nan|[+-]inf)\b/,
      },
      source: 'https://github.com/ollama/ollama/issues/3844',
    },
    {
      kind: 'network',
      when: {
        message:
          /\bpost "?url[^\n]{0,200}\b(?:dial tcp|no such host|connection refused|i\/o timeout|tls handshake timeout|eof|connection reset|unreachable)|\bdial tcp\b[^\n]{0,120}\b(?:lookup|refused|timeout|unreachable)/,
      },
      source: 'https://github.com/ollama/ollama/blob/main/server/cloud_proxy.go',
    },
  ],
  refinements: [
    {
      // The form in which a local daemon hands on errors of the cloud: it replaces the caller's key by its own.
      when: { field: 'StatusCode' },
      rotateKey: false,
      source: 'https://github.com/ollama/ollama/blob/v0.17.0/server/routes.go',
    },
    {
      // The same daemons' form on /v1: the status in front of the message.
      when: { field: 'status-prefix' },
      rotateKey: false,
      source: 'https://github.com/ollama/ollama/blob/v0.17.0/server/routes.go',
    },
  ],
};
