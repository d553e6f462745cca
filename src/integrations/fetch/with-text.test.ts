import { describe, expect, it } from 'vitest';
import { withText } from './with-text.js';

/** A response whose body is read, as it comes to `withText`. */
async function readResponse(): Promise<Response> {
  const response = new Response('{"a":"ü"}', { status: 201, headers: { 'x-mine': '1' } });
  const text = await response.text();
  return withText(response, { text, value: JSON.parse(text) });
}

describe('a response whose text was read', () => {
  it.each([
    ['text', (response: Response) => response.text()],
    ['json', async (response: Response) => JSON.stringify(await response.json())],
    ['arrayBuffer', async (response: Response) => new TextDecoder().decode(await response.arrayBuffer())],
    ['blob', async (response: Response) => (await response.blob()).text()],
    ['clone', (response: Response) => response.clone().text()],
    ['body', (response: Response) => new Response(response.body).text()],
  ])('can be read again: %s', async (_name, read) => {
    const response = await readResponse();
    expect(response).toBeInstanceOf(Response);
    expect([response.bodyUsed, response.ok, response.status, response.headers.get('x-mine')]).toEqual([
      false,
      true,
      201,
      '1',
    ]);
    expect(await read(response)).toBe('{"a":"ü"}');
  });

  it('can be read once, as any other', async () => {
    const response = await readResponse();
    await response.json();
    expect(response.bodyUsed).toBe(true);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  it('can not be cloned after that, and its body is locked, as of any other', async () => {
    const response = await readResponse();
    await response.text();
    expect(() => response.clone()).toThrow(TypeError);
    expect(response.body?.locked).toBe(true);
  });

  it('has the address that it came from, and so have its clones', async () => {
    const original = new Response('{}');
    Object.defineProperties(original, { url: { value: 'https://example.com/v1' }, redirected: { value: true } });
    const response = withText(original, { text: '{}', value: {} });
    for (const each of [response, response.clone(), response.clone().clone()]) {
      expect([each.url, each.redirected, each.constructor]).toEqual(['https://example.com/v1', true, Response]);
    }
  });

  it('is used up where its body is cancelled', async () => {
    const response = await readResponse();
    await response.body?.cancel();
    expect(response.bodyUsed).toBe(true);
    await expect(response.json()).rejects.toThrow(TypeError);
  });

  it('can be cloned first and read then', async () => {
    const response = await readResponse();
    const copy = response.clone();
    expect(await Promise.all([response.text(), copy.text()])).toEqual(['{"a":"ü"}', '{"a":"ü"}']);
  });
});
