import { createHash } from 'node:crypto';
import type { Classification } from '../core/classification.js';
import { ownClassification } from '../core/own-classification.js';
import { fewestTokens } from './pacing/fewest-tokens.js';
import { remember } from './remember.js';

/** What a request asks, as far as its length goes. */
export interface Prompt {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly maxOutputTokens?: number | undefined;
}

/** Where a request goes. */
export interface LengthTarget {
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
}

/** Models that are remembered at most; those that were heard of longest ago go first. */
const MOST_MODELS = 256;
/** What does not make a prompt longer or shorter, or is compared by itself. */
const NO_PART_OF_THE_LENGTH: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'fallbacks', 'maxOutputTokens', 'temperature', 'topP', 'stop', 'seed', 'signal', 'metadata'],
  ...['retry', 'policies', 'maxWait', 'maxAttempts', 'timeouts', 'onStreamFailure'],
]);

/** A request that was refused for its length: enough to know it again, and none of its words. */
interface Refused {
  readonly classification: Classification;
  /** Epoch ms. */
  readonly until: number;
  readonly characters: number;
  readonly hash: string;
  readonly maxOutputTokens: number | undefined;
  readonly rest: ReadonlyMap<string, unknown>;
}

interface Known {
  /** From the provider's list of models. */
  readonly listed: number | undefined;
  readonly refused: Refused | undefined;
}

/**
 * What is known of the lengths that models take, so that no request is sent that is known to be too long: one that
 * begins with all of a request that was refused, or that has more words than the model takes tokens. Nothing that
 * could succeed is held back: other options, a smaller maximum of the answer, and a while that has passed are tried anew.
 */
export class KnownLengths {
  readonly #known = new Map<string, Known>();

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Notes how many tokens a model takes, by its provider's own list. */
  noteListed(target: LengthTarget, tokens: number): void {
    if (Number.isSafeInteger(tokens) && tokens > 0) this.#set(target, { listed: tokens });
  }

  /** Notes a request that was refused for its length, until a time in epoch ms. */
  noteRefused(target: LengthTarget, prompt: Prompt, refusal: Pick<Refused, 'classification' | 'until'>): void {
    // A quota that is smaller than the request belongs to a key, not to the model.
    const { status, quota } = refusal.classification;
    if (status === 429 || status === 413 || quota?.requested !== undefined) return;
    const text = textOf(prompt);
    this.#set(target, {
      refused: {
        ...refusal,
        characters: text.length,
        hash: hashOf(text),
        maxOutputTokens: prompt.maxOutputTokens,
        rest: restOf(prompt),
      },
    });
  }

  /** Why a request need not be sent; `undefined` where it might succeed. */
  refusalOf(target: LengthTarget, prompt: Prompt, now: number): Classification | undefined {
    const known = this.#known.get(keyOf(target));
    if (known === undefined) return undefined;
    const { refused, listed } = known;
    if (refused !== undefined && now < refused.until && hasSameRest(refused.rest, restOf(prompt))) {
      const text = textOf(prompt);
      if (isNoShorter(prompt, refused) && hashOf(text.slice(0, refused.characters)) === refused.hash)
        return refused.classification;
      const limit = refused.classification.contextLength?.limit;
      if (limit !== undefined && fewestTokens(text) > limit) return tooManyWords(limit, refused.classification.status);
    }
    return listed !== undefined && fewestTokens(textOf(prompt)) > listed ? tooManyWords(listed, undefined) : undefined;
  }

  #set(target: LengthTarget, news: Partial<Known>): void {
    const key = keyOf(target);
    const known = { listed: undefined, refused: undefined, ...this.#known.get(key), ...news };
    remember(this.#known, { key, value: known, most: MOST_MODELS });
  }
}

function keyOf({ provider, model }: LengthTarget): string {
  return `${provider}\0${model}`;
}

/** All words of a prompt, so that a longer prompt begins with a shorter one. */
function textOf({ messages }: Prompt): string {
  return messages
    .map(({ role, content }) => `${role}\0${typeof content === 'string' ? content : (JSON.stringify(content) ?? '')}`)
    .join('\0\0');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function restOf(prompt: Prompt): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(prompt).filter(([name, value]) => value !== undefined && !NO_PART_OF_THE_LENGTH.has(name)),
  );
}

function hasSameRest(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  return one.size === other.size && [...one].every(([name, value]) => isSame(value, other.get(name)));
}

/** Schemas and functions are the same only as themselves; plain data also by what it holds. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other)) return false;
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return false;
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || Array.isArray(value);
}

/** Where the answer counts too, a request that asks for less of it may fit. Unset, it is the provider's own default. */
function isNoShorter({ maxOutputTokens }: Prompt, refused: Refused): boolean {
  if (maxOutputTokens === undefined || refused.maxOutputTokens === undefined)
    return maxOutputTokens === refused.maxOutputTokens;
  return maxOutputTokens >= refused.maxOutputTokens;
}

function tooManyWords(limit: number, status: number | undefined): Classification {
  const message = `The prompt has more words than the ${limit} tokens that the model takes.`;
  return ownClassification('context-length', { contextLength: { limit }, status, message });
}
