import type { ClientOptions } from '../../src/client/client.js';
import { DEFAULT_CONCURRENCY } from '../../src/client/provider/provider-handle.js';
import { resolveSettings } from '../../src/client/options/settings.js';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../../src/core/timeouts.js';
import { durationText } from './duration-text.js';
import { table } from './markdown.js';

const code = (text: string): string => `\`${text}\``;

/** The options of `createClient()`. The type makes a new one an error here until it has a row. */
function rows(): Readonly<Record<keyof ClientOptions, readonly [fallback: string, meaning: string]>> {
  const settings = resolveSettings({});
  return {
    providers: ['–', 'required: `ollama()`, `openai()`, `gemini()`, or one of your own'],
    models: ['none', '[names](#names-for-models) for lists of models'],
    policies: ['[by kind](#kinds-of-errors)', 'what to do about each kind, by kind'],
    maxWait: [durationText(settings.maxWaitMs), 'the longest that one call waits for quotas in all'],
    maxHold: ['off', 'a longer wait ends the call at once; `error.resumeAt` says when to make it again'],
    maxAttempts: [
      String(settings.maxAttempts),
      'requests of one call that may meet a passing fault, the first included',
    ],
    stopAfter: [
      durationText(settings.stopAfterMs),
      '`stop()` still waits where the provider states no more than this; `false`: never',
    ],
    probeEvery: [
      durationText(settings.probeEveryMs),
      'how often one call finds out if a limit that nobody waits for is over',
    ],
    fallbackOn: [[...settings.fallbackOn].map(code).join(', '), 'kinds that go to a fallback rather than wait or stop'],
    prefer: [
      code(settings.prefer),
      "where there are fallbacks, limits `'wait'`, go to the first that is open (`'fallback'`), or to whichever can start `'soonest'`",
    ],
    concurrency: [
      String(settings.concurrency ?? DEFAULT_CONCURRENCY),
      'requests under way at the same time, for each provider',
    ],
    limits: ['learnt', '[limits](#limits) that are known beforehand, for each provider'],
    timeouts: ['see [timeouts](#timeouts-and-proxies)', 'limits on the time of one request'],
    retryBudget: [
      code(String(settings.retryBudget)),
      'the largest part of the traffic that retries after passing faults may be; what is over it waits. `false`: unbounded',
    ],
    retry: [code(String(settings.retry)), '`false`: every call is exactly one request'],
    onStreamFailure: [
      code(settings.onStreamFailure),
      "a stream that breaks after its first text throws, or begins again: `'restart'`",
    ],
    usage: ['none', 'a [ledger](docs/usage.md): every request with its tokens and cost, budgets, reports'],
    unref: ['`false`', '`true`: waits do not keep the process alive'],
    clock: ["the system's", 'time, for tests'],
    random: ['`Math.random`', 'chance, for tests'],
    store: ['none', '[keeps what is known of limits](docs/drop-in.md#after-a-restart) over a restart'],
    namespace: ['`default`', 'keeps clients of other accounts apart that share a store'],
    logger: ['none', '`{ debug, info, warn, error }`, such as `console`: one line for each event that matters'],
  };
}

/** The table of the client's options. */
export function optionsTable(): string {
  return table(
    ['option', 'default', 'meaning'],
    Object.entries(rows()).map(([name, cells]) => [code(name), ...cells]),
  );
}

const TIMEOUTS: Readonly<Record<keyof Timeouts, string>> = {
  connect: 'to open the connection (on the real clock, whatever `clock` is)',
  firstToken: 'to the first part of a streamed answer',
  idle: 'between two parts of a streamed answer',
  answer: 'to the whole of an answer that is not streamed',
  total: 'to the end of the request, streamed or not',
};

/** The table of timeouts. */
export function timeoutsTable(): string {
  return table(
    ['timeout', 'default', 'limits the time'],
    Object.entries(TIMEOUTS).map(([name, meaning]) => [
      code(name),
      durationText(DEFAULT_TIMEOUTS[name as keyof Timeouts]),
      meaning,
    ]),
  );
}
