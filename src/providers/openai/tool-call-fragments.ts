import { isRecord } from '../../core/json-schema.js';
import type { FinishReason } from '../../core/reply.js';
import type { ToolCall } from '../../core/tools.js';
import { madeCallId, readArguments } from '../tool-calls.js';

interface Fragments {
  readonly index: unknown;
  id: string;
  name: string;
  written: string;
  signature: string | undefined;
}

/** Puts tool calls together: a stream brings their arguments in pieces, a whole answer in one. */
export class ToolCallFragments {
  readonly #calls: Fragments[] = [];

  /** Whether there is anything of a call, of a tool that is no function included. */
  hasAny = false;

  /** @param list `tool_calls` of a message or a piece of one */
  add(list: unknown): void {
    if (!Array.isArray(list)) return;
    for (const [position, entry] of list.entries()) this.#addOne(entry, position);
  }

  /** @throws AttemptFailure where the arguments are no JSON object */
  toolCalls(answerId: unknown, finishReason: FinishReason): readonly ToolCall[] {
    return this.#calls.map(({ id, name, written, signature }, index) => ({
      id: id === '' ? madeCallId({ id: answerId, index, call: [name, written] }) : id,
      name,
      arguments: readArguments(written, finishReason),
      ...(signature === undefined ? {} : { signature }),
    }));
  }

  #addOne(entry: unknown, position: number): void {
    if (!isRecord(entry)) return;
    this.hasAny = true;
    const called = isRecord(entry['function']) ? entry['function'] : undefined;
    // A tool of another type, which only `providerOptions` can have asked for: it stands in `raw`.
    if (called === undefined) return;
    const id = typeof entry['id'] === 'string' ? entry['id'] : '';
    const call = this.#callOf(entry['index'] ?? position, id);
    if (typeof called['name'] === 'string' && call.name === '') call.name = called['name'];
    const written = called['arguments'];
    if (written !== undefined && written !== null) {
      call.written += typeof written === 'string' ? written : JSON.stringify(written);
    }
    call.signature ??= signatureOf(entry);
  }

  /** Some hosts count every call of an answer as the first: another id is another call. */
  #callOf(index: unknown, id: string): Fragments {
    const known = this.#calls.findLast((call) => call.index === index);
    if (known !== undefined && (id === '' || known.id === '' || known.id === id)) {
      if (known.id === '') known.id = id;
      return known;
    }
    const call: Fragments = { index, id, name: '', written: '', signature: undefined };
    this.#calls.push(call);
    return call;
  }
}

/** https://ai.google.dev/gemini-api/docs/thought-signatures#openai */
function signatureOf({ extra_content: extra }: Readonly<Record<string, unknown>>): string | undefined {
  const google = isRecord(extra) ? extra['google'] : undefined;
  const signature = isRecord(google) ? google['thought_signature'] : undefined;
  return typeof signature === 'string' ? signature : undefined;
}
