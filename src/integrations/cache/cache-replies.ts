import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import { requireDuration, type Duration } from '../../core/duration.js';
import { durationField } from '../../core/option-fields.js';
import type { ChatReply } from '../../core/reply.js';
import type { ChatRequest } from '../../core/request.js';
import type { UsageRecorder } from '../../core/usage-recorder.js';
import { requestKey } from './request-key.js';
import { recordHit } from './record-hit.js';

/** A `Keyv`, or what is like one. */
export interface CacheStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
}

/** The part of a client that is cached. */
export interface ChatFunction {
  chat(request: ChatRequest): Promise<ChatReply>;
}

/** What {@link cacheReplies} takes. */
export interface CacheRepliesOptions {
  /** `new Keyv()` of `keyv` 5, over memory, SQLite, Redis … */
  readonly store: CacheStore;
  /** How long an answer is good. @default for as long as the store keeps it */
  readonly ttl?: Duration;
  /** The ledger of the client: hits are written down there, at a cost of 0. @default none */
  readonly usage?: UsageRecorder;
  /** What the store failed with; the call goes on without it. @default nobody is told */
  readonly onStoreError?: (error: unknown) => void;
}

/** A reply, and where it came from. */
export type CachedReply = ChatReply & {
  /** `hit`: from the store; `shared`: from an equal call that was under way; `miss`: asked for. */
  readonly cache: 'hit' | 'shared' | 'miss';
};

/** Asks a client for what the cache doesn't have. */
export interface CachingClient {
  /** As `client.chat()`. A reply from the cache has no `attempts`, and nothing in `raw`. */
  chat(request: ChatRequest): Promise<CachedReply>;
}

/** What is kept of a reply: plain data. */
interface KeptReply {
  readonly version: 1;
  readonly reply: Pick<ChatReply, 'text' | 'output' | 'usage' | 'finishReason' | 'provider' | 'model' | 'keyId'>;
}

/**
 * Keeps whole answers to requests that are equal in model, messages and parameters. Equal calls at the same time send
 * one request. Errors are never kept; nor are answers that were cut, came from a fallback, call tools, or were asked for
 * by a schema: those are asked for each time.
 * @example const { chat } = cacheReplies(client, { store: new Keyv(), ttl: '7d', usage: ledger });
 * @throws TypeError where an option is wrong
 */
export function cacheReplies(client: ChatFunction, options: CacheRepliesOptions): CachingClient {
  const schema = z.strictObject({
    store: field((value) => isStore(value), 'a store, such as new Keyv()'),
    ttl: z.optional(durationField()),
    usage: z.optional(
      field((value) => typeof (value as Partial<UsageRecorder>).recordAttempt === 'function', 'a ledger'),
    ),
    onStoreError: z.optional(field((value) => typeof value === 'function', 'a function')),
  });
  checkOptions(options, { subject: 'cacheReplies()', schema, secrets: ['store'] });
  const { store, usage, onStoreError } = options;
  const ttlMs = options.ttl === undefined ? undefined : requireDuration(options.ttl, 'ttl');
  const underWay = new Map<string, Promise<ChatReply>>();
  let hits = 0;

  async function ask(key: string, request: ChatRequest): Promise<ChatReply> {
    const reply = await client.chat(request);
    if (isWorthKeeping(reply, request)) await keep(key, reply);
    return reply;
  }

  async function lookUp(key: string, request: ChatRequest): Promise<KeptReply | ChatReply> {
    const kept = await quietly(() => store.get(key));
    return isKept(kept) ? kept : ask(key, request);
  }

  async function keep(key: string, reply: ChatReply): Promise<void> {
    const { text, output, usage: used, finishReason, provider, model, keyId } = reply;
    const kept: KeptReply = { version: 1, reply: { text, output, usage: used, finishReason, provider, model, keyId } };
    await quietly(() => store.set(key, kept, ttlMs));
  }

  async function quietly<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work();
    } catch (error) {
      onStoreError?.(error);
      return undefined;
    }
  }

  function hit(reply: KeptReply['reply'], request: ChatRequest, cache: 'hit' | 'shared'): CachedReply {
    hits += 1;
    if (usage !== undefined) recordHit(usage, { reply, request, number: hits });
    return { ...asChatReply(reply), cache };
  }

  return {
    async chat(request) {
      const { signal } = request;
      signal?.throwIfAborted();
      const key = requestKey(request as unknown as Readonly<Record<string, unknown>>);
      if (key === undefined) return { ...(await client.chat(request)), cache: 'miss' };
      for (;;) {
        const shared = underWay.get(key);
        if (shared === undefined) break;
        const settled = await untilAbort(
          shared.then(
            (reply) => ({ reply }),
            () => undefined,
          ),
          signal,
        );
        // The one that asked failed, perhaps by its own caller's abort: now this one asks.
        if (settled === undefined) continue;
        if (isWorthKeeping(settled.reply, request)) return hit(settled.reply, request, 'shared');
        return { ...(await client.chat(request)), cache: 'miss' };
      }
      const found = lookUp(key, request);
      const asReply = found.then((result) => ('version' in result ? asChatReply(result.reply) : result));
      underWay.set(key, asReply);
      asReply.then(undefined, () => undefined);
      try {
        const result = await untilAbort(found, signal);
        return 'version' in result ? hit(result.reply, request, 'hit') : { ...result, cache: 'miss' };
      } finally {
        underWay.delete(key);
      }
    },
  };
}

function asChatReply(reply: KeptReply['reply']): ChatReply {
  return { ...reply, toolCalls: [], attempts: [], raw: undefined };
}

/** Only a whole answer of the model that was asked for is the same the next time. */
function isWorthKeeping({ finishReason, toolCalls, provider, model }: ChatReply, request: ChatRequest): boolean {
  return finishReason === 'stop' && toolCalls.length === 0 && request.model === `${provider}/${model}`;
}

function isKept(value: unknown): value is KeptReply {
  const kept = value as Partial<KeptReply> | null | undefined;
  return kept?.version === 1 && typeof kept.reply?.text === 'string';
}

function isStore(value: unknown): boolean {
  const { get, set } = (value ?? {}) as Partial<CacheStore>;
  return typeof get === 'function' && typeof set === 'function';
}

/** What a promise is fulfilled with, unless the caller goes first. */
async function untilAbort<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  const { promise: aborted, stop } = abortion(signal);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop();
  }
}

function abortion(signal: AbortSignal): { readonly promise: Promise<never>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      signal.removeEventListener('abort', onAbort);
    };
  });
  return { promise, stop };
}
