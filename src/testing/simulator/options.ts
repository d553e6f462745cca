import type { Clock } from '../../core/clock.js';
import type { Random } from '../../core/random.js';
import type { SimulatedFault } from './fault.js';
import type { SimulatedKey } from './keys.js';
import type { SimulatedModel } from './models.js';
import type { SimulatedOverload } from './overload.js';
import type { SimulatedQuota } from './quota.js';
import type { SimulatedPrompt, SimulatedReply } from './request-record.js';

/** Options of `startProviderSimulator`; all may be left out. */
export interface ProviderSimulatorOptions {
  /** The time that quotas, waits and the request log go by. @default the time of this machine */
  readonly clock?: Clock;
  /** Chance: random faults, identifiers in answers. @default the chance of this machine */
  readonly random?: Random;
  /** The port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
  /**
   * The keys that are accepted. A provider for which none is listed accepts every key, and none at all; each key is
   * then a project and an account of its own.
   */
  readonly keys?: readonly SimulatedKey[];
  /** The models that exist. A provider for which none is listed has every model, each without a limit of context. */
  readonly models?: readonly SimulatedModel[];
  /** Limits; a request is refused where any of them is used up. */
  readonly quotas?: readonly SimulatedQuota[];
  /** What goes wrong; the first that is due wins. */
  readonly faults?: readonly SimulatedFault[];
  /** When there is no capacity. */
  readonly overload?: SimulatedOverload;
  /**
   * What the model says: a text, or `{ text?, toolCalls?, reasoning? }`.
   * @default `simulatedAnswer` of the last user message; as JSON, or as what a schema asks for, where that is asked for;
   * a call of the tool that must be called; a thought where the request asks for thinking
   */
  readonly answer?: (prompt: SimulatedPrompt) => string | SimulatedReply | Promise<string | SimulatedReply>;
  /** From the arrival of a request to the headers of its answer, on the clock. Refusals are immediate. @default 0 */
  readonly latencyMs?: number | ((prompt: SimulatedPrompt) => number);
  /** Between two pieces of a streamed answer, on the clock; answers that are not streamed take as long in one. @default 0 */
  readonly chunkDelayMs?: number;
  /** Characters in a piece of a streamed answer. @default 40 */
  readonly chunkSize?: number;
  /** `'ignore'`: as an old Ollama, which cuts long prompts in silence even with `truncate: false`. @default 'obey' */
  readonly ollamaTruncate?: 'obey' | 'ignore';
}
