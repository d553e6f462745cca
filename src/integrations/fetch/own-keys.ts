import type { Engine } from '../../client/engine.js';
import type { ProviderHandle } from '../../client/provider/provider-handle.js';
import { resolveApiKeys, type ApiKey, type ApiKeyInput } from '../../core/keys.js';

/** So many lists of keys are remembered at the same time: a server whose users bring a key each has no end of them. */
export const MOST_KEY_LISTS = 1_000;

interface Known {
  readonly id: string;
  readonly handle: ProviderHandle;
}

const ofEngines = new WeakMap<Engine, OwnKeys>();

/** The keys of all fetches over one client: one that two of them use is one, and two that they use are two. */
export function ownKeysOf(engine: Engine): OwnKeys {
  let own = ofEngines.get(engine);
  if (own === undefined) {
    own = new OwnKeys(engine);
    ofEngines.set(engine, own);
  }
  return own;
}

/** What was made for keys that no client knows: of more than a thousand, those are forgotten that nobody used for the longest. */
export class OwnKeys {
  readonly #engine: Engine;
  /** The one used last comes last. */
  readonly #known = new Map<string, Known>();
  #last: Known | undefined;
  #ids = 0;
  /** By provider: how many keys have got a number. */
  readonly #numbered = new Map<string, number>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What was made for these keys. */
  find(name: string): ProviderHandle | undefined {
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    if (known !== this.#last) this.#use(name, known);
    return known.handle;
  }

  add(name: string, handle: ProviderHandle): void {
    if (this.#known.size >= MOST_KEY_LISTS) this.#makeRoom();
    this.#ids += 1;
    const id = `fetch:${this.#ids}`;
    this.#use(name, { id, handle });
    this.#engine.addHandle(handle, id);
  }

  /** Keys without a name are counted on: the same number for two of them would give them the same limits. */
  resolve(provider: string, inputs: readonly ApiKeyInput[]): readonly ApiKey[] {
    const before = this.#numbered.get(provider) ?? this.#engine.handles.get(provider)?.ring.keys.length ?? 0;
    this.#numbered.set(provider, before + inputs.length);
    return resolveApiKeys(inputs, before);
  }

  #use(name: string, known: Known): void {
    this.#known.delete(name);
    this.#known.set(name, known);
    this.#last = known;
  }

  /** Not one whose calls have not ended: what waits would wait for nothing. */
  #makeRoom(): void {
    const rings = new Set(Array.from(this.#engine.liveCalls(), ({ destination }) => destination.handle.ring));
    for (const [name, { id, handle }] of this.#known) {
      if (this.#known.size < MOST_KEY_LISTS) return;
      if (rings.has(handle.ring)) continue;
      this.#known.delete(name);
      this.#engine.handles.delete(id);
      for (const key of handle.ring.keys) this.#engine.board.forgetKey(key);
    }
  }
}
