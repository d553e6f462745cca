import type { Clock } from '../../core/clock.js';
import { systemClock } from '../../core/clock.js';
import { systemRandom, type Random } from '../../core/random.js';
import { defaultAnswer } from './create-answer.js';
import { FaultDeck } from './fault.js';
import { geminiFormat } from './gemini/format.js';
import { KeyBook } from './keys.js';
import { ModelBook } from './models.js';
import { ollamaFormat } from './ollama/format.js';
import { openaiFormat } from './openai/format.js';
import type { ProviderSimulatorOptions } from './options.js';
import { OverloadWatch } from './overload.js';
import { QuotaLedger } from './quota-ledger.js';
import type { SimulatedPrompt, SimulatedReply } from './request-record.js';
import type { WireFormat } from './wire-format.js';

/** The state of a simulator, its options resolved. @internal */
export interface Simulation {
  readonly clock: Clock;
  readonly random: Random;
  readonly formats: readonly WireFormat[];
  readonly keys: KeyBook;
  readonly models: ModelBook;
  readonly quotas: QuotaLedger;
  readonly faults: FaultDeck;
  readonly overload: OverloadWatch;
  readonly answer: (prompt: SimulatedPrompt) => string | SimulatedReply | Promise<string | SimulatedReply>;
  readonly latencyMs: (prompt: SimulatedPrompt) => number;
  readonly chunkDelayMs: number;
  readonly chunkSize: number;
}

/** @internal */
export function createSimulation(options: ProviderSimulatorOptions): Simulation {
  const { clock = systemClock, random = systemRandom, latencyMs = 0 } = options;
  return {
    clock,
    random,
    // Gemini before OpenAI: both have paths under /v1, and Gemini's have their action in them.
    formats: [ollamaFormat({ truncate: options.ollamaTruncate ?? 'obey' }), geminiFormat, openaiFormat],
    keys: new KeyBook(options.keys ?? []),
    models: new ModelBook(options.models ?? []),
    quotas: new QuotaLedger(options.quotas ?? [], clock.now()),
    faults: new FaultDeck(options.faults ?? [], random),
    overload: new OverloadWatch(options.overload ?? {}, clock.elapsed()),
    answer: options.answer ?? defaultAnswer,
    latencyMs: typeof latencyMs === 'number' ? () => latencyMs : latencyMs,
    chunkDelayMs: options.chunkDelayMs ?? 0,
    chunkSize: options.chunkSize ?? 40,
  };
}
