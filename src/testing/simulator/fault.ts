import type { Random } from '../../core/random.js';
import type { SimulatedProvider } from './simulated-provider.js';

/** When a fault is played. All that is given must hold. */
export interface FaultTrigger {
  /**
   * `'answer'`: requests for text and for vectors. `'info'`: lists of models and the like, where only faults of the
   * first group strike. @default 'answer'
   */
  readonly on?: 'answer' | 'info';
  readonly provider?: SimulatedProvider;
  readonly model?: string;
  /** The label of a key. */
  readonly keyId?: string;
  /**
   * The numbers of requests, counted from 1 over those for an answer that this provider, model and key narrow down,
   * refused ones included.
   */
  readonly at?: number | readonly number[];
  /** Every n-th of them. */
  readonly every?: number;
  /** By chance: 0 never, 1 always. */
  readonly probability?: number;
  /** How often it is played at most. @default no limit */
  readonly times?: number;
}

/** Where an answer breaks: after so many of its pieces. @default half of them, at least one */
interface Midway {
  readonly afterChunks?: number;
}

/**
 * What goes wrong. Those of the first group happen before keys, models and quotas are looked at, as in a gateway, and
 * count against no quota; those of the second strike an answer that was admitted, and count.
 */
export type FaultEffect =
  /** The connection is reset before any header. */
  | { readonly type: 'reset' }
  /** No byte ever comes. */
  | { readonly type: 'hang' }
  /** An error of this status; the body is the provider's own unless given (an object is sent as JSON). */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The HTML page of a gateway. @default status 502 */
  | { readonly type: 'html'; readonly status?: number }
  /** A success without a body. */
  | { readonly type: 'empty-body' }
  /** The answer begins so much later, on the clock. */
  | { readonly type: 'slow'; readonly afterMs: number }
  /** The connection breaks inside the answer. */
  | ({ readonly type: 'reset-mid-stream' } & Midway)
  /** The answer stops and the connection stays open. */
  | ({ readonly type: 'stall' } & Midway)
  /** JSON that ends in its middle, and then a clean end. */
  | ({ readonly type: 'broken-json' } & Midway)
  /** A clean end without the end marker; an answer that is not streamed ends in the middle of its JSON. */
  | ({ readonly type: 'cut-stream' } & Midway)
  /** HTTP 200, some text, then the provider's error payload (or `body`); not streamed: the same as `error-in-200`. */
  | ({ readonly type: 'error-in-stream'; readonly body?: unknown } & Midway)
  /** HTTP 200 and the provider's error payload (or `body`) from the start. */
  | { readonly type: 'error-in-200'; readonly body?: unknown }
  /** A proper answer with no text in it. */
  | { readonly type: 'empty' }
  /** Cut at half of the text, with the finish reason that says so. */
  | { readonly type: 'length' }
  /** A line of rubbish inside an answer that is whole otherwise; not streamed: before it. */
  | ({ readonly type: 'garbage-line' } & Midway);

/** Something that goes wrong, and when: `{ type: 'reset', at: 3 }`, `{ type: 'status', status: 500, probability: 0.1 }`. */
export type SimulatedFault = FaultTrigger & FaultEffect;

/** The name of a {@link FaultEffect}. */
export type FaultType = FaultEffect['type'];

/** All types of faults. */
export const FAULT_TYPES = [
  'reset',
  'hang',
  'status',
  'html',
  'empty-body',
  'slow',
  'reset-mid-stream',
  'stall',
  'broken-json',
  'cut-stream',
  'error-in-stream',
  'error-in-200',
  'empty',
  'length',
  'garbage-line',
] as const satisfies readonly FaultType[];

interface FaultCard {
  readonly fault: SimulatedFault;
  seen: number;
  played: number;
}

/** What a fault may be narrowed down to. @internal */
export interface FaultedRequest extends Pick<FaultTrigger, 'on'> {
  readonly provider: SimulatedProvider;
  readonly model: string;
  readonly keyId: string | undefined;
}

/** A fault that is due. @internal */
export interface DueFault {
  readonly effect: FaultEffect;
  /** Counts it as played: a fault of an answer that was refused is not. */
  readonly play: () => void;
}

/** Draws the faults. @internal */
export class FaultDeck {
  readonly #cards: FaultCard[] = [];
  readonly #random: Random;

  constructor(faults: readonly SimulatedFault[], random: Random) {
    this.#random = random;
    for (const fault of faults) this.add(fault);
  }

  /** @returns takes the fault away again. */
  add(fault: SimulatedFault): () => void {
    const card = { fault, seen: 0, played: 0 };
    this.#cards.push(card);
    return () => {
      const index = this.#cards.indexOf(card);
      if (index >= 0) this.#cards.splice(index, 1);
    };
  }

  /** Counts a request for all faults it concerns, and gives the first that is due. */
  draw(request: FaultedRequest): DueFault | undefined {
    // Every card counts and every chance is drawn, so that one fault doesn't move the numbers of another.
    const due = this.#cards.filter((card) => concerns(card.fault, request)).filter((card) => this.#isDue(card));
    const first = due[0];
    if (first === undefined) return undefined;
    return {
      effect: first.fault,
      play: () => {
        first.played += 1;
      },
    };
  }

  #isDue(card: FaultCard): boolean {
    const { at, every, probability, times } = card.fault;
    card.seen += 1;
    const byChance = probability === undefined || this.#random() < probability;
    const byNumber = at === undefined || (typeof at === 'number' ? at === card.seen : at.includes(card.seen));
    const byTurn = every === undefined || card.seen % every === 0;
    return byChance && byNumber && byTurn && (times === undefined || card.played < times);
  }
}

function concerns(trigger: FaultTrigger, request: FaultedRequest): boolean {
  const { provider = request.provider, model = request.model, keyId = request.keyId, on = 'answer' } = trigger;
  return (
    provider === request.provider &&
    model === request.model &&
    keyId === request.keyId &&
    on === (request.on ?? 'answer')
  );
}
