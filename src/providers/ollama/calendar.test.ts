import { describe, expect, it } from 'vitest';
import { ollamaCalendars } from './calendar.js';

function at(calendar: keyof typeof ollamaCalendars, now: string): string {
  return new Date(ollamaCalendars[calendar](Date.parse(now))).toISOString();
}

describe("Ollama's windows", () => {
  it('turn every week on Monday, 00:00 UTC', () => {
    expect(at('week', '2026-11-21T09:40:00Z')).toBe('2026-11-23T00:00:00.000Z');
    expect(at('week', '2026-11-22T23:59:59.999Z')).toBe('2026-11-23T00:00:00.000Z');
    expect(at('week', '2026-11-23T00:00:00Z')).toBe('2026-11-30T00:00:00.000Z');
  });

  it('turn every five hours on the grid of the epoch', () => {
    const now = Date.parse('2026-11-21T09:40:00Z');
    const next = ollamaCalendars.session(now);
    expect((next / 1_000) % 18_000).toBe(0);
    expect(next - now).toBeGreaterThan(0);
    expect(next - now).toBeLessThanOrEqual(18_000_000);
    expect(ollamaCalendars.session(next)).toBe(next + 18_000_000);
  });
});
