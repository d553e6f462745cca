import type { SumsQuery, SumsRow } from '../../core/usage-store.js';
import { addSums, emptySums, type GrowingSums } from './growing-sums.js';

/** The name under which sums of a provider and model are kept. */
export function pairName({ provider, model }: { readonly provider: string; readonly model: string }): string {
  return JSON.stringify([provider, model]);
}

function readPair(name: string): { readonly provider: string; readonly model: string } {
  // A memory that is full keeps some under a name for all others.
  if (!name.startsWith('[')) return { provider: name, model: name };
  const [provider, model] = JSON.parse(name) as [string, string];
  return { provider, model };
}

/** Makes of sums by provider and model, and by day, what a query asks for. */
export function ofPairs(rows: readonly SumsRow[], { by, where = {} }: Pick<SumsQuery, 'by' | 'where'>): SumsRow[] {
  const picked = rows.flatMap(({ name = '', ...row }) => {
    const { provider, model } = readPair(name);
    if ((where.provider ?? provider) !== provider || (where.model ?? model) !== model) return [];
    return [{ ...row, name: by === 'provider' ? provider : by === 'model' ? model : undefined }];
  });
  return together(picked);
}

/** Brings sums of the same name and day together. */
export function together(rows: readonly SumsRow[]): SumsRow[] {
  const found = new Map<string, Omit<SumsRow, 'sums'> & { readonly sums: GrowingSums }>();
  for (const { sums, ...place } of rows) {
    const key = `${place.day ?? ''} ${place.name ?? ''}`;
    const known = found.get(key) ?? { ...place, sums: emptySums() };
    found.set(key, known);
    addSums(known.sums, sums);
  }
  return [...found.values()];
}
