import type { SimulatedFault } from './fault.js';
import type { SimulatedKeyState } from './keys.js';
import type { SimulatedModelChange } from './models.js';
import type { SimulatedProvider } from './simulated-provider.js';
import type { SimulatedRequest } from './request-record.js';

/** A running simulator of Ollama, OpenAI and Gemini. */
export interface ProviderSimulator {
  /** What each SDK takes as its address: the root for Ollama and Gemini, with `/v1` for OpenAI. */
  readonly baseURL: Readonly<Record<SimulatedProvider, string>>;
  readonly port: number;
  /** Every request received, in the order of arrival; entries are filled in as the exchanges go on. */
  readonly requests: readonly SimulatedRequest[];
  /** How many sockets are open. */
  readonly connections: number;
  /** How many requests are under way. */
  readonly inFlight: number;
  /** How often a stampede brought an overloaded service down again (`overload.relapse`). */
  readonly relapses: number;
  /** Adds a fault; its requests count from now on. @returns takes it away again. @throws TypeError as the start does. */
  addFault(fault: SimulatedFault): () => void;
  /** Changes a key from the next request on, by its label. @throws TypeError where no key has this label. */
  setKeyState(keyId: string, state: SimulatedKeyState): void;
  /** Changes a model, or adds one, from the next request on: `setModel('ollama', 'llama3', { state: 'retired' })`. */
  setModel(provider: SimulatedProvider, name: string, change: SimulatedModelChange): void;
  /** Ends all sockets at once and frees the port. Safe to call twice. */
  close(): Promise<void>;
  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
