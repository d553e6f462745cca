/** A key as the user gives it. A plain string is its own project and its own account. */
export type ApiKeyInput =
  | string
  | {
      readonly key: string;
      /** Keys of one project share their limits. @default its own */
      readonly project?: string;
      /** Keys of one account share credits and billing limits. @default its project, if that is given, else its own */
      readonly account?: string;
      /** How events, errors and logs call it. @default `key-1`, `key-2` … */
      readonly label?: string;
    };

/** A key with all that is left to its defaults filled in. */
export interface ApiKey {
  /** The secret itself; never printed. `undefined`: the provider is asked without a key. */
  readonly secret: string | undefined;
  /** How events, errors and logs call it; `undefined` where there is no key. */
  readonly keyId: string | undefined;
  readonly project: string;
  readonly account: string;
}

/** A key whose secret no printing shows: neither `console.log` nor `JSON.stringify` sees what a getter reads. */
class HeldKey implements ApiKey {
  readonly #secret: string;
  readonly keyId: string;
  readonly project: string;
  readonly account: string;

  constructor(secret: string, names: Omit<ApiKey, 'secret' | 'keyId'> & { readonly keyId: string }) {
    this.#secret = secret;
    this.keyId = names.keyId;
    this.project = names.project;
    this.account = names.account;
  }

  get secret(): string {
    return this.#secret;
  }
}

/** The one "key" of a provider that is asked without any. */
export const NO_KEY: ApiKey = { secret: undefined, keyId: undefined, project: '(no key)', account: '(no key)' };

/** Fills in the defaults of keys, numbered on from those `before` them. The input must be checked already. */
export function resolveApiKeys(inputs: readonly ApiKeyInput[], before = 0): readonly ApiKey[] {
  return inputs.map((input, index) => {
    const given = typeof input === 'string' ? { key: input } : input;
    const number = before + index + 1;
    const keyId = given.label ?? `key-${number}`;
    // A key without a project is a project of its own: '#' keeps it apart from every name a user gives.
    const project = given.project ?? `#${number}`;
    return new HeldKey(given.key, { keyId, project, account: given.account ?? project });
  });
}
