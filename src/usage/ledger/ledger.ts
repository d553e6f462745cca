import { systemClock, type Clock } from '../../core/clock.js';
import { requireDuration } from '../../core/duration.js';
import type {
  Admission,
  AttemptFacts,
  CallUsageFacts,
  PlannedAttempt,
  ProviderPricing,
  UsageRecorder,
} from '../../core/usage-recorder.js';
import type { UsageEntry } from '../../core/usage-entry.js';
import type { CleanUpResult, UsageStore } from '../../core/usage-store.js';
import { resolveBudget } from '../budgets/budget.js';
import { Budgets } from '../budgets/budgets.js';
import { attemptEntry, callEntry, type EntryIdentity, type EntryRules } from '../entries/build-entry.js';
import { CallCosts } from '../entries/call-costs.js';
import { Days } from '../days.js';
import { flushOnExit, type ExitHooks } from './exit-flush.js';
import { forecast, type Forecast, type ForecastRequest } from '../forecast/forecast.js';
import type { LedgerEvent, LedgerEventOf } from './ledger-events.js';
import { LedgerListeners, type LedgerListener } from './ledger-listeners.js';
import { checkLedgerOptions, type RetentionOptions, type UsageLedgerOptions } from './ledger-options.js';
import { usageReports, type UsageReports } from '../reports/reports.js';
import { RegularCleanUp } from './regular-clean-up.js';
import { StoreOpening } from './store-opening.js';
import { StoreTroubles } from './store-troubles.js';
import { WriteQueue } from './write-queue.js';

/** How a ledger stands. */
export interface LedgerStatus {
  /** What and where it writes. */
  readonly store: string;
  /** Entries that wait to be written. */
  readonly buffered: number;
  readonly written: number;
  /** Entries that are lost, since the store could not write for too long. */
  readonly lost: number;
  /** What the store failed with last; `undefined` once it has written again. */
  readonly problem: string | undefined;
}

/** A ledger: writes down every request and call of its clients. Made by `usageLedger()`. */
export class UsageLedger implements UsageRecorder {
  readonly reports: UsageReports;
  readonly #store: UsageStore;
  readonly #clock: Clock;
  readonly #days: Days;
  readonly #rules: EntryRules;
  readonly #budgets: Budgets;
  readonly #opening: StoreOpening;
  readonly #queue: WriteQueue;
  readonly #costs = new CallCosts();
  /** By provider: what its latest request was charged by. */
  readonly #pricings = new Map<string, ProviderPricing>();
  readonly #cleanUp: RegularCleanUp;
  readonly #listeners = new LedgerListeners();
  readonly #troubles: StoreTroubles;
  readonly #unhook: () => void;
  readonly #run: string;
  #seq = 0;
  #isClosed = false;

  /** @internal */
  constructor(options: UsageLedgerOptions) {
    this.#store = options.store;
    this.#clock = options.clock ?? systemClock;
    this.#days = new Days(options.timeZone);
    this.#rules = { prices: options.prices, content: options.content ?? 'none' };
    this.#cleanUp = new RegularCleanUp(options.retention, { clock: this.#clock, days: this.#days });
    this.#run = globalThis.crypto.randomUUID();
    this.#troubles = new StoreTroubles({
      clock: this.#clock,
      listeners: this.#listeners,
      counts: () => this.#queue.counts,
    });
    this.#budgets = new Budgets({
      budgets: (options.budgets ?? []).map(resolveBudget),
      days: this.#days,
      prices: options.prices,
      now: () => this.#clock.now(),
      tell: (event) => {
        this.#listeners.tell(event);
      },
    });
    this.#opening = new StoreOpening({
      store: this.#store,
      clock: this.#clock,
      budgets: this.#budgets,
      troubles: this.#troubles,
    });
    this.#queue = new WriteQueue({
      store: this.#store,
      clock: this.#clock,
      flushEveryMs: requireDuration(options.flushEvery ?? '1s', 'flushEvery'),
      batchSize: options.batchSize ?? 500,
      maxBuffered: options.maxBuffered ?? 100_000,
      isOpen: () => this.#opening.isOpen,
      open: () => this.open(),
      onFailure: (error, lost) => {
        this.#troubles.failed(error, lost);
      },
      onContentLost: () => {
        this.#troubles.contentLost();
      },
      onWritten: (entries) => {
        this.#onWritten(entries);
      },
    });
    this.reports = usageReports({
      store: {
        sums: async (query) => (await this.#ready()).sums(query),
        attempts: async (query) => (await this.#ready()).attempts(query),
        calls: async (query) => (await this.#ready()).calls(query),
      },
      timeZone: this.#days.timeZone,
      currency: options.currency,
      clock: this.#clock,
    });
    const writer = {
      flushNow: () => this.#queue.flushNow(),
      flush: () => this.flush(),
      leave: () => {
        this.#troubles.left();
      },
    };
    this.#unhook =
      options.flushOnExit === false ? () => undefined : flushOnExit(writer, process as unknown as ExitHooks);
  }

  /** Listens to what happens to budgets and to the store. What a listener throws changes nothing. */
  on<Type extends LedgerEvent['type']>(type: Type, listener: (event: LedgerEventOf<Type>) => unknown): this {
    this.#listeners.add(type, listener as LedgerListener);
    return this;
  }

  /** Stops listening. */
  off<Type extends LedgerEvent['type']>(type: Type, listener: (event: LedgerEventOf<Type>) => unknown): this {
    this.#listeners.delete(type, listener as LedgerListener);
    return this;
  }

  /**
   * Gets the store ready, and reads from it what was spent of the budgets. It happens by itself before the first
   * request; to call it shows at once what is wrong.
   * @throws Error of the store, which says what to do
   */
  open(): Promise<void> {
    return this.#opening.open();
  }

  /** @internal */
  admit(planned: PlannedAttempt): Admission {
    if (this.#budgets.isEmpty) {
      // A process that ends soon must not find its store closed.
      if (!this.#opening.hasBegun && this.#troubles.problem === undefined) void this.#inBackground(this.open());
      return { type: 'admitted' };
    }
    // What was spent before must be known; a store that can't say stops no call.
    if (this.#troubles.problem === undefined && (!this.#opening.isOpen || this.#budgets.isStale())) {
      const ready = this.#inBackground(this.#opening.isOpen ? this.#opening.restore() : this.open());
      return { type: 'later', ready };
    }
    return this.#budgets.admit(planned);
  }

  /** @internal */
  withdraw(admissionId: string): void {
    this.#budgets.release(admissionId);
  }

  /** @internal */
  recordAttempt(facts: AttemptFacts): void {
    if (facts.pricing !== undefined) this.#pricings.set(facts.provider, facts.pricing);
    const entry = attemptEntry(facts, this.#identity(), this.#rules);
    this.#costs.add(entry);
    if (!this.#budgets.isEmpty) this.#budgets.spend(entry, facts.admissionId);
    this.#queue.add(entry);
  }

  /** @internal */
  recordCall(facts: CallUsageFacts): void {
    const identity = this.#identity();
    this.#queue.add(callEntry(facts, identity, this.#costs.take(`${this.#run}:${facts.callId}`)));
  }

  /** Writes what is not written yet. Never rejects: what goes wrong is a `store-problem`, and in `status()`. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  status(): LedgerStatus {
    return { store: this.#store.name, ...this.#queue.counts, problem: this.#troubles.problem };
  }

  /**
   * Removes old entries now; their sums stay.
   * @throws TypeError where the retention is wrong; Error of the store
   */
  async cleanUp(retention?: RetentionOptions): Promise<CleanUpResult> {
    const store = await this.#ready();
    return store.cleanUp(this.#cleanUp.rule(retention));
  }

  /** What a number of requests will use, before they are sent: tokens, money, time, and whether the budgets allow it. */
  async forecast(request: ForecastRequest): Promise<Forecast> {
    await this.#ready();
    const pricing = request.pricing ?? this.#pricings.get(request.provider);
    return forecast(pricing === undefined ? request : { ...request, pricing }, {
      prices: this.#rules.prices,
      reports: this.reports,
      now: this.#clock.now(),
      spentOf: (spender) => this.#budgets.spentOf(spender),
    });
  }

  /** Writes what is left and closes the store. What is recorded afterwards is lost. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.flush();
    this.#unhook();
    await this.#store.close();
  }

  async #ready(): Promise<UsageStore> {
    await this.open();
    await this.flush();
    return this.#store;
  }

  #identity(): EntryIdentity {
    this.#seq += 1;
    return { run: this.#run, seq: this.#seq, at: this.#clock.now() };
  }

  #onWritten(entries: readonly UsageEntry[]): void {
    this.#troubles.wrote();
    if (!this.#budgets.isEmpty) this.#budgets.written(entries);
    if (this.#isClosed) return;
    if (this.#opening.isRestoreDue()) void this.#inBackground(this.#opening.restore());
    const rule = this.#cleanUp.due();
    if (rule !== undefined) void this.#inBackground(this.#store.cleanUp(rule));
  }

  /** Whatever becomes of it, no call is to suffer for it. */
  #inBackground(work: Promise<unknown>): Promise<void> {
    return work.then(
      () => undefined,
      (error: unknown) => {
        this.#troubles.failed(error, 0);
      },
    );
  }
}

/**
 * Makes a ledger, for one client or several: `createClient({ providers, usage: ledger })`. Every request is written down
 * with its tokens, cost, times and labels, failed, aborted and probing ones included.
 * @example
 * const ledger = usageLedger({ store: sqliteUsageStore({ file: 'usage.sqlite' }), prices: genaiPrices() });
 * @throws TypeError that lists every problem of the options
 */
export function usageLedger(options: UsageLedgerOptions): UsageLedger {
  checkLedgerOptions(options);
  return new UsageLedger(options);
}
