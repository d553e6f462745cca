/** How a host can be asked for JSON of a certain form. */
export type StructuredOutput = 'json-schema' | 'json-object' | 'instruction';

/** What a host knows of requests, where hosts that speak the same API differ. */
export interface HostFeatures {
  /** `json-object`: any JSON, and the schema as an instruction; `instruction`: nothing but that. */
  readonly structuredOutput: StructuredOutput;
  /** How it is asked for JSON of any form. */
  readonly anyJson: 'json-object' | 'instruction';
  /** What the root of a schema may be. */
  readonly outputRoot: 'any' | 'object';
  /** `effort`: `reasoning_effort`; `object`: `reasoning: { effort, max_tokens }`. */
  readonly reasoning: 'effort' | 'object' | 'none';
  /** `random_seed`: its name for `seed`, a natural number. */
  readonly seed: 'known' | 'random_seed' | 'ignored';
  /** Whether the thoughts of an earlier answer may be sent back with it, as thinking models of several hosts want. */
  readonly earlierThoughts: 'reasoning_content' | 'refused';
}

/** What most hosts know. */
const COMMON: HostFeatures = {
  structuredOutput: 'json-schema',
  anyJson: 'json-object',
  outputRoot: 'any',
  reasoning: 'effort',
  seed: 'known',
  earlierThoughts: 'reasoning_content',
};

/** What a host knows of requests: what is known of its vendor, else what most know. */
export function hostFeatures(
  ofVendor: Partial<HostFeatures> | undefined,
  structuredOutput: StructuredOutput | undefined,
): HostFeatures {
  const known = { ...COMMON, ...ofVendor };
  if (structuredOutput === undefined) return known;
  return {
    ...known,
    structuredOutput,
    anyJson: structuredOutput === 'instruction' ? 'instruction' : known.anyJson,
  };
}
