import type { Classification } from '../../core/classification.js';
import type { ApiKey } from '../../core/keys.js';

/** The keys of one provider, and which of them are out for good. */
export class KeyRing {
  readonly keys: readonly ApiKey[];
  /** `false` where another key changes nothing. */
  readonly rotates: boolean;
  readonly #disabled = new Map<ApiKey, Classification>();

  constructor(keys: readonly ApiKey[], options: { readonly rotates: boolean }) {
    this.keys = keys;
    this.rotates = options.rotates;
  }

  /** Those that may be used, in their order. Where keys don't rotate, the first alone. */
  usable(): readonly ApiKey[] {
    const inUse = this.rotates ? this.keys : this.keys.slice(0, 1);
    return this.#disabled.size === 0 ? inUse : inUse.filter((key) => !this.#disabled.has(key));
  }

  /**
   * Takes a key out of the ring. Asking without a key is no key to disable: a person may sign in meanwhile.
   * @returns whether it was in it
   */
  disable(key: ApiKey, classification: Classification): boolean {
    if (key.secret === undefined || this.#disabled.has(key) || !this.keys.includes(key)) return false;
    this.#disabled.set(key, classification);
    return true;
  }

  /** Why a key is out, if it is. */
  disabledBy(key: ApiKey): Classification | undefined {
    return this.#disabled.get(key);
  }

  /** The latest reason for which a key went out. */
  lastDisabling(): { readonly key: ApiKey; readonly classification: Classification } | undefined {
    const last = [...this.#disabled].at(-1);
    return last === undefined ? undefined : { key: last[0], classification: last[1] };
  }

  /** All secrets, for redaction. */
  secrets(): readonly string[] {
    return this.keys.flatMap((key) => (key.secret === undefined ? [] : [key.secret]));
  }
}
