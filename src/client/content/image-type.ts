/** Where a kind of image has its mark, as Latin-1 text. */
interface Signature {
  readonly mediaType: string;
  readonly at: number;
  readonly marks: readonly string[];
}

// https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm; HEIF and AVIF by the brand of ISO/IEC
// 23008-12, https://nokiatech.github.io/heif/technical.html
const SIGNATURES: readonly Signature[] = [
  { mediaType: 'image/png', at: 0, marks: ['\x89PNG\r\n\x1a\n'] },
  { mediaType: 'image/jpeg', at: 0, marks: ['\xff\xd8\xff'] },
  { mediaType: 'image/gif', at: 0, marks: ['GIF87a', 'GIF89a'] },
  { mediaType: 'image/webp', at: 8, marks: ['WEBP'] },
  { mediaType: 'image/heic', at: 4, marks: ['ftypheic', 'ftypheix', 'ftyphevc', 'ftypheim', 'ftypheis'] },
  { mediaType: 'image/heif', at: 4, marks: ['ftypmif1', 'ftypmsf1'] },
  { mediaType: 'image/avif', at: 4, marks: ['ftypavif', 'ftypavis'] },
  { mediaType: 'image/bmp', at: 0, marks: ['BM'] },
  { mediaType: 'image/tiff', at: 0, marks: ['II*\0', 'MM\0*'] },
];

/** How many of the first bytes tell the type of an image. */
export const IMAGE_HEAD_BYTES = 32;

/** The media type of an image by its first bytes; `undefined` where they are of no image that is known here. */
export function imageTypeOf(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, IMAGE_HEAD_BYTES)).toString(
    'latin1',
  );
  return SIGNATURES.find(({ at, marks }) => marks.some((mark) => text.startsWith(mark, at)))?.mediaType;
}
