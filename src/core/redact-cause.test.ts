import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redactCause } from './redact-cause.js';

const SECRET = 'AIzaSyD-0123456789abcdefghijklmnopqrstuv';
const OWN = 'my-very-own-key';

describe('redactCause', () => {
  it('hands on what holds no secret, untouched', () => {
    for (const value of [
      undefined,
      'text',
      new Error('plain'),
      { a: [1, { b: 2 }] },
      new DOMException('x', 'AbortError'),
    ]) {
      expect(redactCause(value, [OWN])).toBe(value);
    }
  });

  it('finds secrets wherever they are, and keeps class, name, status and code', () => {
    class SdkError extends Error {
      readonly status = 403;
      readonly code = 'denied';
      readonly headers = new Headers({ authorization: 'Bearer whatever-this-is', date: 'today' });
      readonly request = {
        url: `https://host.example/path?key=${SECRET}`,
        init: { headers: { 'x-api-key': 'short' } },
      };
    }
    const error = new SdkError(`key ${SECRET} and ${OWN}`, { cause: new Error(`inner ${OWN}`, { cause: [SECRET] }) });
    const copy = redactCause(error, [OWN]);
    expect(copy).not.toBe(error);
    expect(copy).toBeInstanceOf(SdkError);
    expect(copy).toMatchObject({ name: 'Error', status: 403, code: 'denied', headers: { date: 'today' } });
    const shown = inspect(copy, { depth: 20, showHidden: true }) + String((copy as Error).stack) + JSON.stringify(copy);
    for (const secret of [SECRET, OWN, 'whatever-this-is', 'short']) expect(shown).not.toContain(secret);
    expect(error.message).toContain(SECRET);
  });

  it('gets through cycles, depths and crowds', () => {
    const cyclic: Record<string, unknown> = { text: OWN };
    cyclic['self'] = cyclic;
    const copy = redactCause(cyclic, [OWN]) as Record<string, unknown>;
    expect(copy['self']).toBe(copy);
    let deep: unknown = { secret: OWN };
    for (let level = 0; level < 1_000; level += 1) deep = { deep };
    expect(inspect(redactCause(deep, [OWN]), { depth: 2_000 })).not.toContain(OWN);
    const crowd = Array.from({ length: 100_000 }, () => ({ secret: OWN }));
    expect(JSON.stringify(redactCause(crowd, [OWN]))).not.toContain(OWN);
  });

  it('shows nothing of what can not be read', () => {
    const hostile = {
      get secret(): string {
        throw new Error('no');
      },
    };
    expect(redactCause(hostile)).toBeInstanceOf(Error);
  });

  it('looks into URLs, maps, bytes and other realms of the platform', () => {
    const error = Object.assign(new Error('refused'), {
      url: new URL(`https://host.example/path?key=${SECRET}`),
      fields: new Map([['note', `said ${OWN}`]]),
      query: new URLSearchParams({ note: OWN }),
      bytes: new TextEncoder().encode(`body ${OWN}`),
    });
    const copy = redactCause(error, [OWN]);
    const shown = inspect(copy, { depth: 20, showHidden: true });
    for (const secret of [SECRET, OWN]) expect(shown).not.toContain(secret);
    expect(copy).toMatchObject({ fields: { note: 'said [redacted]' }, bytes: 'body [redacted]' });
  });

  it('copies a DOMException so that its name and message can be read', () => {
    const copy = redactCause(new DOMException(`aborted ${OWN}`, 'AbortError'), [OWN]);
    expect(copy).toMatchObject({ name: 'AbortError', message: 'aborted [redacted]' });
  });
});
