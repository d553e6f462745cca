import { requireText } from './read-body.js';
import type { SimulatedPrompt } from './request-record.js';
import type { SimulatedProvider } from './simulated-provider.js';
import { MalformedRequest, type Answer, type AnswerFrames, type ParsedRequest } from './wire-format.js';

/** How many numbers a vector of the simulator has unless a request asks for another count. */
const DEFAULT_DIMENSIONS = 8;

/**
 * The vector that the simulator gives for a text: always the same for the same text, model and length, and another one
 * for any other, so that a test can check that each text got its own.
 */
export function simulatedEmbedding(
  text: string,
  { model, dimensions = DEFAULT_DIMENSIONS }: { readonly model: string; readonly dimensions?: number },
): readonly number[] {
  // FNV-1a, see https://www.rfc-editor.org/rfc/rfc9923
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(`${model}\n${text}`)) hash = Math.imul(hash ^ unit, 0x01000193) >>> 0;
  return Array.from({ length: dimensions }, () => {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
    // Three decimals come back from JSON as they were, and a -0 would not.
    return Math.round((hash / 0xffffffff) * 2_000 - 1_000) / 1_000 + 0;
  });
}

/** A request for vectors, read from its provider's own form. @internal */
export interface EmbeddingRequest {
  readonly provider: SimulatedProvider;
  readonly model: string;
  readonly texts: readonly string[];
  readonly dimensions: number | undefined;
  readonly tooLong: 'refuse' | 'cut';
  /** The whole answer in the provider's own form. */
  write(vectors: readonly (readonly number[])[], answer: Answer): unknown;
}

/** A request for vectors as the simulator takes every request: its texts are the messages of the prompt. @internal */
export function embeddingRequest(request: EmbeddingRequest): ParsedRequest {
  const { provider, model, texts, dimensions, tooLong, write } = request;
  const prompt: SimulatedPrompt = {
    provider,
    model,
    messages: texts.map((content) => ({ role: 'user', content })),
    lastUserMessage: texts.at(-1) ?? '',
    stream: false,
    maxOutputTokens: undefined,
    stop: [],
    wantsJson: false,
    schema: undefined,
    images: [],
    tools: [],
    mustCall: '',
    seed: undefined,
    reasoning: undefined,
  };
  return {
    prompt,
    embeds: texts,
    tooLong,
    whole: (answer) => {
      const vectors = texts.map((text) =>
        simulatedEmbedding(text, { model, ...(dimensions === undefined ? {} : { dimensions }) }),
      );
      return JSON.stringify(write(vectors.slice(0, givenCount(answer, vectors.length)), answer));
    },
    frames: noFrames,
  };
}

/** Of the faults, `empty` gives no vector and `length` half of them. */
function givenCount({ text, finish }: Answer, count: number): number {
  if (text === '') return 0;
  return finish === 'length' ? Math.floor(count / 2) : count;
}

function noFrames(): AnswerFrames {
  throw new Error('Vectors are never streamed.');
}

/** The texts of a request: one, or a list of at most `most`. @internal */
export function requireTexts(value: unknown, name: string, most: number): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length > most) throw new MalformedRequest(`'${name}' must have at most ${most} entries.`);
  if (texts.length === 0) throw new MalformedRequest(`Missing required parameter: '${name}'.`);
  return texts.map((text) => requireText(text, name));
}
