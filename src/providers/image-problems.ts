import { formatBytes } from './format-bytes.js';
import type { ProviderImage, ProviderRequest } from '../core/provider.js';

/** Which images a provider takes. */
export interface ImageRules {
  /** Media types; `undefined` where nobody knows. */
  readonly types: readonly string[] | undefined;
  /** The most bytes of all images of a request together, as they are sent: in base64, a third more than they are. */
  readonly mostBytes: number;
  /** Schemes of the URLs that the provider fetches itself. */
  readonly urls: readonly string[];
}

/** The images of a request, in their order. */
export function imagesOf({ messages }: ProviderRequest): readonly ProviderImage[] {
  const images: ProviderImage[] = [];
  for (const { role, content } of messages) {
    if (role !== 'user' || typeof content === 'string') continue;
    for (const part of content) if (part.type === 'image') images.push(part);
  }
  return images;
}

/** What of a request's images a provider doesn't take, a sentence each. */
export function imageProblems(request: ProviderRequest, { types, mostBytes, urls }: ImageRules): readonly string[] {
  const images = imagesOf(request);
  if (images.length === 0) return [];
  const problems = new Set<string>();
  let sentBytes = 0;
  for (const image of images) {
    if (image.source === 'data') sentBytes += Math.ceil(image.byteLength / 3) * 4;
    else if (!urls.some((scheme) => image.url.toLowerCase().startsWith(scheme))) {
      problems.add(
        urls.length === 0
          ? 'It fetches no images: load them yourself and pass their bytes as `data`.'
          : `It fetches images from ${urls.join(', ')} URLs only: pass the bytes as \`data\`.`,
      );
    }
    const { mediaType } = image;
    if (types !== undefined && mediaType !== undefined && !types.includes(mediaType)) {
      problems.add(`It takes no images of type ${mediaType}, only ${types.join(', ')}: convert them first.`);
    }
  }
  if (sentBytes > mostBytes) {
    problems.add(
      `It takes at most ${formatBytes(mostBytes)} of images in one request, and these are ${formatBytes(sentBytes)} as they are sent (in base64): make them smaller, or send fewer at once.`,
    );
  }
  return [...problems];
}
