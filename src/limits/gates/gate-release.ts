import { Beat } from '../timers/beat.js';
import { GateCrowd } from './gate-crowd.js';
import type { Parked } from './parked.js';
import { Ramp } from './ramp.js';

type GateState =
  | { readonly type: 'closed' }
  /** Closed, but its probe seems to have been let in: others follow it. */
  | { readonly type: 'presumed'; readonly ramp: Ramp<Parked> }
  | { readonly type: 'ramping'; readonly ramp: Ramp<Parked> }
  | { readonly type: 'done' };

/** How a gate stands, and who may send meanwhile: its probe, those that follow it, those that a ramp lets go. */
export abstract class GateRelease extends GateCrowd {
  protected state: GateState = { type: 'closed' };
  protected readonly beat = new Beat();

  /** Starts the wait, the probe or the next part of the ramp, whichever it is time for. */
  protected abstract proceed(): void;

  get isClosed(): boolean {
    return this.state.type === 'closed' || this.state.type === 'presumed';
  }

  /** Whether this very call may send: as the probe, or as one that the ramp released. */
  admits(call: Parked): boolean {
    return this.prober === call || this.ramp?.has(call) === true;
  }

  /** Whether it follows a probe that was not answered yet. */
  isFollower(call: Parked): boolean {
    return this.isClosed && this.ramp?.has(call) === true;
  }

  /** One that follows the probe was refused: no other does any more, and the probe decides. */
  doubt(call: Parked): void {
    if (!this.isFollower(call)) return;
    this.presumption.refused(this.environment.clock.elapsed());
    this.beat.stop();
    this.state = { type: 'closed' };
  }

  /** Whether its ramp has nobody left to let go, and nothing to count. */
  protected get isRampDone(): boolean {
    if (this.state.type !== 'ramping' || this.waiting > 0) return false;
    const { underWay, allowance } = this.state.ramp;
    return underWay === 0 && (allowance === undefined || this.environment.clock.now() >= allowance.turnsAt);
  }

  protected get ramp(): Ramp<Parked> | undefined {
    return 'ramp' in this.state ? this.state.ramp : undefined;
  }

  /** The probe is sent: others follow it once it takes far longer than a refusal. */
  protected watchProbe(): void {
    const { clock, unref } = this.environment;
    this.probedAt = clock.now();
    this.presumption.sent(clock.elapsed());
    const intervalMs = this.presumption.afterMs;
    if (intervalMs === undefined) return;
    const onBeat = (): boolean => {
      // From here on it beats at the pace of the release.
      this.beat.stop();
      this.state = { type: 'presumed', ramp: new Ramp(this.pace()) };
      this.proceed();
      return false;
    };
    this.beat.start(clock, { intervalMs, unref, onBeat });
  }

  protected startBeat(ramp: Ramp<Parked>, intervalMs: number): void {
    const { clock, unref } = this.environment;
    const onBeat = (): boolean => {
      // The server of a probe that takes so long may hang.
      if (this.isClosed && this.presumption.isOverdue(clock.elapsed())) return false;
      ramp.beat();
      this.proceed();
      return this.waiting > 0;
    };
    this.beat.start(clock, { intervalMs, unref, onBeat });
  }
}
