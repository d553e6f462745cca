import type { EventSource } from 'llm-resilience';
import type { Display } from '../display/display.js';
import type { JobEvent } from '../job-events.js';
import { MODELS } from './world.js';

/** Says what is to be seen, each thing once. */
export class Narrator {
  readonly #told = new Set<string>();
  #display: Display | undefined;

  constructor(client: EventSource) {
    client.on('attempt-failure', (event) => {
      if (event.kind === 'overloaded' || event.kind === 'server-error') {
        this.#tell('A server that is busy (503): asked again after a moment, and only by one request.');
      }
      if (event.kind === 'invalid-response' || event.kind === 'network') {
        this.#tell('An answer that broke off in the middle: never taken for a whole one, asked again.');
      }
      if (event.kind === 'model-not-found') {
        this.#tell('The model is gone. Waiting would not bring it back: the book goes on with the fallback.');
      }
    });
    client.on('wait-start', (event) => {
      if (event.kind !== 'hourly-limit') return;
      if (event.stage.index === 1) {
        this.#tell(
          'The hourly wall: all pieces wait at one gate, and after 60 s, 300 s, 900 s and 2400 s one request tries it.',
        );
      } else {
        this.#tell(`Still closed: stage ${event.stage.index} of the ladder.`);
      }
    });
    client.on('wait-end', (event) => {
      if (event.kind === 'hourly-limit' && event.reason === 'released')
        this.#tell('The wall is open again: everybody goes on.');
    });
    client.on('key-switch', () =>
      this.#tell('The first Gemini key is at its limit for today: the second key, of another project, takes over.'),
    );
  }

  /** Where to say it from now on. */
  showOn(display: Display): void {
    this.#display = display;
  }

  hear(event: JobEvent): void {
    if (event.type === 'job-start') {
      this.#tell(`The book begins with ${MODELS.book} of a simulated Ollama cloud, eight requests an hour.`);
    }
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#display?.line(`--- ${text}`);
  }
}
