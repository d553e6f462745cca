import type { ProviderRequest } from '../../core/provider.js';
import { imageProblems } from '../image-problems.js';
import type { HostFeatures } from './host-features.js';
import { isObjectSchema } from './response-format.js';

// https://platform.openai.com/docs/guides/images-vision#image-input-requirements
const OWN_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
const MOST_IMAGE_BYTES = 50_000_000;

/** What of a request a host has no way to express. */
export function completionProblems(
  request: ProviderRequest,
  { ownHost, features }: { readonly ownHost: boolean; readonly features: HostFeatures },
): readonly string[] {
  const problems = [
    ...imageProblems(request, {
      types: ownHost ? OWN_TYPES : undefined,
      mostBytes: MOST_IMAGE_BYTES,
      urls: ['https:', 'http:'],
    }),
  ];
  const { output, reasoning, seed } = request;
  const wantsObject = ownHost || features.outputRoot === 'object';
  if (wantsObject && output !== undefined && output !== 'json' && !isObjectSchema(output.schema)) {
    problems.push(
      'The root of the schema of `output` must be an object there, no list, union or single value: wrap it, as in z.object({ items: … }).',
    );
  }
  if (reasoning?.maxTokens !== undefined && features.reasoning !== 'object') {
    problems.push('It knows no `reasoning.maxTokens`: use `reasoning.effort`.');
  }
  if (reasoning?.maxTokens !== undefined && reasoning.effort !== undefined && features.reasoning === 'object') {
    problems.push('It takes `reasoning.effort` or `reasoning.maxTokens`, not both.');
  }
  if (reasoning?.effort !== undefined && features.reasoning === 'none') {
    problems.push('It ignores `reasoning.effort`: set what it knows by `providerOptions`.');
  }
  if (seed !== undefined && seed < 0 && features.seed === 'random_seed') {
    problems.push('Its `seed` is 0 or more.');
  }
  if (seed !== undefined && features.seed === 'ignored') problems.push('It ignores `seed`: leave it out.');
  return problems;
}
