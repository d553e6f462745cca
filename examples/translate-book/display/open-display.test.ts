import { manualClock } from 'llm-resilience/testing';
import { describe, expect, test } from 'vitest';
import { fakeClient } from '../test-support/fake-client.js';
import { fakeTerminal } from '../test-support/fake-terminal.js';
import { fakeWait } from '../test-support/fake-wait.js';
import { JobView } from './job-view.js';
import { openDisplay } from './open-display.js';

function scene(settings: Parameters<typeof fakeTerminal>[0] = {}) {
  const clock = manualClock(0);
  const terminal = fakeTerminal(settings);
  const client = fakeClient();
  const view = new JobView(clock);
  view.hear({ type: 'job-start', chapters: 2, pieces: 4, saved: 0 });
  let quits = 0;
  const quit = (): void => void (quits += 1);
  const display = openDisplay({ terminal, clock, client, view, redrawEveryMs: 1_000, quit });
  return { clock, terminal, client, view, display, quits: () => quits };
}

describe('the live display', () => {
  test('redraws the countdown each second in its place', async () => {
    const { clock, terminal, client, display } = scene();
    client.shownWaits = [fakeWait({ until: 65_000, now: () => clock.now() })];
    display.refresh();

    const seen: (string | undefined)[] = [];
    for (let second = 0; second < 3; second += 1) {
      seen.push(terminal.screen()[1]?.trim().split(' ')[0]);
      await clock.advance(1_000);
    }

    expect(seen).toEqual(['1:05', '1:04', '1:03']);
    expect(terminal.screen()).toHaveLength(4);
  });

  test('keeps lines above what is redrawn', () => {
    const { terminal, view, display } = scene();
    display.line('chapter-1.md is done.');
    view.hear({ type: 'piece-done', chapter: 'chapter-2.md' });
    display.line('chapter-2.md is done.');

    expect(terminal.screen()).toEqual([
      'chapter-1.md is done.',
      'chapter-2.md is done.',
      '[######..................] pieces 1/4  chapters 0/2',
      'q quit',
      '',
    ]);
  });

  test('retries now, cancels and quits by its keys, and knows no others', () => {
    const { terminal, client, quits } = scene();
    const waits = [fakeWait(), fakeWait()];
    client.shownWaits = waits;

    for (const key of ['r', 'x', 'C', ' ', 'q', '\u0003']) terminal.press(key);

    expect(waits.map((wait) => wait.done)).toEqual([
      ['retryNow', 'cancel'],
      ['retryNow', 'cancel'],
    ]);
    expect(quits()).toBe(2);
  });

  test('leaves the terminal as it found it', async () => {
    const { clock, terminal, client, display } = scene();
    display.close();
    const closed = terminal.output;
    await clock.advance(10_000);
    client.emit({ type: 'wait-start', at: 0, ...fakeWait() });

    expect(closed.endsWith('\u001b[?25h')).toBe(true);
    expect(terminal.screen()).toEqual(['']);
    expect(terminal.isListening).toBe(false);
    expect(terminal.output).toBe(closed);
  });
});

describe('the plain display', () => {
  test('writes one line for an event, with its time and without an escape code', () => {
    const { terminal, client, display } = scene({ isLive: false });
    client.emit({ type: 'wait-start', at: 0, ...fakeWait() });
    client.emit({ type: 'wait-end', at: 300_000, reason: 'elapsed', ...fakeWait() });
    display.line('an odd \u001b[31mname\n of a file');

    const lines = terminal.output.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
    expect(lines).toEqual([
      'Waiting: Hourly limit of ollama/kimi-k2; stage 2 of 4; 4 calls wait.',
      'The wait is over: one request tries ollama/kimi-k2.',
      'an odd  [31mname  of a file',
      '',
    ]);
    expect(terminal.isListening).toBe(false);
  });

  test('leaves out waits that are over at once', () => {
    const { terminal, client } = scene({ isLive: false });
    client.emit({ type: 'wait-start', at: 0, ...fakeWait({ until: 900 }) });
    client.emit({ type: 'wait-end', at: 900, reason: 'elapsed', ...fakeWait({ until: 900 }) });

    expect(terminal.output).toBe('');
  });
});
