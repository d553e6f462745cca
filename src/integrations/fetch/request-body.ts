/** A body that can be sent as often as it must, or, a stream, once. */
export interface SendableBody {
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream | undefined;
  /** Its type, where it is not said elsewhere: the boundary of a form is made with it. */
  readonly contentType: string | undefined;
  readonly canRepeat: boolean;
}

const NO_BODY: SendableBody = { body: undefined, contentType: undefined, canRepeat: true };

/** A text as it is. */
export function textBody(text: string): SendableBody {
  return { body: text, contentType: undefined, canRepeat: true };
}

/** Makes a body that `fetch` takes into one that every `fetch` takes the same way, whatever realm it is of. */
export async function sendableBody(given: unknown): Promise<SendableBody> {
  if (given === undefined || given === null) return NO_BODY;
  if (typeof given === 'string') return textBody(given);
  if (ArrayBuffer.isView(given) || given instanceof ArrayBuffer) {
    const bytes = ArrayBuffer.isView(given)
      ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
      : new Uint8Array(given);
    // A copy: the caller may use its buffer again while the request waits.
    return { body: bytes.slice(), contentType: undefined, canRepeat: true };
  }
  if (isStream(given)) return { body: given as ReadableStream, contentType: undefined, canRepeat: false };
  // undici's own fetch sends a form of Node's as the text "[object FormData]", and the other way round.
  const readable = new Response(kindOf(given) === 'FormData' ? ownForm(given as FormData) : (given as Blob));
  return {
    body: new Uint8Array(await readable.arrayBuffer()),
    contentType: readable.headers.get('content-type') ?? undefined,
    canRepeat: true,
  };
}

function ownForm(given: FormData): FormData {
  if (given instanceof FormData) return given;
  const form = new FormData();
  for (const [name, value] of given as unknown as Iterable<[string, string | Blob]>) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value);
  }
  return form;
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isStream(value: unknown): boolean {
  if (kindOf(value) === 'ReadableStream') return true;
  // A stream of Node's, or a generator; forms and parameters can be gone through, too, but at once.
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
