import type { AttemptContext, ProviderReply } from '../../src/core/provider.js';
import type { Step } from './scenario.js';
import type { ScriptedProvider } from './scripted-provider.js';

/** When each request was sent, in ms since the start. */
export const times = (provider: ScriptedProvider): number[] => provider.requests.map(({ at }) => at);

/** So many of something. */
export const many = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_none, index) => make(index));

/** Answers with headers, as an adapter tells of them. */
export const withHeaders = (headers: (attempt: number) => Record<string, string>, usage = {}): Step =>
  (() => {
    let attempt = 0;
    return (_request: unknown, { observe }: AttemptContext): Promise<ProviderReply> => {
      attempt += 1;
      observe?.(new Headers(headers(attempt)));
      return Promise.resolve({ text: 'done', usage, finishReason: 'stop', raw: {} });
    };
  })();

/** The headers of a limit of requests. */
export const requestHeaders = (limit: number, remaining: number, reset: string): Record<string, string> => ({
  'x-ratelimit-limit-requests': String(limit),
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': reset,
});
