import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects what nobody holds, until that was noticed, or for fifty turns in vain. */
export async function collectGarbageUntil(isNoticed: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 50 && !isNoticed(); turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
