import type { Classification } from '../../core/classification.js';
import type { ApiKey } from '../../core/keys.js';
import { LimitHeaders } from '../../classify/hints/limit-headers.js';
import { KeyRing } from '../../limits/keys/key-ring.js';
import { ProviderPace } from '../../limits/pacing/provider-pace.js';
import type { Engine } from '../engine.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/**
 * A handle beside that of the answers, for questions about models: with the same slots and rules, and with keys whose
 * limits are others. A list is asked for while the quota of answers is spent, and when it comes this tells nothing of
 * that quota: it must neither wait at the gates of answers nor open or close them, and no key is out for answers
 * because it may not list.
 */
export function sideHandle(
  handle: ProviderHandle,
  { engine, keys = handle.ring.keys }: { readonly engine: Engine; readonly keys?: readonly ApiKey[] },
): ProviderHandle {
  const { environment } = engine.handleContext();
  return {
    ...handle,
    ring: new SideRing(keys.map(besides), { rotates: handle.ring.rotates }),
    // Limits on answers are no limits on lists, and what a list costs is nothing to them.
    pace: new ProviderPace({
      environment,
      provider: handle.name,
      limits: undefined,
      shared: undefined,
      counted: 'input',
      day: undefined,
      newKeys: 'at once',
    }),
    headers: new LimitHeaders(),
  };
}

/** Keys leave it for one question only, which is nothing to tell. */
class SideRing extends KeyRing {
  override disable(key: ApiKey, classification: Classification): boolean {
    super.disable(key, classification);
    return false;
  }
}

function besides(key: ApiKey): ApiKey {
  return new SideKey(key);
}

/** The same secret; the secret itself stands in no field that is printed. */
class SideKey implements ApiKey {
  readonly #key: ApiKey;
  readonly keyId: string | undefined;
  readonly project: string;
  readonly account: string;

  constructor(key: ApiKey) {
    this.#key = key;
    this.keyId = key.keyId;
    this.project = `${key.project} (models)`;
    this.account = `${key.account} (models)`;
  }

  get secret(): string | undefined {
    return this.#key.secret;
  }
}
