import { knowledgeFor } from '../../client/classify-error.js';
import type { Engine } from '../../client/engine.js';
import { taskHandle, type ProviderHandle } from '../../client/provider/provider-handle.js';
import { NO_KEY, type ApiKeyInput } from '../../core/keys.js';
import type { ProviderPricing } from '../../core/usage-recorder.js';
import { allWires } from '../../providers/wires.js';
import { ownKeysOf, type OwnKeys } from './own-keys.js';
import type { Recognised } from './recognise.js';
import { isPassingToken } from './request-key.js';

/** In place of a key: none has a blank in it. */
const PASSING_TOKEN = 'a passing token';

/** Whose limits and keys hold for a request: those that were given for its provider, else those of the key it brings. */
export class Handles {
  readonly #engine: Engine;
  readonly #own: OwnKeys;
  /** By provider. */
  readonly #given: ReadonlyMap<string, { readonly name: string; readonly keys: readonly ApiKeyInput[] }>;
  readonly #pricings = new Map<string, ProviderPricing | undefined>();

  constructor(engine: Engine, keys: Readonly<Record<string, readonly ApiKeyInput[]>>) {
    this.#engine = engine;
    this.#own = ownKeysOf(engine);
    this.#given = new Map(
      Object.entries(keys).map(([provider, list]) => [
        provider,
        { name: `${provider}\n${JSON.stringify(list)}`, keys: list },
      ]),
    );
  }

  /**
   * @param ownKey the key that the request brings
   * @param url where it goes: the same name may stand for a server of one's own and for one that is paid
   */
  find(recognised: Recognised, ownKey: string | undefined, url: URL): ProviderHandle {
    const handle = this.#find(recognised, ownKey);
    if (handle.pricing !== undefined) return handle;
    const pricing = this.#pricingOf(recognised.provider, url.origin);
    return pricing === undefined ? handle : { ...handle, pricing };
  }

  #pricingOf(provider: string, origin: string): ProviderPricing | undefined {
    const key = `${provider} ${origin}`;
    if (!this.#pricings.has(key)) {
      this.#pricings.set(key, allWires.find(({ name }) => name === provider)?.pricing?.(origin));
    }
    return this.#pricings.get(key);
  }

  #find(recognised: Recognised, ownKey: string | undefined): ProviderHandle {
    const { provider, isGuess } = recognised;
    const given = this.#given.get(provider);
    if (given !== undefined) return this.#own.find(given.name) ?? this.#add(recognised, given.name, given.keys);
    // A client that has this provider has keys for it, too; not for any server that happens to run on this machine.
    const known = isGuess ? undefined : this.#engine.handles.get(provider);
    if (known?.ring.keys.some(({ secret }) => secret !== undefined) === true) return known;
    const isToken = ownKey !== undefined && isPassingToken(ownKey);
    const name = `${provider}\n${isToken ? PASSING_TOKEN : (ownKey ?? '')}`;
    return this.#own.find(name) ?? this.#add(recognised, name, isToken || ownKey === undefined ? [] : [ownKey]);
  }

  /** Without any key the request goes with what it brings. */
  #add(recognised: Recognised, name: string, inputs: readonly ApiKeyInput[]): ProviderHandle {
    const { provider, api } = recognised;
    const keys = inputs.length === 0 ? [NO_KEY] : this.#own.resolve(provider, inputs);
    const context = this.#engine.handleContext();
    const handle = {
      ...taskHandle({ name: provider, knowledge: knowledgeFor(provider, api.name), keys, context }),
      defaultTimeouts: api.timeouts ?? {},
    };
    this.#own.add(name, handle);
    return handle;
  }
}
