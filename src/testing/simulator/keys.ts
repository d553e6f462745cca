import type { SimulatedProvider } from './simulated-provider.js';

/**
 * What a key is worth. `invalid`: unknown to the provider; `suspended`: known and blocked; `no-credit`: valid, but
 * nothing is left to pay with.
 */
export const KEY_STATES = ['active', 'invalid', 'suspended', 'no-credit'] as const;

/** What a key is worth, one of {@link KEY_STATES}. */
export type SimulatedKeyState = (typeof KEY_STATES)[number];

/** A key that the simulator knows. */
export interface SimulatedKey {
  /** The provider that accepts it. @default every provider */
  readonly provider?: SimulatedProvider;
  /** The secret. */
  readonly key: string;
  /** How the request log calls it. @default `key-1`, `key-2` … by its place in the list */
  readonly label?: string;
  /** Quotas per project are shared by the keys of one. @default its own */
  readonly project?: string;
  /** Quotas per account and credit are shared by the keys of one. @default its project, if that is given, else its own */
  readonly account?: string;
  /** @default 'active' */
  readonly state?: SimulatedKeyState;
}

/** A key as a request showed it. @internal */
export interface KnownKey {
  readonly secret: string | undefined;
  readonly keyId: string | undefined;
  readonly project: string;
  readonly account: string;
  readonly state: SimulatedKeyState | 'missing';
}

/** Knows the keys, the listed ones and those that just turn up. @internal */
export class KeyBook {
  readonly #listed: readonly { readonly provider: SimulatedProvider | undefined; readonly known: KnownKey }[];
  readonly #states = new Map<string, SimulatedKeyState>();
  readonly #labels = new Map<string, string>();

  constructor(keys: readonly SimulatedKey[]) {
    this.#listed = keys.map((given, index) => {
      const keyId = given.label ?? `key-${index + 1}`;
      // '#' keeps a project that nobody named apart from every name a user gives.
      const project = given.project ?? `#${index + 1}`;
      const account = given.account ?? project;
      return {
        provider: given.provider,
        known: { secret: given.key, keyId, project, account, state: given.state ?? 'active' },
      };
    });
  }

  /** What the key of a request is worth at this provider. */
  identify(provider: SimulatedProvider, secret: string | undefined): KnownKey {
    const listed = this.#listed.filter((entry) => entry.provider === undefined || entry.provider === provider);
    if (secret === undefined) return { ...NOBODY, state: listed.length === 0 ? 'active' : 'missing' };
    const known = listed.find((entry) => entry.known.secret === secret)?.known;
    if (known === undefined) {
      const keyId = this.#labelOf(secret);
      const state = this.#states.get(keyId) ?? (listed.length === 0 ? 'active' : 'invalid');
      return { secret, keyId, project: `#${keyId}`, account: `#${keyId}`, state };
    }
    return { ...known, state: this.#states.get(known.keyId ?? '') ?? known.state };
  }

  /** The label of a listed key, or of one that turned up. */
  setState(keyId: string, state: SimulatedKeyState): void {
    const labels = [...this.#listed.map((entry) => entry.known.keyId), ...this.#labels.values()];
    if (!labels.includes(keyId)) {
      throw new TypeError(
        `Expected a key's label, one of ${labels.map((label) => `\`${label}\``).join(', ')}, got \`${keyId}\`.`,
      );
    }
    this.#states.set(keyId, state);
  }

  #labelOf(secret: string): string {
    // A listed key that is shown to a provider it isn't for keeps its label.
    const listed = this.#listed.find((entry) => entry.known.secret === secret)?.known.keyId;
    if (listed !== undefined) return listed;
    const label = this.#labels.get(secret) ?? `key-${this.#listed.length + this.#labels.size + 1}`;
    this.#labels.set(secret, label);
    return label;
  }
}

const NOBODY = { secret: undefined, keyId: undefined, project: '(no key)', account: '(no key)' } as const;
