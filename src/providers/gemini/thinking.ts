import type { ReasoningOptions } from '../../core/reasoning.js';

/** How a model can be told to think. https://ai.google.dev/gemini-api/docs/thinking */
type Thinking =
  /** By a number of tokens; `least` is what it can't be told to go below. */
  | { readonly by: 'budget'; readonly least: number }
  /** By one of these words. */
  | { readonly by: 'level'; readonly levels: readonly string[] }
  | { readonly by: 'nothing' };

const LEVELS = ['minimal', 'low', 'medium', 'high'];

interface ThinkingRow {
  readonly model: RegExp;
  readonly thinking: Thinking;
}

/** The first that matches holds; sources: https://ai.google.dev/gemini-api/docs/thinking#levels-budgets */
const MODELS: readonly ThinkingRow[] = [
  { model: /^gemini-2\.5-pro/, thinking: { by: 'budget', least: 128 } },
  { model: /^gemini-2\.5/, thinking: { by: 'budget', least: 0 } },
  { model: /^gemini-(?:1|2)\b|^gemma/, thinking: { by: 'nothing' } },
  { model: /^gemini-3(?:\.0)?-pro/, thinking: { by: 'level', levels: ['low', 'high'] } },
  { model: /pro/, thinking: { by: 'level', levels: ['low', 'medium', 'high'] } },
  { model: /./, thinking: { by: 'level', levels: LEVELS } },
];

/** What Google's own compatible endpoint makes of efforts: https://ai.google.dev/gemini-api/docs/openai#thinking */
const BUDGETS = { none: 0, minimal: 1_024, low: 1_024, medium: 8_192, high: 24_576 } as const;

/** The field `thinkingConfig` of a request, or what is wrong with what was asked. */
export type ThinkingConfig =
  | { readonly config: Readonly<Record<string, unknown>> | undefined; readonly problem?: undefined }
  | { readonly problem: string };

/** Says how to think in the words of a model's generation; thoughts are asked for where there are any. */
export function thinkingConfig(model: string, { effort, maxTokens }: ReasoningOptions): ThinkingConfig {
  if (effort === undefined && maxTokens === undefined) return { config: undefined };
  if (effort !== undefined && maxTokens !== undefined) {
    return { problem: 'It takes `reasoning.effort` or `reasoning.maxTokens`, not both.' };
  }
  const name = model.replace(/^models\//, '');
  const thinking = MODELS.find((row) => row.model.test(name))?.thinking ?? { by: 'nothing' };
  switch (thinking.by) {
    case 'nothing':
      return effort === 'none'
        ? { config: undefined }
        : { problem: 'This model does not think: leave `reasoning` out, or take a model that does.' };
    case 'budget': {
      const budget = maxTokens ?? BUDGETS[effort ?? 'low'];
      if (budget < thinking.least) {
        return {
          problem: `It thinks with at least ${thinking.least} tokens: take \`reasoning: { maxTokens: ${thinking.least} }\`, or a Flash model.`,
        };
      }
      return { config: { thinkingBudget: budget, ...(budget === 0 ? {} : { includeThoughts: true }) } };
    }
    case 'level':
      // A budget is still taken: https://ai.google.dev/gemini-api/docs/gemini-3#thinking_level
      if (maxTokens !== undefined) return { config: { thinkingBudget: maxTokens, includeThoughts: true } };
      return effort !== undefined && thinking.levels.includes(effort)
        ? { config: { thinkingLevel: effort.toUpperCase(), includeThoughts: true } }
        : { problem: `Its \`reasoning.effort\` is one of ${thinking.levels.join(', ')}.` };
    default:
      return thinking satisfies never;
  }
}
