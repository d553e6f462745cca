import { GateRecord, type GateInit } from './gate-record.js';
import { Lease } from '../memory/lease.js';
import type { Parked } from './parked.js';
import { ParkedQueue } from './parked-queue.js';
import { Presumption } from './presumption.js';
import type { ProbeLease, SavedGate } from '../memory/quota-state.js';

/** Who waits at a gate, and who finds out for them: a call of this program, or of another one that shares the store. */
export abstract class GateCrowd extends GateRecord {
  protected readonly queue = new ParkedQueue();
  protected prober: Parked | undefined;
  /** When the probe was sent, in epoch ms. */
  protected probedAt: number | undefined;
  protected readonly lease: Lease;
  protected readonly presumption: Presumption;

  constructor(init: GateInit) {
    super(init);
    this.lease = new Lease(init.environment.clock);
    this.presumption = new Presumption(init.slowestAnswerMs);
  }

  get waiting(): number {
    return this.queue.size;
  }

  get isProbing(): boolean {
    return this.prober !== undefined || this.lease.isElsewhere;
  }

  /** Whether another program that shares the store finds out just now. */
  get isAskedElsewhere(): boolean {
    return this.lease.isElsewhere;
  }

  /** Makes a call the one that finds out. */
  takeProbe(call: Parked): void {
    this.prober = call;
  }

  isProber(call: Parked): boolean {
    return this.prober === call;
  }

  /** Whether a call is to find out, and it is not known yet that no other program does so already. */
  needsLease(call: Parked): boolean {
    return this.prober === call && !this.lease.isOwn && this.isShared;
  }

  /** This program may ask, if no other one was found to. */
  grantLease(): void {
    if (this.prober !== undefined) this.lease.grant();
  }

  /** Another program that shares the store finds out, or nobody does. */
  adoptLease(asking: ProbeLease | undefined): void {
    if (asking !== undefined) {
      this.lease.deny(asking);
      if (this.probedAt === undefined) this.prober = undefined;
    } else if (this.prober === undefined) this.lease.clear();
  }

  /** Nobody is left here who would ask: another program may. */
  protected giveLeaseBack(): void {
    if (!this.lease.isOwn || this.prober !== undefined || !this.isClosed) return;
    this.lease.clear();
    this.environment.onChange('closed', this);
  }

  /** Lets a call wait here. Follow with `settle()`. */
  park(call: Parked, options: { readonly senior: boolean }): void {
    this.queue.add(call, options);
  }

  /** Everyone who waits here decides again. */
  protected reconsider(): void {
    for (const call of this.queue.list()) call.reconsider();
  }

  /**
   * Another key may come free long before this one: who came last, and so loses no place, looks where to wait best. The
   * others hear of it when that key opens.
   */
  protected sendScout(): void {
    const last = this.queue.list().at(-1);
    if (last !== undefined && this.queue.delete(last)) last.wake();
  }

  /** Those who wait here, the one that waited longest first. */
  parked(): Iterable<Parked> {
    return this.queue;
  }

  /** A server that is down is no limit: where nobody waits for it, the next call may ask at once. */
  protected get isForgettable(): boolean {
    return this.family === 'load' && !this.isShared && this.isClosed && this.prober === undefined && this.waiting === 0;
  }

  /** Whether it is closed at the same stage of the same kind. */
  protected standsAs({ classification: { kind }, stage }: SavedGate): boolean {
    return this.isClosed && kind === this.classification.kind && stage.index === this.closing.stage.index;
  }

  /** The probe found nothing out; another call may take it. */
  protected dropProbe(): void {
    this.prober = undefined;
    this.probedAt = undefined;
  }

  /** Nobody finds out any more. */
  protected endProbe(): void {
    this.dropProbe();
    this.lease.clear();
  }

  /** How it stands, for a store; `by` names this program there. */
  save(by?: string): SavedGate {
    const asking = by !== undefined && this.prober !== undefined ? this.lease.save(by) : undefined;
    return { ...this.saveRecord(), asking };
  }
}
