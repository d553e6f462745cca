import * as z from 'zod';
import { checkOptions, field } from '../core/check-options.js';
import { engineFields, hasMethods, tunableFields } from './engine-option-fields.js';

const PROVIDER_METHODS = ['chat', 'stream', 'close'];

/**
 * Checks the options of a client.
 * @throws TypeError that lists every problem with name, expectation and value
 */
export function checkClientOptions(options: unknown): void {
  const providers = field(
    isProviderList,
    'a list of at least one provider, such as [ollama()], each with a name of its own',
  );
  checkOptions(options, { subject: 'createClient()', schema: z.strictObject({ ...engineFields(), providers }) });
}

/**
 * Checks the options of a retry controller.
 * @throws TypeError that lists every problem; a key is never in it
 */
export function checkControllerOptions(options: unknown): void {
  const keys = field(isKeyList, 'a list of keys: texts or { key, project?, account?, label? }').optional();
  const schema = z.strictObject({ ...engineFields(), keys });
  checkOptions(options, { subject: 'createRetryController()', schema, secrets: ['keys'] });
}

/**
 * Checks what `configure()` takes.
 * @throws TypeError that lists every problem
 */
export function checkTunableOptions(options: unknown): void {
  checkOptions(options, { subject: 'configure()', schema: z.strictObject(tunableFields()) });
}

function isProviderList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (!value.every((provider) => hasMethods(provider, PROVIDER_METHODS))) return false;
  const names = value.map((provider: { readonly name?: unknown }) => provider.name);
  return names.every((name) => typeof name === 'string' && name !== '') && new Set(names).size === names.length;
}

function isKeyList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => {
      if (typeof entry === 'string') return entry !== '';
      if (typeof entry !== 'object' || entry === null) return false;
      const { key, ...rest } = entry as Record<string, unknown>;
      const names = Object.entries(rest);
      return (
        typeof key === 'string' &&
        key !== '' &&
        names.every(([name, text]) => ['project', 'account', 'label'].includes(name) && typeof text === 'string')
      );
    })
  );
}
