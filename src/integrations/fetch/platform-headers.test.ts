import { inspect } from 'node:util';
import { Headers as PackageHeaders } from 'undici';
import { describe, expect, it } from 'vitest';
import { ofPlatform } from './platform-headers.js';

const given = (): Headers => new PackageHeaders({ 'X-Request-Id': 'req_1', 'set-cookie': 'a=1' });

describe('headers of a package', () => {
  it('are those of the platform to whoever asks', () => {
    const headers = ofPlatform(given());
    expect(headers).toBeInstanceOf(Headers);
    expect([headers.constructor, Object.prototype.toString.call(headers)]).toEqual([Headers, '[object Headers]']);
    expect([headers.get('x-request-id'), headers.has('retry-after'), headers.getSetCookie()]).toEqual([
      'req_1',
      false,
      ['a=1'],
    ]);
  });

  it('can be gone through, copied and shown', () => {
    const headers = ofPlatform(given());
    const all = [
      ['set-cookie', 'a=1'],
      ['x-request-id', 'req_1'],
    ];
    const each: string[][] = [];
    headers.forEach((value, name) => each.push([name, value]));
    expect([[...headers], [...headers.entries()], each]).toEqual([all, all, all]);
    expect([[...headers.keys()], [...headers.values()]]).toEqual([
      ['set-cookie', 'x-request-id'],
      ['a=1', 'req_1'],
    ]);
    expect([...new Headers(headers)]).toEqual(all);
    expect(new Response('x', { headers }).headers.get('x-request-id')).toBe('req_1');
    expect(inspect(headers)).toContain("'x-request-id': 'req_1'");
  });

  it('of the platform stay as they are', () => {
    const own = new Headers();
    expect(ofPlatform(own)).toBe(own);
  });
});
