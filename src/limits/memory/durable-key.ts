import { createHash } from 'node:crypto';
import type { ApiKey } from '../../core/keys.js';

/** A key by names that still mean it after a restart, whatever the order of the keys is then. No secret is in them. */
export interface DurableKey {
  readonly keyId: string | undefined;
  readonly project: string;
  readonly account: string;
}

/** How the defaults of `resolveApiKeys` look: they count positions. */
const COUNTED_ID = /^key-\d+$/;
const COUNTED_PROJECT = /^#\d+$/;

/** What a person named keeps its name; what is but counted is named by a hash of the key, from which none can get it. */
export function durableKey({ secret, keyId, project, account }: ApiKey): DurableKey {
  let mark: string | undefined;
  const named = (name: string, counted: RegExp): string => {
    if (secret === undefined || !counted.test(name)) return name;
    mark ??= `#${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
    return mark;
  };
  return {
    keyId: keyId === undefined ? undefined : named(keyId, COUNTED_ID),
    project: named(project, COUNTED_PROJECT),
    account: named(account, COUNTED_PROJECT),
  };
}
