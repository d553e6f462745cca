import type { Scope } from '../core/kind-spec.js';
import type { ApiKey } from '../core/keys.js';

/** Where a request goes. */
export interface Target {
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
  readonly key: ApiKey;
}

/**
 * What a gate guards against: a used-up quota, a lack of capacity, or a refusal that sends calls elsewhere. Each has a
 * gate of its own: a model without capacity says nothing of the quota.
 */
export type GateFamily = 'limit' | 'load' | 'hint';

/** The parts of a scope that tell one gate from another; `undefined` for a scope that no gate can have. */
export function scopeKey(scope: Scope, family: GateFamily, target: Target): string | undefined {
  const parts = scopeParts(scope, target);
  return parts === undefined ? undefined : JSON.stringify([family, target.provider, scope, ...parts]);
}

/** Whether what was found at `origin` within `scope` holds for `target` too. */
export function covers(scope: Scope, origin: Target, target: Target): boolean {
  if (origin.provider !== target.provider) return false;
  const parts = scopeParts(scope, origin);
  const others = scopeParts(scope, target);
  return parts !== undefined && others !== undefined && parts.every((part, index) => part === others[index]);
}

/** Whether a scope is one of some keys alone. */
export function isOfKeys(scope: Scope): boolean {
  return scope !== 'model' && scope !== 'provider';
}

function scopeParts(scope: Scope, { model, key }: Target): readonly string[] | undefined {
  switch (scope) {
    case 'request':
      return undefined;
    case 'model':
      return [model];
    case 'key':
      return [key.keyId ?? ''];
    case 'project+model':
      return [key.account, key.project, model];
    case 'project':
      return [key.account, key.project];
    case 'account':
      return [key.account];
    case 'provider':
      return [];
    default:
      return scope satisfies never;
  }
}
