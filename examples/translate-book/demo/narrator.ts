import type { EventSource } from 'llm-resilience';
import type { Display } from '../display/display.js';

/** Says what is to be seen, each thing once. */
export class Narrator {
  readonly #told = new Set<string>();
  readonly #display: Display;
  /** The call that tries whether the wall is open. */
  #prober: string | undefined;

  constructor(client: EventSource, display: Display) {
    this.#display = display;
    client.on('attempt-failure', ({ kind }) => {
      if (kind === 'overloaded')
        this.#tell('A server that is busy (503): asked again after a moment, and by one request only.');
      if (kind === 'invalid-response') {
        this.#tell('An answer that broke off in the middle: never taken for a whole one, asked again.');
      }
      if (kind === 'model-not-found') {
        this.#tell('The model is gone. Waiting would not bring it back: the book goes on with the fallback.');
      }
    });
    client.on('wait-start', ({ kind }) => {
      if (kind !== 'hourly-limit') return;
      this.#tell('The hourly wall: all pieces wait together. After 60 s, 300 s, 900 s and 2400 s one request tries.');
    });
    client.on('attempt-start', ({ callId, probe }) => {
      if (probe) this.#prober = callId;
    });
    client.on('attempt-success', ({ callId }) => {
      if (callId === this.#prober && this.#hasToldOf('The hourly wall')) {
        this.#tell('The wall is open again: everybody goes on.');
      }
    });
    client.on('key-switch', () => {
      this.#tell('The first Gemini key is at its limit for today: the second, of another project, takes over.');
    });
  }

  #hasToldOf(beginning: string): boolean {
    return [...this.#told].some((text) => text.startsWith(beginning));
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#display.line(`--- ${text}`);
  }
}
