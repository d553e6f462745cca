import { resolveApiKeys, type ApiKeyInput } from './keys.js';

/**
 * What is wrong where a list has a key twice: it would count as two projects, and its limits twice. A sentence each, which
 * tells the places, since keys are never shown; `name` is that of the option.
 */
export function findTwins(name: string, inputs: readonly ApiKeyInput[]): readonly string[] {
  const secrets = resolveApiKeys(inputs).map(({ secret }) => secret);
  return secrets.flatMap((secret, index) => {
    const twin = secrets.indexOf(secret);
    return twin < index ? [`Expected \`${name}[${index}]\` to be another key than \`${name}[${twin}]\``] : [];
  });
}
