/** How hard a model thinks, weakest first. @internal */
export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high'] as const;

/** How hard a model thinks. */
export type ReasoningEffort = (typeof REASONING_EFFORTS)[number];

/** How a model thinks before it answers. What a provider has no word for is an error before anything is sent. */
export interface ReasoningOptions {
  /** `'none'` switches it off where the model lets it be switched off. @default the model's own */
  readonly effort?: ReasoningEffort | undefined;
  /** The most tokens of thoughts. @default the model's own */
  readonly maxTokens?: number | undefined;
}
