import { describe, expect, it } from 'vitest';
import { exponential, staged, stop, untilReset } from './policy.js';

describe('policies', () => {
  it('are plain data that survives JSON', () => {
    for (const policy of [
      staged(['60s', 5], { tick: '10s', maxWait: '2h' }),
      exponential(),
      untilReset({ maxWait: '26h', tick: false }),
      stop(),
    ]) {
      expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
    }
  });

  it('keep durations in ms', () => {
    expect(staged(['60s', '1h30m'])).toEqual({ type: 'staged', stages: [60_000, 5_400_000] });
  });

  it('refuse what they can not do, naming it', () => {
    expect(() => staged([])).toThrow(/stop\(\)/);
    expect(() => staged(['60s', 'soon'])).toThrow(/`stages\[1\]`/);
    expect(() => staged(['60s'], { tick: 0 })).toThrow(/`tick`/);
    expect(() => exponential({ factor: 0.5 })).toThrow(/`factor`.*got `0.5`/);
    expect(() => exponential({ jitter: 'some' as never })).toThrow(/`jitter`/);
    expect(() => exponential({ maxAttempts: 0 })).toThrow(/`maxAttempts`/);
    expect(() => untilReset({ maxWait: -1 })).toThrow(/`maxWait`/);
  });

  it('take no option that they do not know, since that would be a bound that does not hold', () => {
    expect(() => untilReset({ maxwait: '8d' } as never)).toThrow(
      'Unknown option `maxwait` of untilReset(); did you mean `maxWait`?',
    );
    expect(() => staged(['1s'], { jitter: 'none' } as never)).toThrow(
      'Unknown option `jitter` of staged(); known are tick, maxWait',
    );
    expect(() => exponential({ upTo: '1h' } as never)).toThrow(/^Unknown option `upTo` of exponential\(\); known are/);
    const stopWith = stop as (options?: unknown) => unknown;
    expect(() => stopWith({ maxWait: '1h' })).toThrow('Unknown option `maxWait` of stop(); it takes none');
    expect(() => stopWith('1h')).toThrow('Expected the options of stop() to be an object, got `"1h"`.');
    expect(stopWith()).toEqual({ type: 'stop' });
    for (const options of [null, '60s', ['60s'], 5]) {
      expect(() => exponential(options as never)).toThrow(
        /^Expected the options of exponential\(\) to be an object, got `/,
      );
    }
  });
});
