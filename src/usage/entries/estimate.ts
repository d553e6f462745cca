import type { Usage } from '../../core/reply.js';
import type { AttemptFacts, UsageContent } from '../../core/usage-recorder.js';

/**
 * About how many tokens a text of so many characters is. English has about 4 characters to a token, see
 * https://help.openai.com/en/articles/4936856-what-are-tokens-and-how-to-count-them; other languages have fewer.
 */
function tokensOf(characters: number): number {
  return Math.ceil(characters / 4);
}

/** About how many tokens a prompt has. */
export function promptTokens(content: UsageContent | undefined): number | undefined {
  if (content === undefined) return undefined;
  return tokensOf(content.messages.reduce((sum, { content: text }) => sum + characters(text), 0));
}

/** What a message holds: a text, or pieces of which some are texts. */
function characters(content: unknown): number {
  if (typeof content === 'string') return content.length;
  if (!Array.isArray(content)) return 0;
  return content.reduce((sum: number, part: unknown) => {
    const text = typeof part === 'object' && part !== null ? (part as { text?: unknown }).text : part;
    return sum + (typeof text === 'string' ? text.length : 0);
  }, 0);
}

/** The tokens of a request: those that the provider told, else an estimate where a model has worked for it. */
export function settleUsage(facts: AttemptFacts): { readonly usage: Usage; readonly estimated: boolean } {
  const { usage, content, outcome, firstTokenMs } = facts;
  if (usage?.inputTokens !== undefined || usage?.outputTokens !== undefined) return { usage, estimated: false };
  const hasWorked = outcome === 'success' || firstTokenMs !== undefined;
  if (!hasWorked || content === undefined || outcome === 'cached') return { usage: usage ?? {}, estimated: false };
  const outputTokens = content.text === '' ? undefined : tokensOf(content.text.length);
  return { usage: { ...usage, inputTokens: promptTokens(content), outputTokens }, estimated: true };
}
