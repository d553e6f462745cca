import { nearest } from '../core/nearest.js';
import type { Destination } from './operation.js';
import type { ProviderHandle } from './provider-handle.js';

/**
 * Where `prefix/name` goes. The prefix is all before the first `/`; the name may have more of them.
 * @throws TypeError naming what is configured, and the nearest match
 */
export function findDestination(model: string, handles: ReadonlyMap<string, ProviderHandle>): Destination {
  const slash = model.indexOf('/');
  const prefix = model.slice(0, slash);
  const handle = handles.get(prefix);
  if (handle !== undefined) return { handle, model: model.slice(slash + 1) };
  const names = [...handles.keys()];
  const near = nearest(prefix, names);
  const hint = near === undefined ? '' : ` Did you mean \`${near}/${model.slice(slash + 1)}\`?`;
  throw new TypeError(
    `No provider is called \`${prefix}\` (of model \`${model}\`); configured are: ${names.join(', ')}.${hint}`,
  );
}
