import { textOf } from '../../core/content.js';
import type { ProviderMessage } from '../../core/provider.js';

/** Characters of which a token holds at most one or two: Han, kana, hangul. */
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/g;
/** One token may hold any number of these: runs of spaces, lines of dashes. */
const RUNS = /(.)\1{2,}|\s+/gs;
/** No running text has so many characters in each of its tokens on average: English has 4 to 5, German 4. */
const MOST_CHARACTERS_PER_TOKEN = 6;
/** A context whose size nobody told us is a round number: 4,096 or 32,768 by default, 8,000 or 16,000 by hand. */
const CONTEXT_STEPS: readonly number[] = [1_024, 1_000];

/** Fewer tokens than this can't hold the messages. */
export function leastTokens(messages: readonly ProviderMessage[]): number {
  let characters = 0;
  for (const { content } of messages) {
    const text = textOf(content ?? '').replace(RUNS, ' ');
    characters += text.length + (text.match(DENSE)?.length ?? 0);
  }
  return Math.floor(characters / MOST_CHARACTERS_PER_TOKEN);
}

/**
 * Whether a server that doesn't know `truncate: false` has cut the prompt: it answers with 200, from a part of the
 * input. It cuts to exactly the size of its context, so two signs must come together: the count of tokens it read is a
 * size of a context, and the messages need more tokens than that. One sign alone proves nothing: old servers count only
 * what their cache did not hold, and chance meets a round number now and then.
 * A cut that dropped whole messages of a conversation is found only where the size was asked for.
 */
export function isPromptCut(sent: {
  readonly messages: readonly ProviderMessage[];
  /** `num_ctx`, where the request asked for one. A server takes less where the model has less. */
  readonly contextTokens: number | undefined;
  /** `prompt_eval_count` of the answer. */
  readonly countedTokens: number | undefined;
}): boolean {
  const { messages, contextTokens = 0, countedTokens = 0 } = sent;
  if (countedTokens === 0) return false;
  // A context that is full to the last token has no room for an answer: whatever came is not one to this prompt.
  if (countedTokens === contextTokens) return true;
  const isRound = CONTEXT_STEPS.some((step) => countedTokens % step === 0);
  const isNearAsked = countedTokens < contextTokens && countedTokens * 2 >= contextTokens;
  // To look through all messages is worth its while only where one of the signs is there.
  if (!isRound && !isNearAsked) return false;
  const needed = leastTokens(messages);
  return (isRound && needed > countedTokens) || (isNearAsked && needed > contextTokens);
}
