import type { Provider } from '../../core/provider.js';

/** The provider of a destination that was looked up when its request was checked. */
export function providerOf(providers: ReadonlyMap<string, Provider>, name: string): Provider {
  const provider = providers.get(name);
  if (provider === undefined) throw new TypeError(`There is no provider \`${name}\`.`);
  return provider;
}
