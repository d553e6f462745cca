import { describe, expect, test } from 'vitest';
import { inspect } from 'node:util';
import type { ContentPart } from '../../core/content.js';
import type { ProviderRequest } from '../../core/provider.js';
import { ok, serverError } from '../../../test/support/scripted-provider.js';
import { outcome, scenario } from '../../../test/support/scenario.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const bytes = (hex: string): Uint8Array => Buffer.from(hex.padEnd(64, '0'), 'hex');
const text = (latin1: string): Uint8Array => Buffer.from(latin1.padEnd(32, '\0'), 'latin1');

async function sent(part: ContentPart): Promise<unknown> {
  let request: ProviderRequest | undefined;
  const { client } = scenario([
    (given, attempt) => {
      request = given;
      return ok()(given, attempt);
    },
  ]);
  await client.chat({ model: 'ollama/x', messages: [{ role: 'user', content: [part] }] });
  const content = request?.messages[0]?.content;
  return Array.isArray(content) ? content[0] : undefined;
}

async function refusal(part: unknown): Promise<string> {
  const { client, provider } = scenario([ok()]);
  const { error } = await outcome(
    client.chat({ model: 'ollama/x', messages: [{ role: 'user', content: [part as ContentPart] }] }),
  );
  expect(error).toBeInstanceOf(TypeError);
  expect(provider.requests).toHaveLength(0);
  return String(error);
}

describe('an image', () => {
  test.each([
    ['bytes', PNG],
    ['a Uint8Array', new Uint8Array(PNG)],
    ['an ArrayBuffer', new Uint8Array(PNG).buffer],
    ['base64', PNG.toString('base64')],
    ['base64 in lines', PNG.toString('base64').replace(/(.{8})/g, '$1\r\n')],
    ['a data: URL', `data:image/png;base64,${PNG.toString('base64')}`],
  ])('may be %s', async (_, data) => {
    const image = (await sent({ type: 'image', data })) as { base64(): string; byteLength: number };
    expect(image).toMatchObject({ type: 'image', source: 'data', mediaType: 'image/png', byteLength: PNG.byteLength });
    expect(image.base64()).toBe(PNG.toString('base64'));
  });

  test.each([
    ['image/png', PNG],
    ['image/jpeg', bytes('ffd8ffe0')],
    ['image/gif', text('GIF89a')],
    ['image/webp', text('RIFF\0\0\0\0WEBP')],
    ['image/heic', text('\0\0\0\x18ftypheic')],
    ['image/heif', text('\0\0\0\x18ftypmif1')],
    ['image/avif', text('\0\0\0\x18ftypavif')],
    ['image/bmp', text('BM')],
    ['image/tiff', text('II*\0')],
  ])('tells its type %s by its first bytes', async (mediaType, data) => {
    expect(await sent({ type: 'image', data })).toMatchObject({ mediaType });
  });

  test('is taken by its word where its bytes tell nothing', async () => {
    expect(await sent({ type: 'image', data: text('<svg/>'), mediaType: 'image/svg+xml' })).toMatchObject({
      mediaType: 'image/svg+xml',
    });
  });

  test('behind a URL is passed on, and the one in a data: URL is taken out', async () => {
    expect(await sent({ type: 'image', url: new URL('https://example.org/page.png') })).toEqual({
      type: 'image',
      source: 'url',
      url: 'https://example.org/page.png',
      mediaType: undefined,
    });
    expect(await sent({ type: 'image', url: `data:;base64,${PNG.toString('base64')}` })).toMatchObject({
      source: 'data',
      mediaType: 'image/png',
    });
  });

  test('is encoded once for all attempts', async () => {
    const encoded: string[] = [];
    const page = Buffer.from(PNG);
    const { client, clock } = scenario([
      (given, attempt) => {
        const content = given.messages[0]?.content;
        const [image] = Array.isArray(content) ? content : [];
        encoded.push(image.base64());
        // What is encoded a second time would show it.
        page.fill(0, 8);
        return (encoded.length === 1 ? serverError : ok())(given, attempt);
      },
    ]);
    const reply = client.chat({
      model: 'ollama/x',
      messages: [{ role: 'user', content: [{ type: 'image', data: page }] }],
    });
    await clock.advance(60_000);
    await reply;
    expect(encoded).toEqual([PNG.toString('base64'), PNG.toString('base64')]);
  });

  test.each([
    ['of an unknown type', { data: text('PK\x03\x04') }, 'type that its first bytes tell'],
    ['that is another one than it says', { data: PNG, mediaType: 'image/jpeg' }, 'those of image/png'],
    ['that is no image', { data: `data:application/pdf;base64,${PNG.toString('base64')}` }, 'no file of another type'],
    ['with a bad media type', { data: PNG, mediaType: 'png' }, "'image/png'"],
    ['without bytes', { data: new Uint8Array() }, 'at least one byte'],
    ['that is a path', { url: './page.png' }, 'read files yourself'],
    ['of a file: URL', { url: 'file:///page.png' }, 'read files yourself'],
    ['that is no base64', { data: 'pages/1.png?' }, 'base64'],
    ['with a data: URL of text', { url: 'data:image/svg+xml,<svg/>' }, 'base64'],
    ['twice', { data: PNG, url: 'https://example.org/a.png' }, 'either'],
    ['of nothing', {}, 'either'],
    ['of a wrong kind', { data: 5 }, 'Uint8Array'],
    ['with more fields', { data: PNG, detail: 'high' }, 'detail'],
  ])('%s is refused before anything is sent', async (_, fields, words) => {
    expect(await refusal({ type: 'image', ...fields })).toContain(words);
  });

  test('of the model, the system or a tool is refused', async () => {
    const { client } = scenario([ok()]);
    const image = { type: 'image', data: PNG };
    for (const role of ['system', 'assistant'] as const) {
      const { error } = await outcome(
        client.chat({ model: 'ollama/x', messages: [{ role, content: [image] as never }] }),
      );
      expect(String(error)).toContain("only the user's messages show images");
    }
  });

  test('never shows its bytes, in errors or events', async () => {
    const secret = Buffer.concat([PNG, Buffer.from('the bytes of the page')]);
    const { client, events } = scenario([serverError]);
    const { error } = await outcome(
      client.chat({
        model: 'ollama/x',
        retry: false,
        messages: [{ role: 'user', content: [{ type: 'image', data: secret }] }],
      }),
    );
    const wrong = await refusal({ type: 'image', data: `${secret.toString('base64')}!` });
    for (const shown of [inspect(error, { depth: 9 }), inspect(events, { depth: 9 }), wrong]) {
      expect(shown).not.toContain('bytes of the page');
      expect(shown).not.toContain(secret.toString('base64').slice(40, 60));
    }
  });
});
