import type { Classification } from '../../core/classification.js';
import type { ErrorKind } from '../../core/error-kinds.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import { covers } from '../../limits/target.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** A limit that a key is under. */
export interface KeyLimit {
  readonly kind: ErrorKind;
  /** The model it was met with, without its prefix. */
  readonly model: string;
  /** When it is tried again, in epoch ms. */
  readonly until: number;
}

/** A key, as `keys()` lists it; never the secret itself. */
export interface KeyStatus {
  readonly provider: string;
  /** Its label, else `key-1` …; `undefined` where the provider is asked without a key. */
  readonly keyId: string | undefined;
  readonly project: string;
  readonly account: string;
  /** `limited`: under a limit for at least one model. `disabled`: out of the ring for good. */
  readonly state: 'open' | 'limited' | 'disabled';
  readonly limits: readonly KeyLimit[];
  /** Why it is out of the ring. */
  readonly disabledBy?: Classification;
}

/** All keys of all providers. */
export function describeKeys(handles: Iterable<ProviderHandle>, board: GateBoard): readonly KeyStatus[] {
  const statuses: KeyStatus[] = [];
  for (const { name, ring } of handles) {
    for (const key of ring.keys) {
      const { keyId, project, account } = key;
      const limits = board.gates().flatMap((gate): readonly KeyLimit[] => {
        const { target } = gate.closing;
        const isUnder =
          gate.isClosed && gate.family === 'limit' && covers(gate.scope, target, { ...target, provider: name, key });
        return isUnder ? [{ kind: gate.classification.kind, model: target.model, until: gate.until }] : [];
      });
      const disabledBy = ring.disabledBy(key);
      const state = disabledBy !== undefined ? 'disabled' : limits.length > 0 ? 'limited' : 'open';
      const reason = disabledBy === undefined ? {} : { disabledBy };
      statuses.push({ provider: name, keyId, project, account, state, limits, ...reason });
    }
  }
  return statuses;
}
