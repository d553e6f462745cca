import { formatDuration } from '../../core/duration.js';
import type { Wait } from '../../core/wait.js';
import { kindLabel } from '../../core/kind-label.js';
import { shownDate } from '../../core/shown-date.js';

const DAY_MS = 86_400_000;

/** One sentence for a person: what is waited for, where it stands, and when it goes on. Times are local. */
export function summarizeWait(
  wait: Pick<Wait, 'kind' | 'provider' | 'model' | 'stage' | 'until' | 'remainingMs'> & { readonly now: number },
): string {
  const { stage, remainingMs } = wait;
  const position =
    stage.of === undefined ? `retry ${stage.index}` : `stage ${stage.index} of ${Math.max(stage.index, stage.of)}`;
  const subject = `${kindLabel(wait.kind)} of ${wait.provider}/${wait.model}`;
  return `${subject}; ${position}, next try at ${localTime(wait.until, wait.now)} (in ${formatDuration(remainingMs)})`;
}

/** Hours and minutes; with seconds for what comes within two minutes, with the date for what is a day away. */
function localTime(at: number, now: number): string {
  const date = shownDate(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (at - now < 120_000) return `${time}:${two(date.getSeconds())}`;
  if (at - now < DAY_MS) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
