import type { ImagePart } from '../../core/content.js';
import type { ProviderImage } from '../../core/provider.js';
import { IMAGE_HEAD_BYTES, imageTypeOf } from './image-type.js';

/** An image, or what is wrong with it: words that go on from "Expected … to be". */
export type ReadImage =
  | { readonly image: ProviderImage; readonly problem?: undefined }
  | { readonly image?: undefined; readonly problem: string };

const MEDIA_TYPE = /^image\/[\w.+-]+$/i;
const DATA_URL = /^data:([^;,]*)((?:;[^;,]*)*),/i;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const FETCHED = new Set(['https:', 'http:', 'gs:']);

/** Looks at an image once for all attempts of a call. Its bytes are neither copied nor encoded yet. */
export function readImage({ data, url, mediaType }: ImagePart): ReadImage {
  if ((data === undefined) === (url === undefined)) return { problem: 'an image with either `data` or `url`' };
  if (mediaType !== undefined && !MEDIA_TYPE.test(mediaType)) {
    return { problem: "an image whose `mediaType` is like 'image/png'" };
  }
  if (url !== undefined) return readUrl(String(url), mediaType);
  if (typeof data === 'string') return readText(data, mediaType);
  if (data instanceof ArrayBuffer) return readBytes(new Uint8Array(data), mediaType);
  if (data instanceof Uint8Array) return readBytes(data, mediaType);
  return { problem: 'an image whose `data` is a Uint8Array, an ArrayBuffer, base64, or a data: URL' };
}

function readUrl(url: string, mediaType: string | undefined): ReadImage {
  if (DATA_URL.test(url)) return readText(url, mediaType);
  if (!URL.canParse(url) || !FETCHED.has(new URL(url).protocol)) {
    return {
      problem: 'an image whose `url` begins with https:, http:, gs: or data: (read files yourself, into `data`)',
    };
  }
  return { image: { type: 'image', source: 'url', url, mediaType } };
}

function readText(text: string, declared: string | undefined): ReadImage {
  const prefix = DATA_URL.exec(text);
  if (prefix !== null && !/;base64$/i.test(prefix[2] ?? '')) {
    return { problem: 'an image whose data: URL holds base64' };
  }
  // Line breaks, as some encoders put in.
  const base64 = text.slice(prefix?.[0].length ?? 0).replace(/\s+/g, '');
  if (base64 === '' || !BASE64.test(base64)) return { problem: 'an image whose `data` is base64, if it is a text' };
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const head = Buffer.from(base64.slice(0, 2 * IMAGE_HEAD_BYTES), 'base64');
  const stated = declared ?? (prefix?.[1] === '' ? undefined : prefix?.[1]);
  return typed(head, stated, {
    byteLength: Math.floor((base64.length * 3) / 4) - padding,
    base64: () => base64,
  });
}

function readBytes(bytes: Uint8Array, declared: string | undefined): ReadImage {
  if (bytes.byteLength === 0) return { problem: 'an image with at least one byte' };
  let encoded: string | undefined;
  return typed(bytes, declared, {
    byteLength: bytes.byteLength,
    base64: () => {
      encoded ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
      return encoded;
    },
  });
}

function typed(
  head: Uint8Array,
  declared: string | undefined,
  bytes: { readonly byteLength: number; base64(): string },
): ReadImage {
  const stated = declared?.toLowerCase().replace(/^image\/jpg$/, 'image/jpeg');
  const seen = imageTypeOf(head);
  if (stated !== undefined && !MEDIA_TYPE.test(stated)) return { problem: 'an image, and no file of another type' };
  if (seen !== undefined && stated !== undefined && seen !== stated && !isSameFamily(seen, stated)) {
    return { problem: `an image of its \`mediaType\` ${stated}: its first bytes are those of ${seen}` };
  }
  const mediaType = stated ?? seen;
  if (mediaType === undefined) {
    return {
      problem: 'an image of a type that its first bytes tell (png, jpeg, gif, webp, heic …), or with a `mediaType`',
    };
  }
  return { image: { type: 'image', source: 'data', mediaType, ...bytes } };
}

/** HEIC is HEIF with one certain codec; files of either are called by both names. */
function isSameFamily(one: string, other: string): boolean {
  return [one, other].every((name) => name === 'image/heic' || name === 'image/heif');
}
