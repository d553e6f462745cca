import { imageAt } from './prompt-extras.js';

/** A body with the type and the size of each image in place of its bytes: logs of tests are read by people. @internal */
export function omitImages(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(omitImages);
  if (typeof body === 'string') return body.startsWith('data:image/') ? summary(body) : body;
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body as Record<string, unknown>).map(([name, value]): [string, unknown] => {
      if (name === 'images' && Array.isArray(value)) return [name, value.map((item) => summary(item))];
      if (name === 'inlineData' && typeof value === 'object' && value !== null) {
        const { data, mimeType } = value as Record<string, unknown>;
        return [name, { ...value, data: summary(data, mimeType) }];
      }
      return [name, omitImages(value)];
    }),
  );
}

function summary(text: unknown, type?: unknown): unknown {
  const [image] = imageAt(text, type);
  if (image?.bytes === undefined) return text;
  return `[${image.mediaType ?? 'image'}, ${image.bytes} bytes]`;
}
