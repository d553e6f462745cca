import { knowledgeFor } from '../../client/classify-error.js';
import type { Engine } from '../../client/engine.js';
import { taskHandle, type ProviderHandle } from '../../client/provider/provider-handle.js';
import { NO_KEY, resolveApiKeys, type ApiKeyInput } from '../../core/keys.js';
import type { Recognised } from './recognise.js';
import { isPassingToken } from './request-key.js';

/** Whose limits and keys hold for a request: those that were given for its provider, else those of the key it brings. */
export class Handles {
  readonly #engine: Engine;
  readonly #keys: Readonly<Record<string, readonly ApiKeyInput[]>>;
  readonly #byKey = new Map<string, ProviderHandle>();

  constructor(engine: Engine, keys: Readonly<Record<string, readonly ApiKeyInput[]>>) {
    this.#engine = engine;
    this.#keys = keys;
  }

  /** @param ownKey the key that the request brings */
  find(recognised: Recognised, ownKey: string | undefined): ProviderHandle {
    const { provider, isGuess } = recognised;
    const given = this.#keys[provider];
    if (given !== undefined) {
      return this.#keep(`fetch:${provider}`, () => this.#create(recognised, resolveApiKeys(given)));
    }
    // A client that has this provider has keys for it, too; not for any server that happens to run on this machine.
    const known = isGuess ? undefined : this.#engine.handles.get(provider);
    if (known?.ring.keys.some(({ secret }) => secret !== undefined) === true) return known;
    const identity = ownKey === undefined ? '' : isPassingToken(ownKey) ? 'token' : ownKey;
    const mapKey = `${provider}\n${identity}`;
    const found = this.#byKey.get(mapKey);
    if (found !== undefined) return found;
    const count = this.#byKey.size + 1;
    const keys =
      identity === '' || identity === 'token'
        ? [NO_KEY]
        : resolveApiKeys([{ key: identity, label: `key-${count}`, project: `#${count}` }]);
    const handle = this.#keep(`fetch:${provider}:${count}`, () => this.#create(recognised, keys));
    this.#byKey.set(mapKey, handle);
    return handle;
  }

  #create({ provider, api }: Recognised, keys: ProviderHandle['ring']['keys']): ProviderHandle {
    const knowledge = knowledgeFor(provider, api.name);
    return {
      ...taskHandle({ name: provider, knowledge, keys, context: this.#engine.handleContext() }),
      defaultTimeouts: api.timeouts ?? {},
    };
  }

  #keep(id: string, create: () => ProviderHandle): ProviderHandle {
    const known = this.#engine.handles.get(id);
    if (known !== undefined) return known;
    const handle = create();
    this.#engine.addHandle(handle, id);
    return handle;
  }
}
