import { readEnvironment } from '../core/environment.js';
import { NO_KEY, resolveApiKeys, type ApiKey, type ApiKeyInput } from '../core/keys.js';

/** Where the keys of a provider come from. */
export interface KeySources {
  readonly apiKey: ApiKeyInput | undefined;
  readonly apiKeys: readonly ApiKeyInput[] | undefined;
  /** Read in this order where no key is given. */
  readonly environment: readonly string[];
  /** What asks for a key, such as a host; `undefined` where none is needed. */
  readonly neededBy: string | undefined;
}

/** Keys, or what is wrong with them. */
export interface KeyResult {
  readonly keys: readonly ApiKey[];
  /** A sentence each. */
  readonly problems: readonly string[];
}

const SHORTEST_REAL_KEY = 16;

/**
 * What is wrong where a list has a key twice: it would count as two projects, and its limits twice. A sentence each, which
 * tells the places, since keys are never shown; `name` is that of the option.
 */
function findTwins(name: string, inputs: readonly ApiKeyInput[]): readonly string[] {
  const secrets = resolveApiKeys(inputs).map(({ secret }) => secret);
  return secrets.flatMap((secret, index) => {
    const twin = secrets.indexOf(secret);
    return twin < index ? [`Expected \`${name}[${index}]\` to be another key than \`${name}[${twin}]\``] : [];
  });
}

/** What is wrong with keys of the right form, a sentence each; `name` is that of the option. A key is never in it. */
export function findKeyProblems(name: string, inputs: readonly ApiKeyInput[]): readonly string[] {
  const keys = resolveApiKeys(inputs);
  const labels = keys.map(({ keyId }) => keyId);
  const wrong = keys.flatMap(({ secret = '', keyId = '' }, index) => {
    // Labels are printed everywhere. No real key is shorter; names of tests are.
    if (secret.length >= SHORTEST_REAL_KEY && keyId.includes(secret)) {
      return [`Expected \`${name}[${index}].label\` to be a name without the key in it`];
    }
    if (labels.indexOf(keyId) === index) return [];
    return [`Expected \`${name}[${index}].label\` to be another than every other key's, got \`"${keyId}"\``];
  });
  return [...findTwins(name, inputs), ...wrong];
}

/** Finds the keys of a provider. The given ones must have the right form already. */
export function resolveKeys(sources: KeySources): KeyResult {
  const { apiKey, apiKeys, environment, neededBy } = sources;
  if (apiKey !== undefined && apiKeys !== undefined) {
    return { keys: [NO_KEY], problems: ['Expected one of `apiKey` and `apiKeys`, got both'] };
  }
  const given = apiKeys ?? (apiKey === undefined ? undefined : [apiKey]);
  if (given !== undefined) {
    return { keys: resolveApiKeys(given), problems: findKeyProblems('apiKeys', given) };
  }
  for (const name of environment) {
    const value = readEnvironment(name);
    if (value === undefined) continue;
    const problems = /^[\x21-\x7e]+$/.test(value)
      ? []
      : [`Expected the environment variable ${name} to be a key: printable characters without spaces or line breaks`];
    return { keys: resolveApiKeys([value]), problems };
  }
  const problems =
    neededBy === undefined
      ? []
      : [`No key for ${neededBy}: set the option \`apiKeys\` or the environment variable ${environment.join(' or ')}`];
  return { keys: [NO_KEY], problems };
}
