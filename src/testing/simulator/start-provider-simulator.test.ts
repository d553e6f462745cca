import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ollamaStream, openaiChat } from './sdk-calls.fixture.js';
import { clock, simulator, start, thrown } from './simulator.fixture.js';
import { startProviderSimulator } from './start-provider-simulator.js';

describe('start and close', () => {
  it('runs on the time of this machine unless told otherwise', async () => {
    await using own = await startProviderSimulator();
    const before = Date.now();
    await ollamaStream({ simulator: own, text: 'a' });
    expect(own.requests[0]?.at).toBeGreaterThanOrEqual(before);
  });

  it('ends all sockets at once, those that hang included', async () => {
    await start({ faults: [{ type: 'hang' }] });
    const call = thrown(openaiChat({ simulator, text: 'a' }));
    const idle = connect(simulator.port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    await clock.advance(0);
    expect(simulator.connections).toBe(2);
    const idleClosed = new Promise((resolve) => idle.once('close', resolve));
    await Promise.all([simulator.close(), simulator.close()]);
    await idleClosed;
    expect((await call).message).toBe('Connection error.');
    expect([simulator.connections, simulator.inFlight]).toEqual([0, 0]);
    expect(simulator.requests).toMatchObject([{ outcome: 'aborted' }]);
    await expect(fetch(simulator.baseURL.ollama)).rejects.toThrow('fetch failed');
  });

  it('counts the sockets that are open', async () => {
    await start();
    const sockets = [connect(simulator.port, '127.0.0.1'), connect(simulator.port, '127.0.0.1')];
    await vi.waitFor(() => expect(simulator.connections).toBe(2));
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(simulator.connections).toBe(0));
  });

  it('refuses a port that is taken', async () => {
    await start();
    await expect(startProviderSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });

  it('lists everything that is wrong with its options', async () => {
    const options = {
      clock: {},
      keys: [{ key: '' }],
      models: [{ name: 'm', provider: 'openai', state: 'insufficient-memory' }],
      quotas: [{ window: 'fortnight', limit: -1 }, { limit: 3 }],
      faults: [{ type: 'slow' }, { type: 'reset', at: 0 }, { type: 'explode' }],
      overload: { relapse: { requests: 5 } },
      speed: 3,
    };
    const error = await thrown(startProviderSimulator(options as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message.split('\n')).toEqual([
      'Expected `clock` to be a clock with now(), elapsed() and sleep(), got `{}`.',
      'Expected `keys[0].key` to be a text that is not empty, got `""`.',
      "Expected `models[0].state` to be another state than 'insufficient-memory', which only models of 'ollama' have, got `\"insufficient-memory\"`.",
      "Expected `quotas[0].window` to be one of 'minute', 'hour', 'session', 'day', 'week', 'month' or a number of ms > 0, got `\"fortnight\"`.",
      'Expected `quotas[0].limit` to be a number >= 0, got `-1`.',
      'Expected `quotas[1].window` to be given for a quota of requests or tokens, got `undefined`.',
      'Expected `faults[0].afterMs` to be a number > 0, got `undefined`.',
      'Expected `faults[1].at` to be an integer >= 1 or a list of such, got `0`.',
      expect.stringMatching(/^Expected `faults\[2\]\.type` to be one of 'reset', 'hang', .*, got `"explode"`\.$/),
      'Expected `overload.relapse.withinMs` to be a number > 0, got `undefined`.',
      'Expected `overload.relapse.downMs` to be a number > 0, got `undefined`.',
      'Unknown option `speed`.',
    ]);
  });
});
