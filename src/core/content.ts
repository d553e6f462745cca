/** A piece of text. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** The bytes of an image: as bytes, as base64, or as a `data:` URL. */
export type ImageData = Uint8Array | ArrayBuffer | string;

/** An image whose bytes go along with the request. */
export interface ImageDataPart {
  readonly type: 'image';
  readonly data: ImageData;
  readonly url?: undefined;
  /** Such as `image/png`. @default told from the first bytes */
  readonly mediaType?: string | undefined;
}

/** An image that the provider fetches itself, where it can; this library fetches nothing. */
export interface ImageUrlPart {
  readonly type: 'image';
  /** `https:`, `http:` or `gs:`; a `data:` URL is taken for the bytes in it. */
  readonly url: string | URL;
  readonly data?: undefined;
  /** Such as `image/png`, where the provider wants to be told. */
  readonly mediaType?: string | undefined;
}

/** An image in a message. */
export type ImagePart = ImageDataPart | ImageUrlPart;

/** What a message of the user is made of. */
export type ContentPart = TextPart | ImagePart;

/** The texts of some content, put together. @internal */
export function textOf(content: string | readonly { readonly type: string }[]): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? (part as TextPart).text : '')).join('');
}
