import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import type { EmbedRequest } from '../../core/embed.js';
import { integerField, timeoutsField } from '../../core/option-fields.js';
import type { Provider } from '../../core/provider.js';
import { callFields } from '../options/engine-option-fields.js';
import { modelField } from '../options/model-field.js';
import type { Destination } from '../operations/operation.js';
import { providerOf } from '../operations/provider-of.js';

let schema: z.ZodMiniType | undefined;

function requestSchema(): z.ZodMiniType {
  return z.strictObject({
    ...callFields(),
    model: modelField(),
    input: field(
      (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
      'a text, or a list of at least one, none of them empty',
    ),
    fallbacks: z.optional(z.array(modelField())),
    dimensions: z.optional(integerField(1)),
    batchSize: z.optional(integerField(1)),
    providerOptions: z.optional(z.record(z.string(), z.unknown())),
    timeouts: z.optional(timeoutsField()),
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Which texts are wrong, since the texts themselves are not shown. */
function whichAreWrong(input: unknown): string {
  if (!Array.isArray(input)) return '';
  const wrong = input.flatMap((text, index) => (isText(text) ? [] : [index]));
  if (wrong.length === 0) return '';
  const first = wrong.slice(0, 5).map((index) => `input[${index}]`);
  return `\n  - No text, or an empty one: ${first.join(', ')}${wrong.length > first.length ? ` and ${wrong.length - first.length} more` : ''}`;
}

/**
 * Checks what `embed()` takes before anything is sent.
 * @throws TypeError that lists every problem; texts are never in it
 */
export function checkEmbedRequest(request: unknown): asserts request is EmbedRequest {
  schema ??= requestSchema();
  try {
    checkOptions(request, { subject: 'embed()', schema, secrets: ['input', 'providerOptions'] });
  } catch (error) {
    const which = whichAreWrong((request as { readonly input?: unknown } | null | undefined)?.input);
    throw which === '' ? error : new TypeError(`${(error as Error).message}${which}`);
  }
}

/**
 * Checks that every model of a call can be asked for vectors, the fallbacks as well.
 * @throws TypeError naming the providers that have none
 */
export function requireEmbed(destinations: readonly Destination[], providers: ReadonlyMap<string, Provider>): void {
  const names = new Set(destinations.map(({ handle }) => handle.name));
  const without = [...names].filter((name) => providerOf(providers, name).embed === undefined);
  if (without.length === 0) return;
  throw new TypeError(
    `No embeddings from ${without.map((name) => `\`${name}\``).join(', ')}: a provider needs the method \`embed\` for that.`,
  );
}
