import { didYouMean, nearest } from '../../core/nearest.js';
import type { Provider } from '../../core/provider.js';
import type { Destination, Destinations } from '../operations/operation.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/**
 * Where `prefix/name` goes. The prefix is all before the first `/`; the name may have more of them.
 * @throws TypeError naming what is configured, and the nearest match
 */
export function findDestination(model: string, handles: ReadonlyMap<string, ProviderHandle>): Destination {
  const slash = model.indexOf('/');
  const prefix = model.slice(0, slash);
  const handle = handles.get(prefix);
  if (handle !== undefined) return { handle, model: model.slice(slash + 1) };
  // Those of a `fetch` have names that no model can begin with.
  const names = [...handles].flatMap(([id, { name }]) => (id === name ? [id] : []));
  const near = nearest(prefix, names);
  const hint = near === undefined ? '' : ` Did you mean \`${near}/${model.slice(slash + 1)}\`?`;
  throw new TypeError(
    `No provider is called \`${prefix}\` (of model \`${model}\`); configured are: ${names.join(', ')}.${hint}`,
  );
}

const NONE: readonly string[] = [];

/**
 * Where a request goes: its model first, then its fallbacks.
 * @throws TypeError for a provider that is not there
 */
export function findDestinations(
  { model, fallbacks = NONE }: { readonly model: string; readonly fallbacks?: readonly string[] | undefined },
  handles: ReadonlyMap<string, ProviderHandle>,
): Destinations {
  const first = findDestination(model, handles);
  return fallbacks.length === 0 ? [first] : [first, ...fallbacks.map((fallback) => findDestination(fallback, handles))];
}

/**
 * The provider of a name.
 * @throws TypeError naming those that are there, and the nearest
 */
export function findProvider(name: string, providers: ReadonlyMap<string, Provider>): Provider {
  const provider = providers.get(name);
  if (provider !== undefined) return provider;
  const names = [...providers.keys()];
  throw new TypeError(
    `No provider is called \`${String(name)}\`; configured are: ${names.join(', ')}${didYouMean(name, names)}`,
  );
}
