import { isLlmError, type Clock } from 'llm-resilience';
import type { BookClient } from '../book-client.js';
import type { Display } from '../display/display.js';
import { MODELS } from './world.js';

/** How long the demo looks at the countdown before it cancels the wait, in ms of its clock. */
const PATIENCE_MS = 300_000;

/** A small call whose wait is cancelled: by the key c, or else by the demo itself. */
export async function cancelledBlurb(options: {
  readonly client: BookClient;
  readonly clock: Clock;
  readonly display: Display;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { client, clock, display, signal } = options;
  display.line(
    `--- One more call, for the back cover, to ${MODELS.blurb}: its limit asks for a long wait. Nobody needs it that badly (key c, or wait a moment).`,
  );
  const settled = new AbortController();
  const onWait = (): void => void cancelLater();
  client.once('wait-start', onWait);
  try {
    await client.chat({
      model: `openai/${MODELS.blurb}`,
      messages: [{ role: 'user', content: 'Write one sentence for the back cover of a story about two lighthouses.' }],
      signal,
    });
    display.line('It was answered after all.');
  } catch (error) {
    if (!isLlmError(error) || error.kind !== 'cancelled') throw error;
    display.line(`The call ended at once, as an error of kind "${error.kind}": no text is not a text.`);
  } finally {
    settled.abort();
    client.off('wait-start', onWait);
  }

  async function cancelLater(): Promise<void> {
    try {
      await clock.sleep(PATIENCE_MS, { signal: settled.signal });
    } catch {
      return; // Somebody was quicker.
    }
    for (const wait of client.waits()) wait.cancel('nobody needs it that badly');
  }
}
