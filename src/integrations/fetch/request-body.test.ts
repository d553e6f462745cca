import { FormData as UndiciFormData } from 'undici';
import { describe, expect, it } from 'vitest';
import { CHAT, good, refused, setup } from '../../../test/support/fetch-scenario.js';

describe('a body', () => {
  const form = (Form: typeof FormData): FormData => {
    const made = new Form();
    made.append('model', 'whisper');
    made.append('file', new Blob(['sound']), 'a.wav');
    return made;
  };

  it.each([
    ['bytes', () => new TextEncoder().encode('{"model":"m"}')],
    ['parameters', () => new URLSearchParams({ model: 'm' })],
    ['a blob', () => new Blob(['{"model":"m"}'])],
    ['a form', () => form(FormData)],
    ["a form of undici's own", () => form(UndiciFormData as unknown as typeof FormData)],
  ])('of %s is sent as often as it must be', async (_name, body) => {
    const { post, clock, requests } = setup([refused(500), good]);
    const asking = post({ body: body(), headers: {} });
    await clock.advance(2_000);
    await asking;
    const texts = await Promise.all(requests.map((request) => request.clone().text()));
    expect(texts[1]).toBe(texts[0]);
    expect(texts[0]).toMatch(/model/);
    expect(texts[0]).not.toBe('[object FormData]');
    if (requests[1]?.headers.get('content-type')?.startsWith('multipart/')) {
      expect(texts[1]).toMatch(/name="model"\s+whisper\s/);
    }
  });

  it('of a Request is sent as often as it must be', async () => {
    const { fetch, clock, requests } = setup([refused(500), good]);
    const asking = fetch(new Request(CHAT, { method: 'POST', body: '{"model":"m"}', headers: { 'x-mine': '1' } }));
    await clock.advance(2_000);
    expect((await asking).status).toBe(200);
    expect(await Promise.all(requests.map((request) => request.text()))).toEqual(['{"model":"m"}', '{"model":"m"}']);
    expect(requests[1]?.headers.get('x-mine')).toBe('1');
  });

  it('that is a stream is sent once, and the error says why it was not sent again', async () => {
    const { post, clock, requests } = setup([refused(500), good], { onFailure: 'throw' });
    const body = new Blob(['{"model":"m"}']).stream();
    const failed = post({ body, ...{ duplex: 'half' } }).catch((error: unknown) => error);
    await clock.advance(2_000);
    expect(await failed).toMatchObject({ kind: 'server-error', message: expect.stringMatching(/body is a stream/) });
    expect(requests.length).toBe(1);
  });
});
