import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import { requireDuration, type Duration } from '../../core/duration.js';
import { durationField } from '../../core/option-fields.js';
import type { ChatReply } from '../../core/reply.js';
import type { ChatRequest } from '../../core/request.js';
import type { UsageRecorder } from '../../core/usage-recorder.js';
import { Flight } from './flight.js';
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
  const underWay = new Map<string, Flight<Found>>();
  let hits = 0;

  async function find(key: string, request: ChatRequest): Promise<Found> {
    const kept = await quietly(() => store.get(key));
    if (isKept(kept)) return { cache: 'hit', reply: asChatReply(kept.reply) };
    const reply = await client.chat(request);
    if (isWorthKeeping(reply, request)) await keep(key, reply);
    return { cache: 'miss', reply };
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

  function hit(reply: ChatReply, request: ChatRequest, cache: 'hit' | 'shared'): CachedReply {
    hits += 1;
    if (usage !== undefined) recordHit(usage, { reply, request, number: hits });
    return { ...asChatReply(reply), cache };
  }

  function begin(key: string, request: ChatRequest): Flight<Found> {
    const flight = new Flight((signal) => find(key, { ...request, signal }));
    underWay.set(key, flight);
    void flight.ended.then(() => {
      if (underWay.get(key) === flight) underWay.delete(key);
    });
    return flight;
  }

  return {
    async chat(request) {
      const { signal } = request;
      signal?.throwIfAborted();
      const key = requestKey(request as unknown as Readonly<Record<string, unknown>>);
      if (key === undefined) return { ...(await client.chat(request)), cache: 'miss' };
      for (;;) {
        const shared = underWay.get(key);
        // One that all have left is being aborted.
        if (shared === undefined || shared.isAbandoned) break;
        const settled = await shared.join(signal).catch((error: unknown) => {
          if (signal?.aborted === true) throw error;
          return undefined;
        });
        // The one that asked failed: now this one asks, by its own policies.
        if (settled === undefined) continue;
        if (isWorthKeeping(settled.reply, request)) return hit(settled.reply, request, 'shared');
        return { ...(await client.chat(request)), cache: 'miss' };
      }
      const { cache, reply } = await begin(key, request).join(signal);
      return cache === 'hit' ? hit(reply, request, 'hit') : { ...reply, cache };
    },
  };
}

/** An answer, and whether the store had it. */
interface Found {
  readonly cache: 'hit' | 'miss';
  readonly reply: ChatReply;
}

function asChatReply({ text, output, usage, finishReason, provider, model, keyId }: KeptReply['reply']): ChatReply {
  return { text, output, usage, finishReason, provider, model, keyId, toolCalls: [], attempts: [], raw: undefined };
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
