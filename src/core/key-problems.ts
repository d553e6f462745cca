import { resolveApiKeys, type ApiKeyInput } from './keys.js';

const SHORTEST_REAL_KEY = 16;

/** What is wrong with keys of the right form, a sentence each; `name` is that of the option. A key is never in it. */
export function findKeyProblems(name: string, inputs: readonly ApiKeyInput[]): readonly string[] {
  const keys = resolveApiKeys(inputs);
  const secrets = keys.map(({ secret }) => secret);
  const labels = keys.map(({ keyId }) => keyId);
  return keys.flatMap(({ secret = '', keyId = '' }, index) => {
    const twin = secrets.indexOf(secret);
    // It would count as two projects, and its limits twice.
    if (twin < index)
      return [`Expected \`${name}[${index}]\` to be another key than \`${name}[${twin}]\`, got the same`];
    // Labels are printed everywhere. No real key is shorter; names of tests are.
    if (secret.length >= SHORTEST_REAL_KEY && keyId.includes(secret)) {
      return [`Expected \`${name}[${index}].label\` to be a name without the key in it`];
    }
    if (labels.indexOf(keyId) === index) return [];
    return [`Expected \`${name}[${index}].label\` to be another than every other key's, got \`"${keyId}"\``];
  });
}
