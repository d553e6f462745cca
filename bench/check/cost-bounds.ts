import { readFileSync } from 'node:fs';
import type { CallCost } from '../cost/call-cost.js';
import type { ParkedCost } from '../cost/parked-cost.js';

/** The most that calls may cost, in what is the same on every machine: bytes and timers. */
export interface CostBounds {
  /** Allocated for a successful call over what it is put around, by the id of the call. */
  readonly bytesOver: Readonly<Record<string, number>>;
  readonly parked: { readonly bytes: number; readonly timers: number };
}

/** Those that are kept in the repository. */
export function readCostBounds(): CostBounds {
  return JSON.parse(readFileSync(new URL('../cost-bounds.json', import.meta.url), 'utf8')) as CostBounds;
}

/** What costs more than it may, in words. */
export function dearer(
  { calls, parked }: { readonly calls: readonly CallCost[]; readonly parked: ParkedCost },
  bounds: CostBounds,
): readonly string[] {
  const measured = Object.entries(bounds.bytesOver).map(([id, most]) => {
    const call = calls.find((cost) => cost.id === id);
    const under = calls.find((cost) => cost.id === call?.over);
    return [`bytes of ${id}`, (call?.bytes ?? Number.NaN) - (under?.bytes ?? Number.NaN), most] as const;
  });
  return [
    ...measured,
    ['bytes of a waiting call', parked.bytes, bounds.parked.bytes] as const,
    ['timers of 10,000 waiting calls', parked.timers, bounds.parked.timers] as const,
  ]
    .filter(([, found, most]) => !(found <= most))
    .map(([name, found, most]) => `${name}: ${Math.round(found)}, and must not be more than ${most}`);
}
