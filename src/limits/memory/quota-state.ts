import type { Classification, ResetSource } from '../../core/classification.js';
import { isErrorKind, type ErrorKind } from '../../core/error-kinds.js';
import type { Scope } from '../../core/kind-spec.js';
import type { ApiKey } from '../../core/keys.js';
import type { WaitStage } from '../../core/wait.js';
import { durableKey, type DurableKey } from './durable-key.js';
import type { Target } from '../target.js';
import type { WindowHistory } from '../reset-clock/window-history.js';

/** Where a request went, by names that outlive the process. */
export interface SavedTarget extends DurableKey {
  readonly provider: string;
  /** Without its prefix. */
  readonly model: string;
}

/** What belongs to a scope. */
export interface SavedPlace {
  /** The same in every process that names its keys alike. */
  readonly id: string;
  readonly scope: Scope;
  readonly target: SavedTarget;
}

/** A closed gate: its stage, and until when. Times are epoch ms. */
export interface SavedGate extends SavedPlace {
  readonly closedAt: number;
  readonly until: number;
  readonly stage: WaitStage;
  readonly resetSource: ResetSource;
  readonly tickMs: number | false;
  readonly waitedFor: boolean;
  readonly classification: Classification;
  /** How often each kind was refused since the last success. */
  readonly refusals: Partial<Record<ErrorKind, number>>;
  /** Of what several programs say of one gate, the highest is the newest. */
  readonly revision: number;
  /** The program that finds out just now, for all that share the store. */
  readonly asking: ProbeLease | undefined;
}

/** One program finds out for all, until it has, or until this runs out. */
export interface ProbeLease {
  /** The program, by a name drawn by chance. */
  readonly by: string;
  /** Epoch ms. */
  readonly until: number;
}

/** A gate that opened, or a hint that was forgotten: it outlives what programs that didn't hear of it still say. */
export interface SavedOpening {
  /** Of the {@link SavedPlace}. */
  readonly id: string;
  readonly revision: number;
}

/** What was learnt of one limit. */
export interface SavedLimit extends SavedPlace {
  readonly kind: ErrorKind;
  readonly window: NonNullable<Classification['quota']>['window'];
  readonly history: WindowHistory;
}

/** A scope that was limited: its keys come last when one is chosen. */
export interface SavedCooling extends SavedPlace {
  readonly limitedAt: number;
}

/** A refusal that sends calls elsewhere, such as that of a model that is not there. */
export interface SavedHint extends SavedPlace {
  readonly closedAt: number;
  readonly until: number;
  readonly classification: Classification;
  readonly revision: number;
}

/** All that is known of limits, as plain data that survives JSON: no key, no prompt, no answer is in it. */
export interface QuotaState {
  readonly version: 1;
  /** Epoch ms. */
  readonly savedAt: number;
  readonly gates: readonly SavedGate[];
  readonly limits: readonly SavedLimit[];
  readonly coolings: readonly SavedCooling[];
  readonly hints: readonly SavedHint[];
  readonly opened: readonly SavedOpening[];
}

/** Nothing is known yet. */
export const NO_STATE: QuotaState = {
  version: 1,
  savedAt: 0,
  gates: [],
  limits: [],
  coolings: [],
  hints: [],
  opened: [],
};

/** A place by names that outlive the process. */
export function savePlace(of: { readonly id: string; readonly scope: Scope; readonly target: Target }): SavedPlace {
  const { provider, model, key } = of.target;
  const target: SavedTarget = { provider, model, ...durableKey(key) };
  return { id: savedId(of.id, of.scope, target), scope: of.scope, target };
}

/** The target that a saved one means today; `undefined` where its key is gone. */
export function findTarget(saved: SavedPlace, keys: readonly ApiKey[]): Target | undefined {
  const { provider, model } = saved.target;
  const key = keys.find((candidate) => isMeant(durableKey(candidate), saved));
  return key === undefined ? undefined : { provider, model, key };
}

function isMeant(key: DurableKey, { scope, target }: SavedPlace): boolean {
  switch (scope) {
    case 'key':
      return key.keyId === target.keyId;
    case 'project+model':
    case 'project':
      return key.account === target.account && key.project === target.project;
    case 'account':
      return key.account === target.account;
    case 'model':
    case 'provider':
    case 'request':
      return true;
    default:
      return scope satisfies never;
  }
}

/** Gates of one scope differ by their family, which stands first in their id. */
function savedId(id: string, scope: Scope, { provider, model, keyId, project, account }: SavedTarget): string {
  const family = id.slice(0, id.indexOf(','));
  const parts = {
    request: [],
    model: [model],
    key: [keyId ?? ''],
    'project+model': [account, project, model],
    project: [account, project],
    account: [account],
    provider: [],
  } satisfies Record<Scope, readonly string[]>;
  return `${family},${JSON.stringify([provider, scope, ...parts[scope]]).slice(1)}`;
}

/** Whether a saved classification is of a kind that this version knows. */
export function isKnown({ classification }: { readonly classification: Classification }): boolean {
  return isErrorKind(classification.kind);
}
